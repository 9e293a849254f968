// A connection: runs statements on one database and gives plain values, which nobody tracks.
#pragma once
#include <bindery/engine/engine.hpp>
#include <bindery/engine/plan.hpp>
#include <bindery/engine/result.hpp>
#include <bindery/engine/stream.hpp>
#include <bindery/engine/transaction.hpp>
#include <bindery/engine/views.hpp>
#include <bindery/sql/checks.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>

#include <array>
#include <concepts>
#include <cstdint>
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
struct BoolRow {
  bool value = false;
  operator bool() const { return value; }
};
template <class T> using RowStore = std::vector<std::conditional_t<std::same_as<T, bool>, BoolRow, T>>;
template <class T> void* emplace_back(void* rows) { return &static_cast<RowStore<T>*>(rows)->emplace_back(); }
/// What a statement gave before is no promise: no more memory than this is taken in advance.
inline constexpr std::size_t most_room = 64 * 1024 * 1024;
/// Moves the rows to where there is room for so many. Seldom needed, and compiled for each type of row: as a cold
/// function it costs the compiler less.
template <class T> [[gnu::cold]] void make_room(void* rows, std::size_t count) {
  if constexpr (!std::same_as<T, bool> && std::is_move_assignable_v<T>) {
    auto& store = *static_cast<RowStore<T>*>(rows);
    RowStore<T> moved;
    moved.reserve(count < most_room / sizeof(T) ? count : most_room / sizeof(T));
    for (T& row : store) moved.emplace_back() = std::move(row);
    store.swap(moved);
  }
}
template <class T> Sink sink_of(RowStore<T>& rows) { return {&rows, &emplace_back<T>, &make_room<T>}; }
}  // namespace detail

/// A statement of ours: typed, run-time or raw.
template <class Q>
concept Statement = requires { typename Q::shape; };

/// A borrowed connection, given back when the last copy of this handle goes. Outside of a transaction every
/// statement commits by itself. Not thread-safe, but for `cancel`.
class Connection {
 public:
  explicit Connection(std::shared_ptr<detail::ConnectionState> state);

  /// Runs a statement: rows of values, models or DynamicRows; `Result<void>` with a count for the others.
  template <Statement Q>
  auto execute(const Q& query, Deadline deadline = {},
               std::source_location caller = std::source_location::current()) {
    const auto statement = query.statement();
    if constexpr (std::is_void_v<typename Q::row_type>) {
      return Result<void>(run(statement.ref(), deadline, caller));
    } else {
      return read_all<typename Q::shape>(statement.ref(), deadline, caller);
    }
  }

  /// Models with members of type `std::string_view`, in a result that keeps their texts.
  template <Statement Q>
  auto views(const Q& query, Deadline deadline = {},
             std::source_location caller = std::source_location::current()) {
    using T = typename Q::row_type;
    const auto statement = query.statement();
    std::vector<T> rows;
    detail::Arena texts;
    Sink sink = detail::sink_of<T>(rows);
    sink.texts = &texts;
    fetch(statement.ref(), Q::shape::plan(), sink, Q::shape::mode, deadline, caller);
    return Views<T>(std::move(rows), std::move(texts));
  }

