// Errors: composing messages, SQLSTATE classes, and the exception type of each kind.
#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

namespace bindery {

namespace {

void fill(std::string& fact, const std::string& known) {
  if (fact.empty()) fact = known;
}

std::string partial_commit_message(const std::string& message, const std::vector<std::string>& committed,
                                   const std::vector<std::string>& not_committed,
                                   const std::vector<std::string>& unknown) {
  auto list = [](const std::vector<std::string>& binds) {
    return binds.empty() ? std::string("none") : fmt::format("{}", fmt::join(binds, ", "));
  };
  return fmt::format("{}; committed: {}; not committed: {}; unknown: {}", message, list(committed),
                     list(not_committed), list(unknown));
}

}  // namespace

std::string_view name_of(ErrorKind kind) {
  static constexpr std::array<std::string_view, 24> names{
      "ConfigError",          "BindError",        "MappingError",   "StatementError",
      "ProgrammingError",     "DataError",        "IntegrityError", "UniqueViolation",
      "ForeignKeyViolation",  "NotNullViolation", "CheckViolation", "OperationalError",
      "ConnectionLost",       "Timeout",          "PoolTimeout",    "ReadOnlyTarget",
      "TransactionAborted",   "OutcomeUnknown",   "PartialCommit",  "NoResultFound",
      "MultipleResultsFound", "StaleDataError",   "NotLoaded",      "ValidationError"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Phase phase) {
  static constexpr std::array<std::string_view, 7> names{"configure", "connect", "checkout", "statement",
                                                         "decode",    "commit",  "rollback"};
  return names[static_cast<std::size_t>(phase)];
}

std::string_view name_of(Retry retry) {
  static constexpr std::array<std::string_view, 5> names{"never", "statement", "transaction", "reconnect",
                                                         "unknown"};
  return names[static_cast<std::size_t>(retry)];
}

Error::Error(ErrorKind kind, std::string message, ErrorDetails details)
    : std::runtime_error(message), kind_(kind), message_(std::move(message)), details_(std::move(details)) {
  compose();
}

void Error::complete(const ErrorDetails& known) {
  fill(details_.bind, known.bind);
  fill(details_.sqlstate, known.sqlstate);
  fill(details_.sql, known.sql);
  fill(details_.constraint, known.constraint);
  fill(details_.table, known.table);
  fill(details_.column, known.column);
  fill(details_.hint, known.hint);
  if (details_.native_code == 0) details_.native_code = known.native_code;
  compose();
}

void Error::locate(std::string_view where) {
  message_ = fmt::format("{}: {}", where, message_);
  compose();
}

void Error::compose() {
  what_ = name_of(kind_);
  const bool named = message_.find(details_.bind) != std::string::npos;  // an empty bind is found, too
  if (!named) what_ += fmt::format(" on {}", details_.bind);
  what_ += ": " + message_;
  if (!details_.sqlstate.empty() && details_.native_code != 0) {
    what_ += fmt::format(" (SQLSTATE {}, native code {})", details_.sqlstate, details_.native_code);
  } else if (!details_.sqlstate.empty()) {
    what_ += fmt::format(" (SQLSTATE {})", details_.sqlstate);
  }
  if (!details_.sql.empty()) what_ += fmt::format("; statement: {}", details_.sql);
  if (!details_.hint.empty()) what_ += fmt::format("; {}", details_.hint);
}

PartialCommit::PartialCommit(std::string message, std::vector<std::string> committed,
                             std::vector<std::string> not_committed, std::vector<std::string> unknown,
                             ErrorDetails details)
    : Error(ErrorKind::partial_commit, partial_commit_message(message, committed, not_committed, unknown),
            std::move(details)),
      committed_(std::move(committed)), not_committed_(std::move(not_committed)),
      unknown_(std::move(unknown)) {}

ValidationError::ValidationError(const std::string& model, const std::string& member,
                                 const std::string& reason)
    : Error(ErrorKind::validation,
            fmt::format("{}{}{} {}", model.empty() ? "an object" : model, member.empty() ? "" : ".", member,
                        reason),
            {.column = member}),
      model_(model), member_(member), reason_(reason) {}

ErrorKind kind_of_sqlstate(std::string_view s) {
  if (s == "23505") return ErrorKind::unique_violation;
  if (s == "23503" || s == "23001") return ErrorKind::foreign_key_violation;
  if (s == "23502") return ErrorKind::not_null_violation;
  if (s == "23514") return ErrorKind::check_violation;
  if (s == "40003" || s == "08007") return ErrorKind::outcome_unknown;
  if (s == "57014" || s == "55P03" || s == "25P03") return ErrorKind::timeout;
  if (s == "25006") return ErrorKind::read_only_target;
  if (s == "57P01" || s == "57P02" || s == "57P03") return ErrorKind::connection_lost;
  const auto group = s.substr(0, 2);
  if (group == "23") return ErrorKind::integrity;
  if (group == "22") return ErrorKind::data;
  if (group == "40") return ErrorKind::transaction_aborted;
  if (group == "08") return ErrorKind::connection_lost;
  if (group == "42" || group == "0A" || group == "07" || group == "26" || group == "34" || group == "3D" ||
      group == "3F" || group == "21" || group == "25") {
    return ErrorKind::programming;
  }
  if (group == "28" || group == "53" || group == "54" || group == "55" || group == "57" || group == "58") {
    return ErrorKind::operational;
  }
  return ErrorKind::statement;
}

Retry retry_of_sqlstate(std::string_view s) {
  switch (kind_of_sqlstate(s)) {
    case ErrorKind::transaction_aborted: return Retry::transaction;
    case ErrorKind::connection_lost: return Retry::reconnect;
    case ErrorKind::outcome_unknown: return Retry::unknown;
    default: return s == "55P03" ? Retry::statement : Retry::never;
  }
}

void raise(ErrorKind kind, std::string message, ErrorDetails details) {
  switch (kind) {
    case ErrorKind::config: throw ConfigError(std::move(message), std::move(details));
    case ErrorKind::bind: throw BindError(std::move(message), std::move(details));
    case ErrorKind::mapping: throw MappingError(std::move(message), std::move(details));
    case ErrorKind::statement: throw StatementError(std::move(message), std::move(details));
    case ErrorKind::programming: throw ProgrammingError(std::move(message), std::move(details));
    case ErrorKind::data: throw DataError(std::move(message), std::move(details));
    case ErrorKind::integrity: throw IntegrityError(std::move(message), std::move(details));
    case ErrorKind::unique_violation: throw UniqueViolation(std::move(message), std::move(details));
    case ErrorKind::foreign_key_violation: throw ForeignKeyViolation(std::move(message), std::move(details));
    case ErrorKind::not_null_violation: throw NotNullViolation(std::move(message), std::move(details));
    case ErrorKind::check_violation: throw CheckViolation(std::move(message), std::move(details));
    case ErrorKind::operational: throw OperationalError(std::move(message), std::move(details));
    case ErrorKind::connection_lost: throw ConnectionLost(std::move(message), std::move(details));
    case ErrorKind::timeout: throw Timeout(std::move(message), std::move(details));
    case ErrorKind::pool_timeout: throw PoolTimeout(std::move(message), std::move(details));
    case ErrorKind::read_only_target: throw ReadOnlyTarget(std::move(message), std::move(details));
    case ErrorKind::transaction_aborted: throw TransactionAborted(std::move(message), std::move(details));
    case ErrorKind::outcome_unknown: throw OutcomeUnknown(std::move(message), std::move(details));
    case ErrorKind::partial_commit: throw PartialCommit(std::move(message), {}, {}, {}, std::move(details));
    case ErrorKind::no_result: throw NoResultFound(std::move(message), std::move(details));
    case ErrorKind::multiple_results: throw MultipleResultsFound(std::move(message), std::move(details));
    case ErrorKind::stale_data: throw StaleDataError(std::move(message), std::move(details));
    case ErrorKind::not_loaded: throw NotLoaded(std::move(message), std::move(details));
    case ErrorKind::validation: break;
  }
  throw ValidationError({}, message);
}

std::string bind_label(std::string_view bind_key) {
  return bind_key.empty() ? std::string("the default bind") : fmt::format("bind '{}'", bind_key);
}

}  // namespace bindery
