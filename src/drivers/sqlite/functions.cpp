// Exact decimals inside SQLite, kept as text.
#include "functions.hpp"

#include <bindery/core/error.hpp>
#include <bindery/core/types/decimal.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "function_kit.hpp"

namespace bindery::drivers::sqlite {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// ---- the collation --------------------------------------------------------------------------------------------

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Number {
  bool valid = false;
  bool negative = false;
  std::string_view whole, fraction;  ///< without leading and trailing zeros

  bool is_zero() const { return whole.empty() && fraction.empty(); }
};

Number number_of(std::string_view text) {
  Number number;
  text = trimmed(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const auto point = std::min(text.find('.'), text.size());
  number.whole = text.substr(0, point);
  if (point < text.size()) number.fraction = text.substr(point + 1);
  number.valid = !(number.whole.empty() && number.fraction.empty()) &&
                 std::all_of(number.whole.begin(), number.whole.end(), is_digit) &&
                 std::all_of(number.fraction.begin(), number.fraction.end(), is_digit);
  while (!number.whole.empty() && number.whole.front() == '0') number.whole.remove_prefix(1);
  while (!number.fraction.empty() && number.fraction.back() == '0') number.fraction.remove_suffix(1);
  return number;
}

int sign_of(int comparison) { return (comparison > 0) - (comparison < 0); }

int compare_magnitudes(const Number& a, const Number& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  if (const int order = a.whole.compare(b.whole); order != 0) return sign_of(order);
  return sign_of(a.fraction.compare(b.fraction));
}

int collate(void*, int size_a, const void* a, int size_b, const void* b) {
  return compare_decimal_texts({static_cast<const char*>(a), static_cast<std::size_t>(size_a)},
                               {static_cast<const char*>(b), static_cast<std::size_t>(size_b)});
}

// ---- the functions --------------------------------------------------------------------------------------------

Decimal argument(sqlite3_value* value) {
  if (sqlite3_value_type(value) == SQLITE_INTEGER)
    return Decimal(static_cast<std::int64_t>(sqlite3_value_int64(value)));
  if (sqlite3_value_type(value) == SQLITE_FLOAT) return Decimal::from_shortest(sqlite3_value_double(value));
  return Decimal(trimmed(text_of(value)));
}

void give(sqlite3_context* context, const Decimal& value) {
  char buffer[48];
  const std::string_view text = value.format(buffer);
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void decimal(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] { give(context, argument(values[0])); });
}

enum class Operation { add, subtract, multiply };

template <Operation operation> void calculate(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    const Decimal a = argument(values[0]), b = argument(values[1]);
    if constexpr (operation == Operation::add) give(context, a + b);
    if constexpr (operation == Operation::subtract) give(context, a - b);
    if constexpr (operation == Operation::multiply) give(context, a * b);
  });
}

void compare(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    const auto order = argument(values[0]) <=> argument(values[1]);
    sqlite3_result_int(context, order < 0 ? -1 : order > 0 ? 1 : 0);
  });
}

void absolute(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    const Decimal value = argument(values[0]);
    give(context, value.is_negative() ? -value : value);
  });
}

/// Halves go away from zero, as in the numeric types of the servers.
Decimal rounded_away(const Decimal& value, int digits) {
  if (digits >= value.scale()) return value;
  const Decimal even = value.rounded(digits), rest = value - even, unit = Decimal::from_words(1, 0, digits);
  if (!value.is_negative() && rest + rest == unit) return even + unit;
  if (value.is_negative() && rest + rest == -unit) return even - unit;
  return even;
}

template <bool Up> void whole(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    const Decimal value = argument(values[0]), near = value.rounded(0), one(std::int64_t{1});
    if constexpr (Up) give(context, near < value ? near + one : near);
    if constexpr (!Up) give(context, near > value ? near - one : near);
  });
}

void round(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    give(context, rounded_away(argument(values[0]), count > 1 ? sqlite3_value_int(values[1]) : 0));
  });
}

