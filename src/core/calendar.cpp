// Dates and times as text and as numbers.
#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <chrono>
#include <cstring>

namespace bindery {

namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute;

/// Reads fixed numbers of digits from the front of a text; anything unexpected makes it fail for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    if (text_.size() < count) return fail();
    for (std::size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return fail();
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  bool accept(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail();
  }
  /// One to six digits, as microseconds.
  int fraction() {
    int value = 0, unit = 1'000'000;
    do {
      unit /= 10;
      value += digits(1) * unit;
    } while (unit > 1 && !text_.empty() && text_[0] >= '0' && text_[0] <= '9');
    return value;
  }
  int fail() {
    failed_ = true;
    return 0;
  }
  bool failed() const { return failed_; }
  bool at_end() const { return text_.empty(); }
  bool done() const { return !failed_ && text_.empty(); }

 private:
  std::string_view text_;
  bool failed_ = false;
};

std::int64_t read_date(Reader& in) {
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (in.failed() || year < 1 || !date.ok()) return in.fail();
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::int64_t read_time(Reader& in) {
  const int hours = in.digits(2);
  in.expect(':');
  const int minutes = in.digits(2);
  const int seconds = in.accept(':') ? in.digits(2) : 0;
  const int fraction = in.accept('.') ? in.fraction() : 0;
  if (hours > 23 || minutes > 59 || seconds > 59) return in.fail();
  return hours * hour + minutes * minute + seconds * second + fraction;
}

/// "Z", ±hh, ±hhmm or ±hh:mm; nothing at the end of the text.
std::optional<std::int64_t> read_offset(Reader& in) {
  if (in.at_end()) return std::nullopt;
  if (in.accept('Z') || in.accept('z')) return 0;
  const bool negative = in.accept('-');
  if (!negative) in.expect('+');
  const int hours = in.digits(2);
  const int minutes = in.accept(':') || !in.at_end() ? in.digits(2) : 0;
  if (hours > 15 || minutes > 59) in.fail();
  const std::int64_t offset = hours * hour + minutes * minute;
  return negative ? -offset : offset;
}

/// What eight characters must be: a 0 stands for any digit, another character for itself.
struct EightForm {
  std::uint64_t wanted = 0, digits = 0;
  consteval explicit EightForm(const char (&form)[9]) {
    for (int i = 7; i >= 0; --i) {
      wanted = wanted << 8 | static_cast<unsigned char>(form[i]);
      digits = digits << 8 | (form[i] == '0' ? 0xFFu : 0u);
    }
  }
};

/// Eight characters as numbers, one in each byte, the first in the lowest.
class EightCharacters {
 public:
  EightCharacters(const char* at, EightForm form) {
    std::uint64_t read = 0;
    std::memcpy(&read, at, sizeof read);
    if constexpr (std::endian::native == std::endian::big) read = __builtin_bswap64(read);
    const std::uint64_t difference = read ^ form.wanted, numbers = difference & form.digits;
    // A digit stays below 10, so that 0x76 more does not reach the highest bit.
    wrong_ = (difference & ~form.digits) |
             ((numbers | (numbers + 0x7676'7676'7676'7676)) & form.digits & 0x8080'8080'8080'8080);
    pairs_ = numbers * 10 + (numbers >> 8);
  }
  /// Not zero if they were not of the form.
  std::uint64_t wrong() const { return wrong_; }
  /// The number of two digits at a place.
  unsigned two(unsigned place) const { return static_cast<unsigned>(pairs_ >> (8 * place) & 0xFF); }

 private:
  std::uint64_t pairs_, wrong_;
};

/// The form that Bindery itself writes, "YYYY-MM-DD HH:MM:SS.ffffff", eight characters at a time: rows have many of
/// these. Nothing for any other form, and for what is no date.
std::optional<std::int64_t> parse_written_timestamp(std::string_view text) {
  if (text.size() != 26) return std::nullopt;
  const char* const at = text.data();
  const EightCharacters month(at, EightForm("0000-00-")), minutes(at + 8, EightForm("00 00:00")),
      seconds(at + 16, EightForm(":00.0000")), fraction(at + 18, EightForm("0.000000"));
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(month.two(0) * 100 + month.two(2))),
      std::chrono::month(month.two(5)), std::chrono::day(minutes.two(0))};
  if ((month.wrong() | minutes.wrong() | seconds.wrong() | fraction.wrong()) != 0 || int(date.year()) < 1 ||
      !date.ok() || minutes.two(3) > 23 || minutes.two(6) > 59 || seconds.two(1) > 59)
    return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * microseconds_per_day +
         minutes.two(3) * hour + minutes.two(6) * minute + seconds.two(1) * second +
         fraction.two(2) * 10'000 + fraction.two(4) * 100 + fraction.two(6);
}

char* put_digits(char* out, std::int64_t value, int count) {
  for (int i = count - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + count;
}

char* put_date(char* out, std::int64_t days) {
  if (days < first_day || days > last_day)
    throw DataError("a date outside the years 1 to 9999 has no portable text");
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  out = put_digits(out, int(date.year()), 4);
  *out++ = '-';
  out = put_digits(out, unsigned(date.month()), 2);
  *out++ = '-';
  return put_digits(out, unsigned(date.day()), 2);
}

/// ":MM:SS.ffffff" of the time within the hour.
char* put_within_hour(char* out, std::int64_t microseconds) {
  *out++ = ':';
  out = put_digits(out, microseconds / minute % 60, 2);
  *out++ = ':';
  out = put_digits(out, microseconds / second % 60, 2);
  *out++ = '.';
  return put_digits(out, microseconds % second, 6);
}

char* put_time(char* out, std::int64_t microseconds) {
  return put_within_hour(put_digits(out, microseconds / hour, 2), microseconds);
}

std::string_view text_between(const char* start, const char* end) {
  return {start, static_cast<std::size_t>(end - start)};
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  Reader in(text);
  const auto days = read_date(in);
  return in.done() ? std::optional(days) : std::nullopt;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  Reader in(text);
  const auto microseconds = read_time(in);
  return in.done() ? std::optional(microseconds) : std::nullopt;
}

std::optional<ParsedTimestamp> parse_timestamp_offset(std::string_view text) {
  if (const auto written = parse_written_timestamp(text)) return ParsedTimestamp{*written, false};
  Reader in(text);
  std::int64_t value = read_date(in) * microseconds_per_day;
  std::optional<std::int64_t> offset;
  if (!in.at_end()) {
    if (!in.accept(' ') && !in.accept('T') && !in.accept('t')) return std::nullopt;
    value += read_time(in);
    offset = read_offset(in);
    value -= offset.value_or(0);
  }
  if (!in.done() || value < first_day * microseconds_per_day ||
      value >= (last_day + 1) * microseconds_per_day) {
    return std::nullopt;
  }
  return ParsedTimestamp{value, offset.has_value()};
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  const auto parsed = parse_timestamp_offset(text);
  return parsed ? std::optional(parsed->microseconds) : std::nullopt;
}

std::string_view format_date(std::int64_t days, char* buffer) {
  return text_between(buffer, put_date(buffer, days));
}

std::string_view format_time(std::int64_t microseconds, char* buffer) {
  if (microseconds < 0 || microseconds > microseconds_per_day) {
    throw DataError(fmt::format("{} microseconds are not a time of day", microseconds));
  }
  return text_between(buffer, put_time(buffer, microseconds));
}

std::string_view format_timestamp(std::int64_t microseconds, char* buffer) {
  const std::int64_t days =
      std::chrono::floor<std::chrono::days>(std::chrono::microseconds(microseconds)).count();
  char* out = put_date(buffer, days);
  *out++ = ' ';
  return text_between(buffer, put_time(out, microseconds - days * microseconds_per_day));
}

std::string_view format_interval(std::int64_t microseconds, char* buffer) {
  char* out = buffer;
  if (microseconds < 0) *out++ = '-';
  const auto amount = microseconds < 0 ? 0 - static_cast<std::uint64_t>(microseconds)
                                       : static_cast<std::uint64_t>(microseconds);
  const auto hours = amount / hour;
  if (hours < 10) *out++ = '0';
  out = std::to_chars(out, buffer + calendar_text_size, hours).ptr;
  return text_between(buffer, put_within_hour(out, static_cast<std::int64_t>(amount % hour)));
}

}  // namespace bindery
