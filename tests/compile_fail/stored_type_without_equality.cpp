// error: bindery: a type that is stored needs operator==, by which changes are found
#include <bindery/core/codecs.hpp>

struct Celsius {
  double degrees = 0;
};
template <> struct bindery::CodecFor<Celsius> : bindery::StoredAs<double, &Celsius::degrees> {};

int main() { return bindery::codec_for<Celsius>->nullable; }