/// As a column of this many digits keeps it, `scale` of them behind the point.
void store(sqlite3_context* context, int, sqlite3_value** values) {
  if (any_null(1, values)) return sqlite3_result_null(context);
  const int precision = sqlite3_value_int(values[1]), scale = sqlite3_value_int(values[2]);
  guarded(context, "decimal", [&] {
    const Decimal kept = rounded_away(argument(values[0]), scale).rounded(scale);
    if (kept.precision() > precision) {
      throw DataError(fmt::format("overflow: {} has more than {} digits before the point", kept.to_string(),
                                  precision - scale));
    }
    give(context, kept);
  });
}

// ---- the aggregates --------------------------------------------------------------------------------------------

constexpr int average_digits = 16;  // behind the point, as PostgreSQL gives at least

struct Sum {
  std::int64_t rows = 0;
  Decimal total;
};

Sum* sum_of(sqlite3_context* context) {
  auto* sum = static_cast<Sum*>(sqlite3_aggregate_context(context, sizeof(Sum)));
  if (sum == nullptr) throw std::bad_alloc();
  if (sum->rows == 0) new (sum) Sum{};  // sqlite3 gives zeroed memory
  return sum;
}

void sum_step(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return;
  guarded(context, "decimal", [&] {
    Sum* sum = sum_of(context);
    sum->total += argument(values[0]);
    ++sum->rows;
  });
}

void sum_inverse(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return;
  guarded(context, "decimal", [&] {
    Sum* sum = sum_of(context);
    sum->total -= argument(values[0]);
    --sum->rows;
  });
}

void sum_value(sqlite3_context* context) {
  const auto* sum = static_cast<const Sum*>(sqlite3_aggregate_context(context, 0));
  if (sum == nullptr || sum->rows == 0) return sqlite3_result_null(context);
  give(context, sum->total);
}

void average_value(sqlite3_context* context) {
  const auto* sum = static_cast<const Sum*>(sqlite3_aggregate_context(context, 0));
  if (sum == nullptr || sum->rows == 0) return sqlite3_result_null(context);
  guarded(context, "decimal", [&] {
    const Decimal& total = sum->total;
    const int room = Decimal::max_digits - (total.precision() - total.scale());
    give(context, total.divided_by(sum->rows,
                                   std::clamp(average_digits, total.scale(), std::max(room, total.scale()))));
  });
}

}  // namespace

int compare_decimal_texts(std::string_view a, std::string_view b) noexcept {
  const Number x = number_of(a), y = number_of(b);
  if (!x.valid || !y.valid) return x.valid ? -1 : y.valid ? 1 : sign_of(a.compare(b));
  const bool x_negative = x.negative && !x.is_zero(), y_negative = y.negative && !y.is_zero();
  if (x_negative != y_negative) return x_negative ? -1 : 1;
  return x_negative ? compare_magnitudes(y, x) : compare_magnitudes(x, y);
}

void register_functions(sqlite3* handle) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, int arguments, auto function) {
    sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
  };
  add("decimal", 1, decimal);
  add("decimal_add", 2, calculate<Operation::add>);
  add("decimal_sub", 2, calculate<Operation::subtract>);
  add("decimal_mul", 2, calculate<Operation::multiply>);
  add("decimal_cmp", 2, compare);
  add("decimal_abs", 1, absolute);
  add("decimal_ceil", 1, whole<true>);
  add("decimal_floor", 1, whole<false>);
  add("decimal_round", 1, round);
  add("decimal_round", 2, round);
  add("bindery_numeric", 3, store);
  sqlite3_create_window_function(handle, "decimal_sum", 1, flags, nullptr, sum_step, sum_value, sum_value,
                                 sum_inverse, nullptr);
  sqlite3_create_window_function(handle, "decimal_avg", 1, flags, nullptr, sum_step, average_value,
                                 average_value, sum_inverse, nullptr);
  register_date_functions(handle);
  register_text_functions(handle);
  register_statistics(handle);
  // LIKE tells upper from lower case, as on the other databases; a URL may say otherwise.
  sqlite3_exec(handle, "PRAGMA case_sensitive_like = ON", nullptr, nullptr, nullptr);
  sqlite3_create_collation_v2(handle, "decimal", SQLITE_UTF8, nullptr, collate, nullptr);
}

}  // namespace bindery::drivers::sqlite
