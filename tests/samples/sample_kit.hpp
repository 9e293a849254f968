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

template <class T, std::size_t... I> TextRow text_row(const T& row, std::index_sequence<I...>) {
  return {cell_text(bindery::field_at<I>(row))...};
}
inline std::vector<TextRow> text_rows(const std::vector<std::int64_t>& values) {
  std::vector<TextRow> texts;
  for (const std::int64_t value : values) texts.push_back({std::to_string(value)});
  return texts;
}
template <class T> std::vector<TextRow> text_rows(const std::vector<T>& rows) {
  std::vector<TextRow> texts;
  for (const T& row : rows) {
    texts.push_back(text_row(row, std::make_index_sequence<bindery::field_count<T>>{}));
  }
  return texts;
}

// ---- the suite ------------------------------------------------------------------------------------------------

/// A report of a sample as the tests see it.
struct TypedReport {
  const char* name;
  std::vector<TextRow> (*run)(Database&);
  std::size_t statements = 1;  ///< that it takes, however many rows there are
};
template <auto Report> std::vector<TextRow> run_report(Database& db) {
  if constexpr (std::is_invocable_v<decltype(Report), Connection&>) {
    auto connection = db.connect();
    return text_rows(Report(connection));
  } else {
    auto session = db.session();
    return text_rows(Report(session));
  }
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

/// "sqlite_top_customers": names parametrised tests.
std::string report_test_name(const testing::TestParamInfo<std::tuple<Backend, TypedReport>>& info);

/// Runs a report both ways, compares all rows in order, and counts its statements.
void expect_same_rows(FilledSample& sample, const TypedReport& report);

}  // namespace bindery::test
