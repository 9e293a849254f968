// Value: owning, comparing and printing.
#include <bindery/core/value.hpp>

#include <cmath>
#include <ostream>

#include "core/cell_text.hpp"

namespace bindery {

namespace {

bool is_exact_number(ValueKind kind) {
  return kind == ValueKind::integer || kind == ValueKind::unsigned_integer || kind == ValueKind::decimal;
}

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += c;
    result += c;
  }
  return result + "'";
}

std::string in_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result = "x'";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result + "'";
}

}  // namespace

Value::Value(const Cell& cell) : cell_(cell) {
  if (!is_viewed(cell.kind)) return;
  owned_.assign(cell.view.data, cell.view.size);
  cell_.view = {};
}

Value::Value(const Codec* codec, const void* value) {
  Cell cell;
  codec->write(*codec, value, cell);
  *this = Value(cell);
}

Value::Value(const char* text) : Value(writer_for<const char*>, &text) {}

Value::Value(std::string text) : cell_(Cell::of_text({})), owned_(std::move(text)) {}

Value::Value(Bytes bytes) : Value(Cell::of_bytes(bytes)) {}

std::string Value::to_string() const {
  switch (cell_.kind) {
    case ValueKind::null: return "NULL";
    case ValueKind::text: return quoted(owned_);
    case ValueKind::bytes: return in_hex(owned_);
    default: break;
  }
  std::string text;
  detail::append_text(text, cell());
  return text;
}

bool Value::equals(const Value& other) const {
  if (is_exact_number(kind()) && is_exact_number(other.kind())) {
    return Decimal::from_cell(cell_) == Decimal::from_cell(other.cell_);
  }
  const bool numbers = (kind() == ValueKind::real && is_exact_number(other.kind())) ||
                       (other.kind() == ValueKind::real && is_exact_number(kind()));
  if (numbers) return as<double>() == other.as<double>();
  if (kind() != other.kind()) return false;
  if (is_null()) return true;
  if (kind() == ValueKind::json) return Json::trusted(owned_) == Json::trusted(other.owned_);
  if (is_viewed(kind())) return owned_ == other.owned_;
  if (kind() != ValueKind::real) return cell_.integer == other.cell_.integer;
  return cell_.real == other.cell_.real || (std::isnan(cell_.real) && std::isnan(other.cell_.real));
}

std::ostream& operator<<(std::ostream& out, const Value& value) { return out << value.to_string(); }

namespace detail {

void read_value(const Codec&, const Cell& cell, void* field) { *static_cast<Value*>(field) = Value(cell); }

void write_value(const Codec&, const void* field, Cell& cell) {
  cell = static_cast<const Value*>(field)->cell();
}

}  // namespace detail

}  // namespace bindery
