// Enumerations: names to values and back, for the codecs of all of them.
#include <bindery/core/enums.hpp>
#include <fmt/format.h>

#include <string>

namespace bindery::detail {

namespace {

std::string listed(std::span<const EnumName> names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) list += ", ";
    list += names[i].name;
  }
  return names.size() > most ? list + ", ..." : list;
}

}  // namespace

std::int64_t enum_value(const Codec& codec, const Cell& cell, std::string_view type) {
  if (cell.kind != ValueKind::text) refuse_cell(cell, fmt::format("a name of {}", type));
  for (const auto& entry : codec.names) {
    if (entry.name == cell.text()) return entry.value;
  }
  throw DataError(
      fmt::format("'{}' is not a value of {} ({})", cell.text().substr(0, 60), type, listed(codec.names)));
}

std::string_view find_enum_name(std::span<const EnumName> names, std::int64_t value) {
  const auto index = static_cast<std::size_t>(value);
  if (index < names.size() && names[index].value == value)
    return names[index].name;  // no gaps: the common case
  for (const auto& entry : names) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

void write_enum_name(const Codec& codec, std::int64_t value, std::string_view type, Cell& cell) {
  const auto name = find_enum_name(codec.names, value);
  if (name.empty()) {
    throw DataError(
        fmt::format("value {} of {} has no name ({}); names are found below bindery::enum_limit<{}>", value,
                    type, listed(codec.names), type));
  }
  cell = Cell::of_text(name);
}

}  // namespace bindery::detail
