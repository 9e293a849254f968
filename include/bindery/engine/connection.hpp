// A connection: runs statements on one database and gives plain values, at the speed of the client library.
#pragma once
#include <bindery/engine/engine.hpp>
#include <bindery/engine/result.hpp>
#include <bindery/engine/stream.hpp>
#include <bindery/engine/transaction.hpp>
#include <bindery/sql/checks.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>

#include <concepts>
#include <cstdint>
#include <deque>
#include <memory>
#include <source_location>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
class ConnectionState;

/// Throws the BindError of a write to a read-only bind, before anything is sent.
void refuse_write(const Engine& engine, const Table& table);
void refuse_write(const Engine& engine, std::span<const Node> nodes);

/// Rows while they are read: each has an address, as those of std::vector<bool> have not.
template <class T> using RowStore = std::conditional_t<std::same_as<T, bool>, std::deque<T>, std::vector<T>>;
template <class T> void* emplace_back(void* rows) { return &static_cast<RowStore<T>*>(rows)->emplace_back(); }
template <class T> void* itself(void* object) { return object; }
template <class T> inline constexpr FieldPlan scalar_plan[1]{{codec_for<T>, &itself<T>, {}}};
}  // namespace detail

/// A statement of ours: typed, run-time or raw.
template <class Q>
concept Statement = requires { typename Q::shape; };

/// How rows are read: by the order of columns, by their names (`by_every_name`: no member may be without a column), or
/// only the first column.
enum class ReadMode : std::uint8_t { by_position, by_name, by_every_name, first_column };

/// A borrowed connection, given back when the last copy of this handle goes. Outside of a transaction every
/// statement commits by itself. Not thread-safe, but for `cancel`.
class Connection {
 public:
  explicit Connection(std::shared_ptr<detail::ConnectionState> state) : state_(std::move(state)) {}

  /// Runs a statement: rows of values, models or DynamicRows; `Result<void>` with a count for the others.
  template <Statement Q>
  auto execute(const Q& query, Deadline deadline = {},
               std::source_location caller = std::source_location::current()) {
    using T = typename Q::row_type;
    return query.visit([&](const StatementRef& statement) {
      if constexpr (std::is_void_v<T>) {
        return Result<void>(run(statement, deadline, caller));
      } else if constexpr (std::same_as<typename Q::shape, DynamicShape>) {
        return Result<T>(fetch_dynamic(statement, deadline, caller));
      } else {
        std::vector<T> rows;
        fetch(statement, Q::shape::plan(), {&rows, &detail::emplace_back<T>}, read_mode<typename Q::shape>(),
              deadline, caller);
        return Result<T>(std::move(rows));
      }
    });
  }

  /// The first column of each row (for models: the models).
  template <Statement Q>
  auto scalars(const Q& query, Deadline deadline = {},
               std::source_location caller = std::source_location::current()) {
    using T = typename Q::type;
    if constexpr (Model<T>) {
      return execute(query, deadline, caller);
    } else {
      detail::RowStore<T> values;
      query.visit([&](const StatementRef& statement) {
        fetch(statement, detail::scalar_plan<T>, {&values, &detail::emplace_back<T>}, ReadMode::first_column,
              deadline, caller);
      });
      if constexpr (std::same_as<T, bool>) {
        return Result<T>(std::vector<T>(values.begin(), values.end()));
      } else {
        return Result<T>(std::move(values));
      }
    }
  }
  /// The first column of the only row.
  template <Statement Q>
  auto scalar(const Q& query, Deadline deadline = {},
              std::source_location caller = std::source_location::current()) {
    return scalars(query, deadline, caller).one();
  }

  /// Rows one by one, in constant memory, as an input range. The connection runs nothing else meanwhile.
  template <Statement Q>
  auto stream(const Q& query, Deadline deadline = {},
              std::source_location caller = std::source_location::current()) {
    return query.visit([&](const StatementRef& statement) {
      return RowStream<typename Q::row_type>(
          open_stream(statement, Q::shape::plan(), read_mode<typename Q::shape>(), deadline, caller));
    });
  }

  /// Inserts many objects by the fastest way that the database has, all or none; generated keys are put into them.
  /// (When it throws, objects have no generated keys.)
  template <class M>
  void insert_all(std::span<M> objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    (void)check_model<M>();
    static const M blank{};
    std::vector<void*> addresses;
    addresses.reserve(objects.size());
    for (M& object : objects) addresses.push_back(&object);
    insert_objects(table_of<M>(), addresses, &blank, deadline, caller);
  }
  template <class M>
  void insert_all(std::vector<M>& objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    insert_all(std::span<M>(objects), deadline, caller);
  }
  /// Inserts many rows of a run-time table, row after row, `columns.size()` values each.
  void insert_all(const Table& table, std::span<const std::string_view> columns,
                  std::span<const Value> values, Deadline deadline = {},
                  std::source_location caller = std::source_location::current());

  /// Plain text without values and rows, possibly several statements.
  void run_script(std::string_view text, Deadline deadline = {},
                  std::source_location caller = std::source_location::current());

  /// Begins a transaction; inside of one, a savepoint, for which there is nothing to choose (ProgrammingError). It rolls
  /// back unless committed.
  Transaction begin(TransactionOptions options = {},
                    std::source_location caller = std::source_location::current());
  bool in_transaction() const;

  /// Stops what another thread runs on this connection.
  void cancel() noexcept;
  /// Tells whether the server answers.
  bool ping(Deadline deadline = bindery::deadline(std::chrono::seconds(5)));
  Engine& engine() const;
  std::string server_version() const;

  // ---- for compiled code -------------------------------------------------------------------------------------
  std::int64_t run(const StatementRef& statement, Deadline deadline, std::source_location caller);
  std::size_t fetch(const StatementRef& statement, std::span<const FieldPlan> plan, Sink sink, ReadMode mode,
                    Deadline deadline, std::source_location caller);
  std::vector<DynamicRow> fetch_dynamic(const StatementRef& statement, Deadline deadline,
                                        std::source_location caller);
  /// Runs a statement once for each row of cells; returns all rows touched.
  std::int64_t run_many(std::span<const Node> nodes, std::span<const Cell> cells, std::size_t width,
                        Deadline deadline, std::source_location caller);
  void insert_objects(const Table& table, std::span<void* const> objects, const void* blank,
                      Deadline deadline, std::source_location caller);
  detail::ConnectionState& state() const { return *state_; }

 private:
  template <class Shape> static constexpr ReadMode read_mode() {
    if constexpr (requires { Shape::by_name; }) return ReadMode::by_name;
    return ReadMode::by_position;
  }
  std::unique_ptr<detail::RowReader> open_stream(const StatementRef& statement,
                                                 std::span<const FieldPlan> plan, ReadMode mode,
                                                 Deadline deadline, std::source_location caller);

  std::shared_ptr<detail::ConnectionState> state_;
};

}  // namespace bindery
