// Binding parameters and reading columns.
#include "types.hpp"

#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/types/decimal.hpp>
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace bindery::drivers::sqlite {

namespace {

constexpr std::size_t longest_formatted = 48;
constexpr std::size_t uuid_size = 16;

[[noreturn]] void refuse(int position, std::string_view because) {
  raise(ErrorKind::data, fmt::format("parameter {}: {}", position, because), {.sqlstate = "22003"});
}

std::string_view format_uuid(std::string_view bytes, char* buffer) {
  constexpr char digits[] = "0123456789abcdef";
  char* out = buffer;
  for (std::size_t i = 0; i < uuid_size; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
  }
  return {buffer, static_cast<std::size_t>(out - buffer)};
}

std::string_view formatted(const Cell& cell, int position, char* buffer) {
  switch (cell.kind) {
    case ValueKind::date: return format_date(cell.integer, buffer);
    case ValueKind::time: return format_time(cell.integer, buffer);
    case ValueKind::decimal:
      return Decimal::from_words(cell.wide.low, cell.wide.high, cell.scale).format(buffer);
    case ValueKind::uuid:
      if (cell.view.size != uuid_size) refuse(position, "a UUID has 16 bytes");
      return format_uuid(cell.text(), buffer);
    default: return format_timestamp(cell.integer, buffer);
  }
}

int bind_text(sqlite3_stmt* statement, int position, std::string_view text) {
  const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would bind NULL
  return sqlite3_bind_text64(statement, position, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

int bind_bytes(sqlite3_stmt* statement, int position, std::string_view bytes) {
  const char* data = bytes.data() != nullptr ? bytes.data() : "";
  return sqlite3_bind_blob64(statement, position, data, bytes.size(), SQLITE_STATIC);
}

/// How much of the store a cell may take.
std::size_t room_for(const Cell& cell, bool keep) {
  switch (cell.kind) {
    case ValueKind::text:
    case ValueKind::json:
    case ValueKind::bytes: return keep ? cell.view.size : 0;
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::timestamp:
    case ValueKind::timestamp_tz:
    case ValueKind::decimal:
    case ValueKind::uuid: return longest_formatted;
    default: return 0;
  }
}

}  // namespace

inline int Binder::bind_one(sqlite3_stmt* statement, std::span<const Cell> cells, std::size_t index,
                            bool keep) {
  const Cell& cell = cells[index];
  const int position = static_cast<int>(index + 1);
  switch (cell.kind) {
    case ValueKind::null: return sqlite3_bind_null(statement, position);
    case ValueKind::boolean:
    case ValueKind::integer:
    case ValueKind::interval: return sqlite3_bind_int64(statement, position, cell.integer);
    case ValueKind::unsigned_integer:
      if (cell.unsigned_integer > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        refuse(position, "SQLite stores integers up to 9223372036854775807");
      return sqlite3_bind_int64(statement, position, static_cast<std::int64_t>(cell.unsigned_integer));
    case ValueKind::real:
      if (std::isnan(cell.real)) refuse(position, "SQLite cannot store NaN (it would become NULL)");
      return sqlite3_bind_double(statement, position, cell.real);
    case ValueKind::text:
    case ValueKind::json:
      return bind_text(statement, position, keep ? stored(cell.text(), cells, keep) : cell.text());
    case ValueKind::bytes:
      return bind_bytes(statement, position, keep ? stored(cell.text(), cells, keep) : cell.text());
    default: break;
  }
  char buffer[longest_formatted];
  return bind_text(statement, position, stored(formatted(cell, position, buffer), cells, keep));
}

int Binder::bind(sqlite3_stmt* statement, std::span<const Cell> cells, bool keep) {
  has_room_ = false;
  for (std::size_t index = 0; index < cells.size(); ++index) {
    const int code = bind_one(statement, cells, index, keep);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

std::string_view Binder::stored(std::string_view text, std::span<const Cell> cells, bool keep) {
  if (!has_room_) make_room(cells, keep);
  const std::size_t start = store_.size();
  store_.append(text);
  return {store_.data() + start, text.size()};
}

void Binder::make_room(std::span<const Cell> cells, bool keep) {
  std::size_t room = 0;
  for (const Cell& cell : cells) room += room_for(cell, keep);
  store_.clear();
  if (room > store_.capacity())
    store_.reserve(room);  // bound texts point into it: it must not grow from here on
  has_room_ = true;
}

namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* const data = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (data == nullptr) throw std::bad_alloc();
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// Looks at sqlite3's value itself, once, where each of the sqlite3_column_... functions would find it anew; that is
/// allowed on connections without a mutex, as ours are.
void read_cell(sqlite3_value* value, int type, Cell& cell) {
  switch (type) {
    case SQLITE_INTEGER:
      cell.kind = ValueKind::integer;
      cell.integer = sqlite3_value_int64(value);
      return;
    case SQLITE_FLOAT:
      cell.kind = ValueKind::real;
      cell.real = sqlite3_value_double(value);
      return;
    case SQLITE_NULL: cell.kind = ValueKind::null; return;
    case SQLITE_TEXT: cell = Cell::of_text(text_of(value)); return;
    default: break;
  }
  cell.kind = ValueKind::bytes;
  cell.view.data = static_cast<const char*>(sqlite3_value_blob(value));
  cell.view.size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  if (cell.view.data != nullptr) return;
  if (cell.view.size != 0) throw std::bad_alloc();
  cell.view.data = "";
}

/// Reads text into a field of the types that most have it in; false for all others.
bool read_text(std::string_view text, const Codec& codec, void* field, detail::Arena* texts) {
  if (codec.read != detail::read_local_time<std::chrono::microseconds>)
    return read_text_at_once(text, codec, field, texts);
  const auto time = parse_timestamp_offset(text);
  if (!time || time->had_offset) return false;
  *static_cast<LocalMicroseconds*>(field) = LocalMicroseconds(std::chrono::microseconds(time->microseconds));
  return true;
}

/// Reads a value of the storage class that the field's type is made for; false for all others.
bool read_at_once(sqlite3_value* value, int type, const Codec& codec, void* field, detail::Arena* texts) {
  switch (type) {
    case SQLITE_INTEGER: {
      const std::int64_t number = sqlite3_value_int64(value);
      if (codec.read == detail::read_integer<std::int64_t>) {
        *static_cast<std::int64_t*>(field) = number;
        return true;
      }
      if (codec.read != detail::read_integer<std::int32_t> || !std::in_range<std::int32_t>(number))
        return false;
      *static_cast<std::int32_t*>(field) = static_cast<std::int32_t>(number);
      return true;
    }
    case SQLITE_FLOAT:
      if (codec.read != detail::read_real<double>) return false;
      *static_cast<double*>(field) = sqlite3_value_double(value);
      return true;
    case SQLITE_TEXT: return read_text(text_of(value), codec, field, texts);
    default: return false;
  }
}

}  // namespace

void read_row(sqlite3_stmt* statement, std::span<Cell> row) {
  int column = 0;
  for (Cell& cell : row) {
    sqlite3_value* const value = sqlite3_column_value(statement, column++);
    read_cell(value, sqlite3_value_type(value), cell);
  }
}

void read_row(sqlite3_stmt* statement, const drivers::Cursor& cursor, FieldRows& rows) {
  rows.add(cursor, [&](const FieldPlan& plan, std::size_t column, void* object, detail::Arena* texts) {
    sqlite3_value* const value = sqlite3_column_value(statement, static_cast<int>(column));
    const int type = sqlite3_value_type(value);
    void* const field = plan.field(object);
    if (read_at_once(value, type, *plan.codec, field, texts)) return;
    Cell cell;
    read_cell(value, type, cell);
    read_field(*plan.codec, cell, field, texts);
  });
}

void RowBuffer::clear() {
  cells_.clear();
  texts_.clear();
  next_cell_ = next_text_ = 0;
}

void RowBuffer::add(std::span<const Cell> row) {
  cells_.insert(cells_.end(), row.begin(), row.end());
  for (const Cell& cell : row) {
    if (is_viewed(cell.kind)) texts_.append(cell.text());
  }
}

bool RowBuffer::next(std::span<Cell> row) {
  if (next_cell_ == cells_.size()) return false;
  for (Cell& cell : row) {
    cell = cells_[next_cell_++];
    if (!is_viewed(cell.kind)) continue;
    cell.view.data = texts_.data() + next_text_;
    next_text_ += cell.view.size;
  }
  return true;
}

}  // namespace bindery::drivers::sqlite
