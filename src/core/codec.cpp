// Names of kinds, cells as text, and the refusal of cells that do not fit.
#include <bindery/core/calendar.hpp>
#include <bindery/core/codec.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/uuid.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>

#include "core/cell_text.hpp"

namespace bindery {

namespace {

constexpr std::size_t longest_shown = 60;

std::string_view calendar_text(const Cell& cell, char* buffer) {
  switch (cell.kind) {
    case ValueKind::date: return format_date(cell.integer, buffer);
    case ValueKind::time: return format_time(cell.integer, buffer);
    case ValueKind::interval: return format_interval(cell.integer, buffer);
    default: return format_timestamp(cell.integer, buffer);
  }
}

[[noreturn]] void refuse(std::string message) {
  ErrorDetails details;
  details.phase = Phase::decode;
  throw DataError(std::move(message), std::move(details));
}

template <class T> void append_number(std::string& out, T value) {
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

}  // namespace

std::string_view name_of(TypeKind kind) {
  static constexpr std::array<std::string_view, 23> names{
      "boolean",      "int8",     "int16",   "int32", "int64", "uint8",       "uint16", "uint32",
      "uint64",       "float32",  "float64", "text",  "bytes", "date",        "time",   "timestamp",
      "timestamp_tz", "interval", "decimal", "uuid",  "json",  "enumeration", "array"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ValueKind kind) {
  static constexpr std::array<std::string_view, 15> names{
      "NULL", "boolean", "integer",   "unsigned integer",    "real",     "text",    "bytes",
      "date", "time",    "timestamp", "timestamp with zone", "interval", "decimal", "uuid",
      "json"};
  return names[static_cast<std::size_t>(kind)];
}

namespace detail {

void append_text(std::string& out, const Cell& cell) {
  char buffer[calendar_text_size];
  switch (cell.kind) {
    case ValueKind::null: return;
    case ValueKind::boolean: out += cell.integer != 0 ? "true" : "false"; return;
    case ValueKind::integer: return append_number(out, cell.integer);
    case ValueKind::unsigned_integer: return append_number(out, cell.unsigned_integer);
    case ValueKind::real: return append_number(out, cell.real);
    case ValueKind::decimal: out += Decimal::from_cell(cell).to_string(); return;
    case ValueKind::text:
    case ValueKind::json:
    case ValueKind::bytes: out += cell.text(); return;
    case ValueKind::uuid: {
      Uuid uuid;
      std::memcpy(uuid.bytes.data(), cell.view.data, uuid.bytes.size());
      out += uuid.to_string();
      return;
    }
    default: out += calendar_text(cell, buffer);
  }
}

std::string describe(const Cell& cell) {
  const auto kind = name_of(cell.kind);
  switch (cell.kind) {
    case ValueKind::null: return std::string(kind);
    case ValueKind::bytes: return fmt::format("{} ({})", kind, cell.view.size);
    case ValueKind::text:
    case ValueKind::json: {
      const auto text = cell.text();
      const bool cut = text.size() > longest_shown;
      return fmt::format("{} '{}{}'", kind, text.substr(0, longest_shown), cut ? "..." : "");
    }
    default: break;
  }
  std::string text;
  try {
    append_text(text, cell);
  } catch (const DataError&) {  // a number that is no date: show the number
    append_number(text, cell.integer);
  }
  return fmt::format("{} {}", kind, text);
}

void refuse_value(const Cell& cell, std::string_view because) {
  if (cell.is_null()) refuse_null();
  refuse(fmt::format("{} {}", describe(cell), because));
}

void refuse_null() { refuse("NULL cannot be stored in a member that is not std::optional"); }

}  // namespace detail

void refuse_cell(const Cell& cell, std::string_view wanted) {
  detail::refuse_value(cell, fmt::format("cannot be read as {}", wanted));
}

}  // namespace bindery
