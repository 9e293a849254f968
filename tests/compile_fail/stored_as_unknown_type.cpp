// error: bindery: StoredAs needs a type that Bindery knows, such as std::string or double
#include <bindery/core/codecs.hpp>

struct Pixel {
  int x = 0, y = 0;
};
struct Point {
  Pixel pixel;
  bool operator==(const Point&) const { return true; }
};
template <> struct bindery::CodecFor<Point> : bindery::StoredAs<Pixel, &Point::pixel> {};

int main() { return bindery::codec_for<Point>->nullable; }
