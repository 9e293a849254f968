// Packing cells: a byte that says what comes, numbers in as few bytes as they need, texts behind their sizes.
#include "row_copy.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace bindery::detail {

namespace {

/// In front of a copy.
struct Head {
  EntityBlocks::Block* block;
};

std::byte* room_for(std::size_t size, EntityBlocks* blocks) {
  const std::size_t wanted = sizeof(Head) + size;
  EntityBlocks::Block* const block = blocks == nullptr ? nullptr : blocks->next(wanted);
  void* const place = EntityBlocks::take(block, wanted, alignof(Head));
  return reinterpret_cast<std::byte*>(new (place) Head{block} + 1);
}

/// Where a copy is put together: nearly always on the stack.
class Draft {
 public:
  /// The end of what is there, with room for so many bytes more.
  char* end(std::size_t more) {
    if (capacity_ - size_ < more) grow(more);
    return begin_ + size_;
  }
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - begin_); }
  std::span<const char> get() const { return {begin_, size_}; }

 private:
  void grow(std::size_t more) {
    std::vector<char> larger(2 * (size_ + more));
    std::copy_n(begin_, size_, larger.data());
    many_ = std::move(larger);
    begin_ = many_.data();
    capacity_ = many_.size();
  }

  std::array<char, 512> few_;
  std::vector<char> many_;
  char* begin_ = few_.data();
  std::size_t size_ = 0, capacity_ = few_.size();
};

/// No cell takes more, but for the text itself.
constexpr std::size_t most_for_cell = 24;

/// Behind the last cell: eight bytes are read behind the first of each, however many of them its number takes.
constexpr std::size_t slack = 8;

/// A cell begins with its kind, and how many bytes of its number follow.
constexpr unsigned kind_bits = 4;
constexpr unsigned unread_bits = (1U << kind_bits) - 1;
static_assert(static_cast<unsigned>(ValueKind::json) < unread_bits);

/// Small negative numbers become small ones.
std::uint64_t folded(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
std::int64_t unfolded(std::uint64_t number) {
  return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
}

std::uint64_t low_byte_first(std::uint64_t number) {
  return std::endian::native == std::endian::little ? number : __builtin_bswap64(number);
}

template <class T> char* put_bytes(char* out, const T& value) {
  std::memcpy(out, &value, sizeof value);
  return out + sizeof value;
}
template <class T> void take_bytes(const char*& at, T& value) {
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
}

ValueKind kind_in(unsigned head) {
  return (head & unread_bits) == unread_bits ? unread_kind : static_cast<ValueKind>(head & unread_bits);
}

std::uint64_t take_number(const char*& at, unsigned bytes) {
  std::uint64_t number = 0;
  std::memcpy(&number, at, sizeof number);
  at += bytes;
  number = low_byte_first(number);
  return bytes < sizeof number ? number & ((std::uint64_t{1} << (8 * bytes)) - 1) : number;
}

/// What comes behind the number.
std::size_t size_behind(unsigned head, std::uint64_t number) {
  const ValueKind kind = kind_in(head);
  return is_viewed(kind) ? number : kind == ValueKind::decimal ? sizeof(Cell::Wide) : 0;
}

std::size_t most_bytes(const Cell& cell) {
  return most_for_cell + (is_viewed(cell.kind) ? cell.view.size : 0);
}

/// All that are no number are put alike.
std::uint64_t bits_of(double real) {
  return std::bit_cast<std::uint64_t>(std::isnan(real) ? std::numeric_limits<double>::quiet_NaN() : real);
}

/// The number that is put for a cell: of a text its size.
std::uint64_t number_of(const Cell& cell) {
  if (cell.is_null() || cell.kind == unread_kind) return 0;
  if (is_viewed(cell.kind)) return cell.view.size;
  if (cell.kind == ValueKind::real) return bits_of(cell.real);
  return cell.kind == ValueKind::decimal ? cell.scale : folded(cell.integer);
}

char* put(char* out, const Cell& cell) {
  const std::uint64_t number = number_of(cell);
  const auto bytes = (static_cast<unsigned>(std::bit_width(number)) + 7) / 8;
  *out++ = static_cast<char>((static_cast<unsigned>(cell.kind) & unread_bits) | (bytes << kind_bits));
  put_bytes(out, low_byte_first(number));
  out += bytes;
  if (is_viewed(cell.kind)) return std::copy_n(cell.view.data, cell.view.size, out);
  return cell.kind == ValueKind::decimal ? put_bytes(out, cell.wide) : out;
}

Cell cell_of(const Column& column, void* object) {
  Cell cell;
  if (column.unread_in(object))
    cell.kind = unread_kind;
  else
    column.codec->write(*column.codec, column.field(object), cell);
  return cell;
}

}  // namespace