  /// The first column of each row (of models: the first model).
  template <Statement Q>
  auto scalars(const Q& query, Deadline deadline = {},
               std::source_location caller = std::source_location::current()) {
    using T = typename Q::type;
    const auto statement = query.statement();
    if constexpr (std::same_as<T, typename Q::row_type>) {
      return read_all<typename Q::shape>(statement.ref(), deadline, caller);
    } else {
      return read_all<ScalarShape<T>>(statement.ref(), deadline, caller);
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
    const auto statement = query.statement();
    return RowStream<typename Q::row_type>(
        open_stream(statement.ref(), Q::shape::plan(), Q::shape::mode, deadline, caller));
  }

  /// Inserts many objects by the fastest way that the database has, all or none; generated keys are put into them.
  /// (When it throws, objects have no generated keys.)
  template <class M>
  void insert_all(std::span<M> objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    (void)check_writable<M>();
    static const M blank{};
    insert_array(table_of<M>(), objects.data(), objects.size(), sizeof(M), &blank, deadline, caller);
  }
  template <class M>
  void insert_all(std::vector<M>& objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    (void)check_writable<M>();
    static const M blank{};
    insert_array(table_of<M>(), objects.data(), objects.size(), sizeof(M), &blank, deadline, caller);
  }
  /// Inserts many rows of a run-time table, row after row, `columns.size()` values each.
  void insert_all(const Table& table, std::span<const std::string_view> columns,
                  std::span<const Value> values, Deadline deadline = {},
                  std::source_location caller = std::source_location::current());

  /// Writes the values of many objects to their rows, which are found by their keys, by the fastest way that the
  /// database has, all or none: all columns, or those named. Versions are checked and counted up, in the objects too.
  /// Columns that an object was read without stay as they are. No key may be there twice. Throws StaleDataError unless
  /// each object has a row, ValidationError for one that breaks a rule of its model.
  ///
  ///     connection.update_all<&Item::price, &Item::stock>(items);
  template <auto... Members, class M>
  void update_all(std::span<M> objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    (void)check_writable<M>();
    static_assert((check_own_column<M, MemberOwner<Members>>() && ...));
    static constexpr std::array<MemberId, sizeof...(Members)> members{member_id<Members>...};
    update_array(table_of<M>(), objects.data(), objects.size(), sizeof(M), members, deadline, caller);
  }
  template <auto... Members, class M>
  void update_all(std::vector<M>& objects, Deadline deadline = {},
                  std::source_location caller = std::source_location::current()) {
    update_all<Members...>(std::span<M>(objects), deadline, caller);
  }

  /// How the database would run a statement, of any kind. The statement runs only with `{.analyze = true}`. ProgrammingError
  /// for `analyze` on SQLite.
  template <class Q>
  Plan explain(const Q& query, ExplainOptions options = {}, Deadline deadline = {},
               std::source_location caller = std::source_location::current()) {
    const auto statement = query.statement();
    return explain_statement(statement.ref(), options, deadline, caller);
  }

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
  bool ping(Deadline deadline = bindery::deadline(std::chrono::nanoseconds(5'000'000'000)));
  Engine& engine() const;
  std::string server_version() const;

  // ---- for compiled code -------------------------------------------------------------------------------------
  Plan explain_statement(const StatementRef& statement, ExplainOptions options, Deadline deadline,
                         std::source_location caller);
  std::int64_t run(const StatementRef& statement, Deadline deadline, std::source_location caller);
  std::size_t fetch(const StatementRef& statement, const RowPlan& plan, Sink sink, ReadMode mode,
                    Deadline deadline, std::source_location caller);
  /// Runs a statement once for each row of cells; returns all rows touched.
  std::int64_t run_many(std::span<const Node> nodes, std::span<const Cell> cells, std::size_t width,
                        Deadline deadline, std::source_location caller);
  /// The same for an UPDATE that sets `columns` where `keys` have given values, of which no two rows have the same.
  std::int64_t update_many(const Table& table, std::span<const std::size_t> columns,
                           std::span<const std::size_t> keys, std::span<const Node> statement,
                           std::span<const Cell> cells, Deadline deadline, std::source_location caller);
  void insert_objects(const Table& table, std::span<void* const> objects, const void* blank,
                      Deadline deadline, std::source_location caller);
  /// Objects side by side, `size` bytes each.
  void insert_array(const Table& table, void* first, std::size_t count, std::size_t size, const void* blank,
                    Deadline deadline, std::source_location caller);
  void update_array(const Table& table, void* first, std::size_t count, std::size_t size,
                    std::span<const MemberId> members, Deadline deadline, std::source_location caller);
  detail::ConnectionState& state() const { return *state_; }

 private:
  template <class Shape>
  auto read_all(const StatementRef& statement, Deadline deadline, std::source_location caller) {
    using T = typename Shape::row_type;
    (void)check_owned_texts<T>();
    detail::RowStore<T> rows;
    fetch(statement, Shape::plan(), detail::sink_of<T>(rows), Shape::mode, deadline, caller);
    if constexpr (std::same_as<T, bool>) {
      return Result<T>(std::vector<T>(rows.begin(), rows.end()));
    } else {
      return Result<T>(std::move(rows));
    }
  }
  std::unique_ptr<detail::RowReader> open_stream(const StatementRef& statement, const RowPlan& plan,
                                                 ReadMode mode, Deadline deadline,
                                                 std::source_location caller);

  std::shared_ptr<detail::ConnectionState> state_;
};

}  // namespace bindery
