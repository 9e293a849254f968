// What the demonstration prints: chapters, statements with their bind and time, and the summary.
#pragma once
#include <bindery/bindery.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace demo {

/// Counts and prints the statements of all binds. It hears of them as a listener of a Database.
class Report {
 public:
  explicit Report(bool quiet) : quiet_(quiet) {}
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  /// To be given to Database::listen. The report must outlive the database.
  bindery::EngineListener listener();

  void title(std::string_view text) const;
  void chapter(std::string_view title);
  void line(std::string_view text) const;
  /// A long text over several lines.
  void wrapped(std::string_view text) const;
  /// What create_all or drop_all did.
  void schema(const bindery::SchemaReport& done, std::chrono::nanoseconds duration) const;
  /// The table at the end: one line for each bind.
  void summary(const bindery::Database& db);

 private:
  struct Total {
    std::size_t statements = 0;
    std::chrono::nanoseconds duration{};
  };
  void statement(const bindery::StatementEvent& event);

  bool quiet_;
  int chapters_ = 0;
  std::map<std::string, Total, std::less<>> totals_;  // by bind key
};

/// "default" for the bind without a key.
std::string_view name_of_bind(std::string_view bind_key);
/// E.g. "0.420 ms".
std::string milliseconds(std::chrono::nanoseconds duration);

/// How long `work` takes.
template <class Work> std::chrono::nanoseconds timed(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - start;
}

}  // namespace demo