Cell CopiedCells::next() {
  const auto head = static_cast<unsigned char>(*at_++);
  const std::uint64_t number = take_number(at_, head >> kind_bits);
  Cell cell;
  cell.kind = kind_in(head);
  if (is_viewed(cell.kind)) {
    cell.view = {at_, number};
    at_ += number;
  } else if (cell.kind == ValueKind::real) {
    cell.real = std::bit_cast<double>(number);
  } else if (cell.kind == ValueKind::decimal) {
    cell.scale = static_cast<std::uint8_t>(number);
    take_bytes(at_, cell.wide);
  } else {
    cell.integer = unfolded(number);
  }
  return cell;
}

void CopiedCells::skip() {
  const auto head = static_cast<unsigned char>(*at_++);
  const std::uint64_t number = take_number(at_, head >> kind_bits);
  at_ += size_behind(head, number);
}

bool CopiedCells::next_is_same(CopiedCells& other) {
  const auto head = static_cast<unsigned char>(*at_);
  if (*at_ == *other.at_) {
    const char* here = at_ + 1;
    const char* there = other.at_ + 1;
    const std::uint64_t number = take_number(here, head >> kind_bits);
    if (number == take_number(there, head >> kind_bits)) {
      const std::size_t more = size_behind(head, number);
      at_ = here + more;
      other.at_ = there + more;
      return more == 0 || std::memcmp(here, there, more) == 0;
    }
  }
  skip();
  other.skip();
  return false;
}

Cell cell_in(const std::byte* copy, std::size_t column) {
  CopiedCells cells(copy);
  for (; column > 0; --column) cells.skip();
  return cells.next();
}

bool same_cell(const Cell& a, const Cell& b) {
  if (a.kind != b.kind) return false;
  if (is_viewed(a.kind)) return a.text() == b.text();
  if (a.kind == ValueKind::decimal)
    return a.scale == b.scale && a.wide.low == b.wide.low && a.wide.high == b.wide.high;
  if (a.kind == ValueKind::real && std::isnan(a.real)) return std::isnan(b.real);
  return a.integer == b.integer || a.is_null();  // of a real number: its bits
}

RowCopy copy_row(const Table& table, void* object, EntityBlocks* blocks) {
  Draft draft;
  for (const Column& column : table.columns()) {
    const Cell cell = cell_of(column, object);
    draft.end_at(put(draft.end(most_bytes(cell)), cell));
  }
  const std::span<const char> made = draft.get();
  std::byte* const room = room_for(made.size() + slack, blocks);
  std::memcpy(room, made.data(), made.size());
  return RowCopy(room);
}

void FreeRowCopy::operator()(std::byte* copy) const noexcept {
  Head* const head = reinterpret_cast<Head*>(copy) - 1;
  EntityBlocks::give_back(head->block, head, alignof(Head));
}

void restore_row(const Table& table, const std::byte* copy, void* object) {
  CopiedCells cells(copy);
  for (const Column& column : table.columns()) {
    const Cell cell = cells.next();
    if (cell.kind == unread_kind)
      column.leave_unread(column.field(object));
    else
      column.codec->read(*column.codec, cell, column.field(object));
  }
}

bool is_as_copied(const Table& table, const std::byte* copy, void* object) {
  CopiedCells cells(copy);
  return std::all_of(table.columns().begin(), table.columns().end(),
                     [&](const Column& column) { return same_cell(cells.next(), cell_of(column, object)); });
}

}  // namespace bindery::detail
