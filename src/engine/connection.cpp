// Connections: running statements and decoding rows, in compiled code.
#include <bindery/engine/connection.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "connection_state.hpp"
#include "row_decoder.hpp"

namespace bindery {

namespace {

bool writes(std::span<const Node> nodes) {
  const Op op = nodes.front().op;
  return op == Op::insert || op == Op::update || op == Op::delete_;
}

}  // namespace

void detail::refuse_write(const Engine& engine, const Table& table) {
  if (table.is_view()) {
    throw ProgrammingError(fmt::format("view '{}' can't be written", table.full_name()),
                           {.bind = bind_label(engine.bind_key()),
                            .table = table.name(),
                            .hint = "write to the tables that it is made of"});
  }
  if (!engine.options().read_only) return;
  throw BindError(fmt::format("table '{}' can't be written: its bind is read-only", table.full_name()),
                  {.bind = bind_label(engine.bind_key()),
                   .sqlstate = "25006",
                   .hint = "write to another bind, or configure this one without mode=ro and read_only"});
}

void detail::refuse_write(const Engine& engine, std::span<const Node> nodes) {
  if (writes(nodes)) refuse_write(engine, table_of_node(nodes.front()));
}

namespace {

/// Runs a statement and hands its cursor to `read`, which ends the watch; errors are completed and told.
template <class Read>
auto run_watched(detail::ConnectionState& state, const StatementRef& statement, Deadline deadline,
                 std::source_location caller, Read read) {
  detail::refuse_write(*state.engine, statement.nodes);
  std::shared_ptr<const StatementText> owner;
  const StatementText& text = text_of(statement, state.engine->dialect(), owner);
  std::vector<Cell> room;
  const auto values =
      text.order.empty() ? statement.values : arranged(text, statement.values, statement.values.size(), room);
  detail::StatementWatch watch(state, text.sql, values, 0, caller);
  try {
    const auto cursor = state.driver().execute({.sql = text.sql,
                                                .identity = owner == nullptr ? &text : nullptr,
                                                .parameters = values,
                                                .lists = text.lists,
                                                .read_at_once = true,
                                                .deadline = state.limit(deadline)});
    return read(*cursor, watch, text.rows_seen);
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

}  // namespace

namespace {

/// Rows that a statement touched. MariaDB counts a row twice that an upsert updated: there each row given counts once.
std::int64_t rows_touched(std::span<const Node> nodes, const Dialect& dialect, std::int64_t told) {
  if (nodes.front().op != Op::insert || dialect.upsert != UpsertSyntax::on_duplicate_key) return told;
  std::int64_t given = told;
  bool always = false;
  for (std::size_t at = 1; at < nodes.size(); at = behind(nodes, at)) {
    if (nodes[at].op == Op::rows) given = nodes[at].count;
    if (nodes[at].op != Op::on_conflict) continue;
    const std::size_t end = behind(nodes, at);
    for (std::size_t part = at + 1; part < end; part = behind(nodes, part)) {
      if (nodes[part].op == Op::assignments) always = true;
      if (nodes[part].op == Op::where) return told;
    }
  }
  return always ? given : told;
}

}  // namespace

Connection::Connection(std::shared_ptr<detail::ConnectionState> state) : state_(std::move(state)) {}

std::int64_t Connection::run(const StatementRef& statement, Deadline deadline, std::source_location caller) {
  return run_watched(*state_, statement, deadline, caller,
                     [&](drivers::Cursor& cursor, detail::StatementWatch& watch, const RowsSeen&) {
                       while (cursor.next() != nullptr) {}
                       const std::int64_t touched =
                           rows_touched(statement.nodes, state_->engine->dialect(), cursor.affected_rows());
                       watch.done(touched);
                       return touched;
                     });
}

std::size_t Connection::fetch(const StatementRef& statement, const RowPlan& plan, Sink sink, ReadMode mode,
                              Deadline deadline, std::source_location caller) {
  return run_watched(*state_, statement, deadline, caller,
                     [&](drivers::Cursor& cursor, detail::StatementWatch& watch, const RowsSeen& seen) {
                       const std::size_t expected = seen.get();
                       if (expected > 1 && sink.make_room != nullptr)
                         sink.make_room(sink.container, expected);
                       const std::size_t rows = detail::read_all(cursor, plan, mode, sink);
                       if (rows < expected / 4 && sink.make_room != nullptr)
                         sink.make_room(sink.container, rows);
                       seen.note(rows);
                       watch.done(static_cast<std::int64_t>(rows));
                       return rows;
                     });
}

void Connection::run_script(std::string_view text, Deadline deadline, std::source_location caller) {
  detail::StatementWatch watch(*state_, text, {}, 0, caller);
  try {
    state_->driver().run(text, state_->limit(deadline));
    watch.done(0);
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

Transaction Connection::begin(TransactionOptions options, std::source_location caller) {
  if (in_transaction()) {
    if (options.isolation_level || options.read_only) {
      throw ProgrammingError(
          "a savepoint has the isolation level and the access mode of its transaction",
          {.bind = bind_label(engine().bind_key()), .hint = "choose them where the transaction begins"});
    }
    std::string savepoint = fmt::format("bindery_{}", ++state_->savepoints);
    run_script(fmt::format("SAVEPOINT {}", savepoint), {}, caller);
    return Transaction(state_, std::move(savepoint), caller);
  }
  try {
    state_->driver().begin({options.isolation_level, options.read_only}, state_->limit({}));
  } catch (Error& error) {
    state_->note(error, "BEGIN");
    throw;
  }
  state_->tell(&EngineListener::begin, caller);
  return Transaction(state_, {}, caller);
}

bool Connection::in_transaction() const {
  if (!state_->alive()) return false;
  const auto where = state_->driver().transaction_state();
  return where == drivers::TransactionState::active || where == drivers::TransactionState::failed;
}

void Connection::cancel() noexcept {
  if (state_->alive()) state_->driver().cancel();
}
bool Connection::ping(Deadline deadline) { return state_->alive() && state_->driver().ping(deadline); }
Engine& Connection::engine() const { return *state_->engine; }
std::string Connection::server_version() const { return state_->driver().server_version(); }

}  // namespace bindery
