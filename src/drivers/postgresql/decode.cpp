// PostgreSQL's binary forms to cells.
#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/types/chrono.hpp>
#include <bindery/core/types/number.hpp>

#include <array>
#include <bit>
#include <limits>

#include "drivers/field_rows.hpp"
#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

namespace {

constexpr std::int64_t epoch_days = 10'957, epoch_microseconds = epoch_days * microseconds_per_day;

[[noreturn]] void beyond(std::string message) {
  ErrorDetails details;
  details.sqlstate = "22008";
  details.phase = Phase::decode;
  details.hint = "read it as text: CAST(... AS text)";
  raise(ErrorKind::data, std::move(message), std::move(details));
}

void decode_boolean(char* data, std::size_t, Cell& cell, RowTexts&) { cell = Cell::of_boolean(*data != 0); }

template <class T> void decode_integer(char* data, std::size_t, Cell& cell, RowTexts&) {
  cell = Cell::of_integer(read_big_endian<T>(data));
}

void decode_float4(char* data, std::size_t, Cell& cell, RowTexts&) {
  cell = Cell::of_real(static_cast<double>(std::bit_cast<float>(read_big_endian<std::uint32_t>(data))));
}

void decode_float8(char* data, std::size_t, Cell& cell, RowTexts&) {
  cell = Cell::of_real(std::bit_cast<double>(read_big_endian<std::uint64_t>(data)));
}

template <ValueKind Kind> void decode_viewed(char* data, std::size_t size, Cell& cell, RowTexts&) {
  cell = Cell::of_text({data, size}, Kind);
}

void decode_jsonb(char* data, std::size_t size, Cell& cell, RowTexts&) {
  if (size == 0 || *data != 1) beyond("jsonb of a version that is not known");
  cell = Cell::of_text({data + 1, size - 1}, ValueKind::json);
}

void decode_date(char* data, std::size_t, Cell& cell, RowTexts&) {
  const auto days = read_big_endian<std::int32_t>(data);
  if (days == INT32_MIN || days == INT32_MAX) beyond("the date is infinite");
  cell = Cell::of_integer(days + epoch_days, ValueKind::date);
}

void decode_time(char* data, std::size_t, Cell& cell, RowTexts&) {
  cell = Cell::of_integer(read_big_endian<std::int64_t>(data), ValueKind::time);
}

std::int64_t microseconds_of(const char* timestamp) {
  auto value = read_big_endian<std::int64_t>(timestamp);
  if (value == INT64_MIN || value == INT64_MAX) beyond("the timestamp is infinite");
  if (__builtin_add_overflow(value, epoch_microseconds, &value)) beyond("the timestamp is too late");
  return value;
}
template <ValueKind Kind> void decode_timestamp(char* data, std::size_t, Cell& cell, RowTexts&) {
  cell = Cell::of_integer(microseconds_of(data), Kind);
}

void decode_interval(char* data, std::size_t, Cell& cell, RowTexts&) {
  auto value = read_big_endian<std::int64_t>(data);
  const std::int64_t days = read_big_endian<std::int32_t>(data + 8);
  if (read_big_endian<std::int32_t>(data + 12) != 0) {
    beyond("the interval counts months or years, which are no fixed number of microseconds");
  }
  std::int64_t whole_days = 0;
  if (__builtin_mul_overflow(days, microseconds_per_day, &whole_days) ||
      __builtin_add_overflow(value, whole_days, &value)) {
    beyond("the interval is too long");
  }
  cell = Cell::of_integer(value, ValueKind::interval);
}

using LocalMicroseconds = std::chrono::local_time<std::chrono::microseconds>;

template <class T> bool put(void* field, T value) {
  *static_cast<T*>(field) = value;
  return true;
}

}  // namespace

bool read_at_once(Decoder decode, const char* data, std::size_t size, const Codec& codec, void* field,
                  detail::Arena* texts) {
  const auto read = codec.read;
  if (decode == decode_integer<std::int64_t> && read == detail::read_integer<std::int64_t>)
    return put(field, read_big_endian<std::int64_t>(data));
  if (decode == decode_integer<std::int32_t> && read == detail::read_integer<std::int32_t>)
    return put(field, read_big_endian<std::int32_t>(data));
  if (decode == decode_float8 && read == detail::read_real<double>)
    return put(field, std::bit_cast<double>(read_big_endian<std::uint64_t>(data)));
  if (decode == decode_viewed<ValueKind::text>) return read_text_at_once({data, size}, codec, field, texts);
  if (decode == decode_timestamp<ValueKind::timestamp> &&
      read == detail::read_local_time<std::chrono::microseconds>)
    return put(field, LocalMicroseconds(std::chrono::microseconds(microseconds_of(data))));
  return false;
}

Decoder binary_decoder(Wire type) noexcept {
  static constexpr std::array<Decoder, 20> decoders{
      decode_viewed<ValueKind::bytes>,  // never asked for: foreign types come as text
      decode_viewed<ValueKind::text>,
      decode_boolean,
      decode_integer<std::int16_t>,
      decode_integer<std::int32_t>,
      decode_integer<std::int64_t>,
      decode_integer<std::uint32_t>,
      decode_float4,
      decode_float8,
      decode_numeric,
      decode_viewed<ValueKind::text>,
      decode_viewed<ValueKind::bytes>,
      decode_date,
      decode_time,
      decode_timestamp<ValueKind::timestamp>,
      decode_timestamp<ValueKind::timestamp_tz>,
      decode_interval,
      decode_viewed<ValueKind::uuid>,
      decode_viewed<ValueKind::json>,
      decode_jsonb};
  return decoders[static_cast<std::size_t>(type)];
}

}  // namespace bindery::drivers::postgresql
