// error: bindery: a type that is stored as text or bytes must show what the object holds: return a std::string_view or a const reference
#include <bindery/core/codecs.hpp>

#include <string>

struct Code {
  int number = 0;
  bool operator==(const Code&) const = default;
};
template <>
struct bindery::CodecFor<Code>
    : bindery::StoredAs<std::string, [](const Code& code) { return std::to_string(code.number); },
                        [](const std::string& text) { return Code{std::stoi(text)}; }> {};

int main() { return bindery::codec_for<Code>->nullable; }
