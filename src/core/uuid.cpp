// Uuid: text, randomness, codec.
#include <bindery/core/types/uuid.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>
#include <system_error>

namespace bindery {

namespace {

constexpr std::size_t dashed_size = 36, plain_size = 32;

constexpr bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool parse_into(std::string_view text, Uuid& uuid) {
  if (text.size() != dashed_size && text.size() != plain_size) return false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.size() == dashed_size && is_dash_position(i)) {
      if (text[i] != '-') return false;
      continue;
    }
    const int digit = hex_digit(text[i]);
    if (digit < 0) return false;
    auto& byte = uuid.bytes[digits / 2];
    byte = (byte << 4) | static_cast<std::byte>(digit);
    ++digits;
  }
  return true;
}

}  // namespace

Uuid Uuid::parse(std::string_view text) {
  Uuid uuid;
  if (!parse_into(text, uuid)) throw DataError(fmt::format("'{}' is not a UUID", text.substr(0, 60)));
  return uuid;
}

Uuid Uuid::random() {
  Uuid uuid;
  if (::getentropy(uuid.bytes.data(), uuid.bytes.size()) != 0) {
    throw std::system_error(errno, std::generic_category(), "no random bytes for a UUID");
  }
  uuid.bytes[6] = (uuid.bytes[6] & std::byte{0x0f}) | std::byte{0x40};
  uuid.bytes[8] = (uuid.bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  return uuid;
}

std::string Uuid::to_string() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(dashed_size, '-');
  std::size_t at = 0;
  for (const std::byte byte : bytes) {
    if (is_dash_position(at)) ++at;
    text[at++] = digits[std::to_integer<unsigned>(byte >> 4)];
    text[at++] = digits[std::to_integer<unsigned>(byte & std::byte{0x0f})];
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const Uuid& value) { return out << value.to_string(); }

namespace detail {

void read_uuid(const Codec&, const Cell& cell, void* field) {
  auto& uuid = *static_cast<Uuid*>(field);
  const bool raw = cell.kind == ValueKind::uuid || cell.kind == ValueKind::bytes;
  if (raw && cell.view.size == uuid.bytes.size()) {
    std::memcpy(uuid.bytes.data(), cell.view.data, uuid.bytes.size());
    return;
  }
  Uuid parsed;
  if (cell.kind != ValueKind::text || !parse_into(cell.text(), parsed)) refuse_cell(cell, "a UUID");
  uuid = parsed;
}

void write_uuid(const Codec&, const void* field, Cell& cell) {
  const auto& bytes = static_cast<const Uuid*>(field)->bytes;
  cell = Cell::of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, ValueKind::uuid);
}

}  // namespace detail

}  // namespace bindery
