// Timestamps as text of the one form that the measured tables hold: "YYYY-MM-DD HH:MM:SS.ffffff".
#pragma once
#include <chrono>
#include <cstddef>

#include "harness/items.hpp"

namespace bindery::bench {

inline constexpr int moment_size = 26;

inline int digits(const char* at, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i) value = value * 10 + (at[i] - '0');
  return value;
}
inline void put_digits(char* at, int count, unsigned value) {
  for (int i = count - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

inline Moment parse_moment(const char* at, std::size_t size) {
  using namespace std::chrono;
  const auto day =
      local_days(year_month_day(std::chrono::year(digits(at, 4)) / digits(at + 5, 2) / digits(at + 8, 2)));
  const auto clock = hours(digits(at + 11, 2)) + minutes(digits(at + 14, 2)) + seconds(digits(at + 17, 2));
  return day + clock + microseconds(size >= moment_size ? digits(at + 20, 6) : 0);
}

/// Writes `moment_size` characters and returns how many.
inline int format_moment(Moment moment, char* at) {
  using namespace std::chrono;
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const auto clock = static_cast<unsigned>((moment - day) / seconds(1));
  put_digits(at, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_digits(at + 5, 2, static_cast<unsigned>(date.month()));
  put_digits(at + 8, 2, static_cast<unsigned>(date.day()));
  put_digits(at + 11, 2, clock / 3600);
  put_digits(at + 14, 2, clock / 60 % 60);
  put_digits(at + 17, 2, clock % 60);
  put_digits(at + 20, 6, static_cast<unsigned>((moment - day) % seconds(1) / microseconds(1)));
  at[4] = at[7] = '-';
  at[10] = ' ';
  at[13] = at[16] = ':';
  at[19] = '.';
  return moment_size;
}

}  // namespace bindery::bench
