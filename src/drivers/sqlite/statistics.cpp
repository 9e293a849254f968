// Statistical aggregates that SQLite lacks: deviation, variance, percentiles.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "function_kit.hpp"

namespace bindery::drivers::sqlite {

namespace {

/// Welford's sums: no cancellation of great numbers.
struct Moments {
  std::int64_t rows;
  double mean, squares;
};

void moments_step(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return;
  auto* sums = static_cast<Moments*>(sqlite3_aggregate_context(context, sizeof(Moments)));
  if (sums == nullptr) return sqlite3_result_error_nomem(context);
  const double value = sqlite3_value_double(values[0]), distance = value - sums->mean;
  ++sums->rows;
  sums->mean += distance / static_cast<double>(sums->rows);
  sums->squares += distance * (value - sums->mean);
}

void moments_inverse(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return;
  auto* sums = static_cast<Moments*>(sqlite3_aggregate_context(context, sizeof(Moments)));
  if (sums == nullptr) return sqlite3_result_error_nomem(context);
  const double value = sqlite3_value_double(values[0]), distance = value - sums->mean;
  if (--sums->rows == 0) {
    sums->mean = sums->squares = 0;
    return;
  }
  sums->mean -= distance / static_cast<double>(sums->rows);
  sums->squares = std::max(0.0, sums->squares - distance * (value - sums->mean));
}

template <bool Sample, bool Root> void moments_value(sqlite3_context* context) {
  const auto* sums = static_cast<const Moments*>(sqlite3_aggregate_context(context, 0));
  const std::int64_t divisor = sums == nullptr ? 0 : sums->rows - (Sample ? 1 : 0);
  if (divisor <= 0) return sqlite3_result_null(context);
  const double variance = sums->squares / static_cast<double>(divisor);
  sqlite3_result_double(context, Root ? std::sqrt(variance) : variance);
}

struct Sample {
  double fraction;
  std::vector<double> values;
};

void percentile_step(sqlite3_context* context, int, sqlite3_value** values) {
  if (any_null(1, values + 1)) return;
  guarded(context, "percentile", [&] {
    const double fraction = sqlite3_value_double(values[0]);
    if (!(fraction >= 0 && fraction <= 1)) throw DataError("a fraction lies between 0 and 1");
    auto** place = static_cast<Sample**>(sqlite3_aggregate_context(context, sizeof(Sample*)));
    if (place == nullptr) throw std::bad_alloc();
    if (*place == nullptr) *place = new Sample{fraction, {}};
    (*place)->values.push_back(sqlite3_value_double(values[1]));
  });
}

void percentile_value(sqlite3_context* context) {
  auto** place = static_cast<Sample**>(sqlite3_aggregate_context(context, 0));
  const std::unique_ptr<Sample> sample(place == nullptr ? nullptr : *place);
  if (sample == nullptr) return sqlite3_result_null(context);
  auto& values = sample->values;
  std::sort(values.begin(), values.end());
  const double at = sample->fraction * static_cast<double>(values.size() - 1), below = std::floor(at);
  const double low = values[static_cast<std::size_t>(below)],
               high = values[static_cast<std::size_t>(std::ceil(at))];
  sqlite3_result_double(context, low + (high - low) * (at - below));
}

}  // namespace

void register_statistics(sqlite3* handle) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, auto value) {
    sqlite3_create_window_function(handle, name, 1, flags, nullptr, moments_step, value, value,
                                   moments_inverse, nullptr);
  };
  add("stddev_samp", moments_value<true, true>);
  add("stddev_pop", moments_value<false, true>);
  add("var_samp", moments_value<true, false>);
  add("var_pop", moments_value<false, false>);
  sqlite3_create_function_v2(handle, "bindery_percentile", 2, flags, nullptr, nullptr, percentile_step,
                             percentile_value, nullptr);
}

}  // namespace bindery::drivers::sqlite
