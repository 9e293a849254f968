// Dates and times as text and as numbers, for databases and codecs that meet them as text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bindery {

inline constexpr std::int64_t microseconds_per_day = 86'400'000'000;
/// First and last day of the years 1 to 9999, in days since 1970-01-01.
inline constexpr std::int64_t first_day = -719'162, last_day = 2'932'896;
/// A buffer of this size holds any text that the functions below write.
inline constexpr std::size_t calendar_text_size = 32;

/// Days since 1970-01-01 of "YYYY-MM-DD"; nothing for any other text or a date that does not exist.
std::optional<std::int64_t> parse_date(std::string_view text);
/// Microseconds since midnight of "HH:MM[:SS[.f]]", one to six digits of fraction.
std::optional<std::int64_t> parse_time(std::string_view text);

/// A timestamp read from text: microseconds since 1970-01-01, in UTC when the text told its offset.
struct ParsedTimestamp {
  std::int64_t microseconds;
  bool had_offset;
};
/// "YYYY-MM-DD", or a date and a time with a space or `T` between and an optional `Z` or ±hh[[:]mm] behind.
std::optional<ParsedTimestamp> parse_timestamp_offset(std::string_view text);
/// The same, microseconds alone.
std::optional<std::int64_t> parse_timestamp(std::string_view text);

/// "YYYY-MM-DD", written into `buffer` (calendar_text_size). DataError outside the years 1 to 9999.
std::string_view format_date(std::int64_t days, char* buffer);
/// "HH:MM:SS.ffffff": always six digits, so that the order of texts is the order of times. DataError
/// outside 0 to 24:00.
std::string_view format_time(std::int64_t microseconds, char* buffer);
/// "YYYY-MM-DD HH:MM:SS.ffffff". DataError outside the years 1 to 9999.
std::string_view format_timestamp(std::int64_t microseconds, char* buffer);
/// "[-]H..:MM:SS.ffffff", hours as many as it takes.
std::string_view format_interval(std::int64_t microseconds, char* buffer);

}  // namespace bindery
