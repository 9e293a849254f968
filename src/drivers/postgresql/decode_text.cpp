// PostgreSQL's text forms to cells: for results in which one column's type is unknown, so that all come as text.
#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "core/decimal_digits.hpp"
#include "core/wide.hpp"
#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
}

void text_as_it_is(char* data, std::size_t size, Cell& cell, RowTexts&) {
  cell = Cell::of_text({data, size});
}

void text_boolean(char* data, std::size_t, Cell& cell, RowTexts&) { cell = Cell::of_boolean(*data == 't'); }

void text_integer(char* data, std::size_t size, Cell& cell, RowTexts&) {
  std::int64_t value = 0;
  std::from_chars(data, data + size, value);
  cell = Cell::of_integer(value);
}

template <class T> void text_real(char* data, std::size_t size, Cell& cell, RowTexts&) {
  T value = 0;
  std::from_chars(data, data + size, value);  // reads NaN and Infinity too
  cell = Cell::of_real(static_cast<double>(value));
}

void text_numeric(char* data, std::size_t size, Cell& cell, RowTexts&) {
  const auto parsed = detail::parse_decimal({data, size});
  if (parsed.error != detail::DecimalError::none) return void(cell = Cell::of_text({data, size}));
  cell = Cell::of_decimal(detail::low_word(parsed.coefficient), detail::high_word(parsed.coefficient),
                          static_cast<std::uint8_t>(parsed.scale));
}

/// Both forms, "\x6869" and the older "hi\\\001", are longer than the bytes: these are written over the text.
void text_bytea(char* data, std::size_t size, Cell& cell, RowTexts&) {
  char* out = data;
  const char* end = data + size;
  if (std::string_view(data, size).starts_with("\\x")) {
    for (const char* at = data + 2; at + 1 < end; at += 2) {
      *out++ = static_cast<char>(hex_digit(at[0]) << 4 | hex_digit(at[1]));
    }
  } else {
    for (const char* at = data; at < end;) {
      if (*at != '\\') {
        *out++ = *at++;
      } else if (at[1] == '\\') {
        *out++ = '\\', at += 2;
      } else {
        *out++ = static_cast<char>((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0')), at += 4;
      }
    }
  }
  cell = Cell::of_text({data, static_cast<std::size_t>(out - data)}, ValueKind::bytes);
}

void text_uuid(char* data, std::size_t size, Cell& cell, RowTexts&) {
  char* out = data;
  for (const char* at = data; at + 1 < data + size; at += 2) {
    if (*at == '-') ++at;
    *out++ = static_cast<char>(hex_digit(at[0]) << 4 | hex_digit(at[1]));
  }
  cell = Cell::of_text({data, static_cast<std::size_t>(out - data)}, ValueKind::uuid);
}

void text_json(char* data, std::size_t size, Cell& cell, RowTexts&) {
  cell = Cell::of_text({data, size}, ValueKind::json);
}

void refuse_infinite(std::string_view text) {
  if (!text.ends_with("infinity")) return;
  ErrorDetails details;
  details.sqlstate = "22008";
  details.phase = Phase::decode;
  details.hint = "read it as text: CAST(... AS text)";
  raise(ErrorKind::data, "the date or timestamp is infinite", std::move(details));
}

/// What is not in ISO's form (another DateStyle) stays text.
void text_date(char* data, std::size_t size, Cell& cell, RowTexts&) {
  refuse_infinite({data, size});
  cell = Cell::of_text({data, size});
  if (const auto days = parse_date({data, size})) cell = Cell::of_integer(*days, ValueKind::date);
}

void text_time(char* data, std::size_t size, Cell& cell, RowTexts&) {
  cell = Cell::of_text({data, size});
  if (const auto time = parse_time({data, size})) cell = Cell::of_integer(*time, ValueKind::time);
}

template <ValueKind Kind> void text_timestamp(char* data, std::size_t size, Cell& cell, RowTexts&) {
  refuse_infinite({data, size});
  cell = Cell::of_text({data, size});
  const auto parsed = parse_timestamp_offset({data, size});
  if (parsed && parsed->had_offset == (Kind == ValueKind::timestamp_tz))
    cell = Cell::of_integer(parsed->microseconds, Kind);
}

}  // namespace

Decoder text_decoder(Wire type) noexcept {
  static constexpr std::array<Decoder, 20> decoders{text_as_it_is,
                                                    text_as_it_is,
                                                    text_boolean,
                                                    text_integer,
                                                    text_integer,
                                                    text_integer,
                                                    text_integer,
                                                    text_real<float>,
                                                    text_real<double>,
                                                    text_numeric,
                                                    text_as_it_is,
                                                    text_bytea,
                                                    text_date,
                                                    text_time,
                                                    text_timestamp<ValueKind::timestamp>,
                                                    text_timestamp<ValueKind::timestamp_tz>,
                                                    text_as_it_is,  // intervals
                                                    text_uuid,
                                                    text_json,
                                                    text_json};
  return decoders[static_cast<std::size_t>(type)];
}

}  // namespace bindery::drivers::postgresql
