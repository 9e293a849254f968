// Prepared statements of a connection: found again, made, forgotten.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <utility>

#include "drivers/postgresql/connection.hpp"

namespace bindery::drivers::postgresql {

namespace {
std::string drop_command(const Prepared& old) { return "DEALLOCATE " + old.name; }
}  // namespace

PreparedPtr ServerConnection::prepared(std::string_view sql, Deadline deadline, bool& was_cached) {
  if (PreparedPtr* found = cache_.find(sql)) {
    was_cached = true;
    return *found;
  }
  was_cached = false;
  return prepare(sql, deadline);
}

PreparedPtr ServerConnection::ready(const Request& request) {
  std::size_t count = request.parameters.size();
  for (const ValueList& list : request.lists) count = count + 1 - list.count;
  for (;;) {
    bool was_cached = false;
    PreparedPtr statement = prepared(request.sql, request.deadline, was_cached);
    check_values(*statement, count);
    try {
      if (request.lists.empty()) {
        parameters_.encode(statement->parameters, request.parameters);
      } else {
        parameters_.encode_lists(statement->parameters, statement->parameter_types, request.parameters,
                                 request.lists);
      }
      return statement;
    } catch (Error& error) {
      // A statement keeps its parameters' types when a column gets a wider one.
      if (!was_cached) complete_and_rethrow(error, request.sql);
      forget(request.sql);
    }
  }
}

PreparedPtr ServerConnection::ready_rows(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                                         Deadline deadline) {
  for (;;) {
    bool was_cached = false;
    PreparedPtr statement = prepared(sql, deadline, was_cached);
    check_values(*statement, width);
    try {
      check_rows(*statement, cells, width);
      return statement;
    } catch (Error& error) {
      if (!was_cached) complete_and_rethrow(error, sql);
      forget(sql);
    }
  }
}

void ServerConnection::check_values(const Prepared& statement, std::size_t count) const {
  if (statement.parameters.size() == count) return;
  raise(ErrorKind::programming,
        fmt::format("the statement takes {} values, {} were given", statement.parameters.size(), count),
        {.bind = channel_.bind(), .sql = statement.sql});
}

PreparedPtr ServerConnection::prepare(std::string_view sql, Deadline deadline) {
  if (sql.find('\0') != std::string_view::npos) {
    raise(ErrorKind::programming, "a statement cannot hold the character NUL", {.bind = channel_.bind()});
  }
  auto fresh = std::make_shared<Prepared>();
  fresh->sql = sql;
  fresh->harmless = only_reads(sql);
  fresh->name = fmt::format("s{}", ++prepared_so_far_);
  for (bool again = false;; again = true) {
    // Dropping is no part of a transaction, but a failed one refuses it.
    std::vector<std::string> drops;
    if (channel_.state() != TransactionState::failed) drops.swap(doomed_);
    bool blames_drops = false;
    ResultPtr error = prepare_behind(drops, *fresh, deadline, blames_drops);
    if (error == nullptr) break;
    // Somebody else had dropped them.
    if (!again && blames_drops && channel_.idle()) continue;
    channel_.fail(std::move(error));
  }
  cache_.insert(fresh->sql, fresh, [this](const PreparedPtr& old) {
    doomed_.push_back(drop_command(*old));
    return true;
  });
  return fresh;
}

/// What a statement takes and gives, after some commands. It is not kept.
Prepared ServerConnection::describe_only(std::string sql, std::span<const std::string> before,
                                         Deadline deadline) {
  Prepared described;
  described.sql = std::move(sql);
  bool blames_them = false;
  if (ResultPtr error = prepare_behind(before, described, deadline, blames_them))
    channel_.fail(std::move(error));
  return described;
}

/// Runs commands, prepares and describes, all in one exchange. Returns the first error; `blames_them` tells that
/// it is about one of the commands.
ResultPtr ServerConnection::prepare_behind(std::span<const std::string> commands, Prepared& fresh,
                                           Deadline deadline, bool& blames_them) {
  channel_.start({fresh.sql, Phase::statement, deadline, true});
  PGconn* handle = channel_.handle();
  PQenterPipelineMode(handle);
  for (const std::string& one : commands) {
    channel_.sent(PQsendQueryParams(handle, one.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
  }
  channel_.sent(PQsendPrepare(handle, fresh.name.c_str(), fresh.sql.c_str(), 0, nullptr));
  channel_.sent(PQsendDescribePrepared(handle, fresh.name.c_str()));
  channel_.sent(PQpipelineSync(handle));
  channel_.flush();
  const std::size_t last = commands.size() + 1;
  for (std::size_t step = 0; step <= last; ++step) {
    ResultPtr result = channel_.expect_result();
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
      blames_them = step < commands.size();
      channel_.drain();
      return result;
    }
    if (step == last) describe(result.get(), fresh);
    channel_.result();  // the nullptr behind each
  }
  return channel_.drain();
}

void ServerConnection::forget(std::string_view sql) {
  PreparedPtr* found = cache_.find(sql);
  if (found == nullptr) return;
  doomed_.push_back(drop_command(**found));
  cache_.erase(sql);
}

/// `server_forgot`: it has dropped the statements already.
void ServerConnection::forget_all(bool server_forgot) {
  cache_.for_each([&](const PreparedPtr& one) {
    if (!server_forgot) doomed_.push_back(drop_command(*one));
  });
  if (server_forgot) doomed_.clear();
  cache_.clear();
  targets_.clear();
  updates_.clear();
}

/// Commands after which prepared statements may not fit any more. Noticing them here saves transactions, which
/// the server would end with "cached plan must not change result type".
void ServerConnection::note_command(std::string_view tag) {
  if (tag == "DISCARD ALL" || tag == "DEALLOCATE ALL") return forget_all(true);
  const bool undone = changed_schema_ && tag == "ROLLBACK";
  if (tag.starts_with("ALTER ") || tag.starts_with("DROP ") || tag == "CREATE VIEW" || undone) {
    forget_all(false);
    changed_schema_ = !channel_.idle();
  }
}

}  // namespace bindery::drivers::postgresql
