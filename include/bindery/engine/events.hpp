// What an engine tells as it works: connections, statements with time and rows, ends of transactions.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/listeners.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// One statement that was run; views are good during the call only.
struct StatementEvent {
  std::string_view bind_key;  ///< empty: the default bind
  std::string_view sql;
  std::span<const Cell> parameters;  ///< of a batch: of its first row
  std::size_t batch_rows = 0;        ///< rows given at once; 0: no batch
  std::int64_t rows = 0;             ///< fetched, or touched
  std::chrono::nanoseconds duration{};
  const Error* error = nullptr;
  std::source_location location;  ///< the call in the program
};

/// Something else that happened to a connection.
struct ConnectionEvent {
  std::string_view bind_key;
  std::source_location location;
};

/// Functions to be called; empty ones are not. They are called on the thread that does the work and must not
/// throw or use the same connection.
struct EngineListener {
  std::function<void(const ConnectionEvent&)> connect = {};
  std::function<void(const ConnectionEvent&)> checkout = {};
  std::function<void(const ConnectionEvent&)> checkin = {};
  std::function<void(const StatementEvent&)> execute = {};
  std::function<void(const ConnectionEvent&)> begin = {};
  std::function<void(const ConnectionEvent&)> commit = {};
  std::function<void(const ConnectionEvent&)> rollback = {};
};

extern template class Listeners<EngineListener>;

/// The listeners of an engine, or of all engines of a database. Thread-safe.
class EngineEvents : public Listeners<EngineListener> {};

/// A statement as it is kept for later.
struct RecordedQuery {
  std::string bind_key;
  std::string sql;
  std::string parameters;  ///< readable, or `***` when they are hidden
  std::int64_t rows = 0;
  std::chrono::nanoseconds duration{};
  std::string error;  ///< empty: none
  std::source_location location;
};

/// Keeps the statements that it hears of. Thread-safe.
class QueryRecorder {
 public:
  void record(const StatementEvent& event, bool hide_parameters);
  std::vector<RecordedQuery> queries() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::vector<RecordedQuery> queries_;
};

/// A listener that writes each statement to the spdlog logger "bindery" (made on stderr if there is none).
EngineListener echo_listener(bool hide_parameters);

}  // namespace bindery
