// Packing cells: a byte that says what comes, numbers in as few bytes as they need, texts behind their lengths.
#include "row_copy.hpp"

#include <bindery/core/cell.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace bindery::detail {

namespace {

/// In place of a kind: the column was not read.
constexpr auto unread = static_cast<ValueKind>(255);

/// So many bytes of room a thread keeps for the next copy.
constexpr std::size_t most_kept = 64 * 1024;

void put_number(std::string& out, std::uint64_t number) {
  for (; number >= 128; number >>= 7) out.push_back(static_cast<char>(number | 128));
  out.push_back(static_cast<char>(number));
}
std::uint64_t take_number(const char*& at) {
  std::uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    number |= static_cast<std::uint64_t>(byte & 127) << shift;
    if (byte < 128) return number;
  }
}
/// Small negative numbers become small ones.
std::uint64_t folded(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
std::int64_t unfolded(std::uint64_t number) {
  return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
}

template <class T> void put_bytes(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T> void take_bytes(const char*& at, T& value) {
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
}

void put(std::string& out, const Cell& cell) {
  out.push_back(static_cast<char>(cell.kind));
  if (cell.kind == unread || cell.is_null()) return;
  if (is_viewed(cell.kind)) {
    put_number(out, cell.view.size);
    out.append(cell.view.data, cell.view.size);
  } else if (cell.kind == ValueKind::real) {
    put_bytes(out, cell.real);
  } else if (cell.kind == ValueKind::decimal) {
    out.push_back(static_cast<char>(cell.scale));
    put_bytes(out, cell.wide);
  } else {
    put_number(out, folded(cell.integer));
  }
}
Cell take(const char*& at) {
  Cell cell;
  cell.kind = static_cast<ValueKind>(static_cast<unsigned char>(*at++));
  if (cell.kind == unread || cell.is_null()) return cell;
  if (is_viewed(cell.kind)) {
    const std::size_t size = take_number(at);
    cell.view = {at, size};
    at += size;
  } else if (cell.kind == ValueKind::real) {
    take_bytes(at, cell.real);
  } else if (cell.kind == ValueKind::decimal) {
    cell.scale = static_cast<std::uint8_t>(*at++);
    take_bytes(at, cell.wide);
  } else {
    cell.integer = unfolded(take_number(at));
  }
  return cell;
}

bool same(const Cell& a, const Cell& b) {
  if (a.kind != b.kind) return false;
  if (a.is_null()) return true;
  if (is_viewed(a.kind)) return a.text() == b.text();
  if (a.kind == ValueKind::decimal)
    return a.scale == b.scale && a.wide.low == b.wide.low && a.wide.high == b.wide.high;
  return a.integer == b.integer;  // of a real number: its bits
}

Cell cell_of(const Column& column, void* object) {
  Cell cell;
  if (column.unread_in(object))
    cell.kind = unread;
  else
    column.codec->write(*column.codec, column.field(object), cell);
  return cell;
}

}  // namespace

RowCopy copy_row(const Table& table, void* object) {
  thread_local std::string room;
  room.clear();
  for (const Column& column : table.columns()) put(room, cell_of(column, object));
  auto copy = std::make_unique_for_overwrite<std::byte[]>(room.size());
  std::memcpy(copy.get(), room.data(), room.size());
  if (room.capacity() > most_kept) room = {};
  return copy;
}

void restore_row(const Table& table, const std::byte* copy, void* object) {
  const auto* at = reinterpret_cast<const char*>(copy);
  for (const Column& column : table.columns()) {
    const Cell cell = take(at);
    if (cell.kind == unread)
      column.leave_unread(column.field(object));
    else
      column.codec->read(*column.codec, cell, column.field(object));
  }
}

bool is_as_copied(const Table& table, const std::byte* copy, void* object) {
  const auto* at = reinterpret_cast<const char*>(copy);
  return std::all_of(table.columns().begin(), table.columns().end(),
                     [&](const Column& column) { return same(take(at), cell_of(column, object)); });
}

}  // namespace bindery::detail
