// Samples under test: filled once for each database, their typed reports beside hand-written SQL.
#pragma once
#include "raw_client.hpp"

#include <bindery/bindery.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "support/backends.hpp"

namespace bindery::test {

/// The texts of one file of hand-written SQL: `-- report NAME`, then SQL for all databases, or `-- on DATABASE...` and
/// SQL for some.
class HandWritten {
 public:
  explicit HandWritten(const std::string& file);
  /// Throws if there is none.
  const std::string& text(const std::string& report, Backend backend) const;

 private:
  std::map<std::pair<std::string, std::string>, std::string> texts_;
};

// ---- typed rows as texts ----------------------------------------------------------------------------------------

inline std::optional<std::string> cell_text(const std::string& value) { return canonical(value); }
inline std::optional<std::string> cell_text(bool value) { return value ? "1" : "0"; }
inline std::optional<std::string> cell_text(const Decimal& value) { return canonical(value.to_string()); }
inline std::optional<std::string> cell_text(std::chrono::year_month_day value) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(value.year()),
                     static_cast<unsigned>(value.month()), static_cast<unsigned>(value.day()));
}
inline std::optional<std::string> cell_text(std::chrono::sys_time<std::chrono::microseconds> value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const auto time = std::chrono::hh_mm_ss(value - day);
  return canonical(fmt::format("{}T{:02}:{:02}:{:02}.{:06}", *cell_text(std::chrono::year_month_day(day)),
                               time.hours().count(), time.minutes().count(), time.seconds().count(),
                               time.subseconds().count()));
}
template <class T>
  requires std::is_arithmetic_v<T>
std::optional<std::string> cell_text(T value) {
  return canonical(fmt::format("{}", value));
}
template <class T>
  requires std::is_enum_v<T>
std::optional<std::string> cell_text(T value) {
  return std::string(enum_name(value));
}
template <class T> std::optional<std::string> cell_text(const std::optional<T>& value) {
  return value ? cell_text(*value) : std::nullopt;
}

struct AnyField {
  template <class T> operator T() const;
};
template <class T, class... Fields> consteval std::size_t field_count() {
  if constexpr (requires { T{Fields{}..., AnyField{}}; }) {
    return field_count<T, Fields..., AnyField>();
  } else {
    return sizeof...(Fields);
  }
}
/// The members of a plain struct of up to seven.
template <class T> auto fields_of(const T& row) {
  constexpr std::size_t count = field_count<T>();
  static_assert(count >= 1 && count <= 7);
  if constexpr (count == 1) {
    const auto& [a] = row;
    return std::tie(a);
  } else if constexpr (count == 2) {
    const auto& [a, b] = row;
    return std::tie(a, b);
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = row;
    return std::tie(a, b, c);
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = row;
    return std::tie(a, b, c, d);
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = row;
    return std::tie(a, b, c, d, e);
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = row;
    return std::tie(a, b, c, d, e, f);
  } else {
    const auto& [a, b, c, d, e, f, g] = row;
    return std::tie(a, b, c, d, e, f, g);
  }
}
template <class T> std::vector<TextRow> text_rows(const std::vector<T>& rows) {
  std::vector<TextRow> texts;
  for (const T& row : rows) {
    texts.push_back(
        std::apply([](const auto&... fields) { return TextRow{cell_text(fields)...}; }, fields_of(row)));
  }
  return texts;
}

// ---- the suite ------------------------------------------------------------------------------------------------

/// A report of a sample as the tests see it.
struct TypedReport {
  const char* name;
  std::vector<TextRow> (*run)(Connection&);
};
template <auto Report> std::vector<TextRow> run_report(Connection& connection) {
  return text_rows(Report(connection));
}

/// What a sample needs to be tested. `file` is the hand-written SQL.
struct Sample {
  const char* file;
  std::span<const TableFunction> tables;
  std::size_t (*fill)(Connection&);
};

/// A sample in a database of its own.
class FilledSample {
 public:
  FilledSample(const Sample& sample, Backend backend);

  const Url& url() const { return database_.url(); }
  Database& db() { return *db_; }
  const HandWritten& by_hand() const { return by_hand_; }
  std::size_t rows() const { return rows_; }

 private:
  FreshDatabase database_;
  HandWritten by_hand_;
  std::unique_ptr<Database> db_;
  std::size_t rows_ = 0;
};

/// Makes the sample for a database when first asked for; `forget_samples` drops all.
FilledSample& filled(const Sample& sample, Backend backend);
void forget_samples();

/// Runs a report both ways and compares all rows in order.
void expect_same_rows(FilledSample& sample, const TypedReport& report);

}  // namespace bindery::test
