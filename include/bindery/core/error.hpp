// Errors: one taxonomy for every database, with the facts a caller needs to react.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// What was being done when an error arose.
enum class Phase : std::uint8_t { configure, connect, checkout, statement, decode, commit, rollback };

/// What a caller may do about an error: run the statement again (the transaction lives on), run the whole
/// transaction again, do so on a new connection, find out first what happened (`unknown`), or nothing.
enum class Retry : std::uint8_t { never, statement, transaction, reconnect, unknown };

/// The classes of errors, one per exception type below.
// clang-format off
enum class ErrorKind : std::uint8_t {
  config, bind, mapping, statement, programming, data, integrity, unique_violation, foreign_key_violation,
  not_null_violation, check_violation, operational, connection_lost, timeout, pool_timeout, read_only_target,
  transaction_aborted, outcome_unknown, partial_commit, no_result, multiple_results, stale_data, not_loaded,
  validation,
};
// clang-format on

std::string_view name_of(ErrorKind kind);
std::string_view name_of(Phase phase);
std::string_view name_of(Retry retry);

/// The facts of an error beside its message. Empty strings mean "not known" or "does not apply".
struct ErrorDetails {
  std::string bind = {};  ///< e.g. `bind 'users'` or `the default bind`
  std::string sqlstate =
      {};               ///< five characters, as the server sent them or as Bindery classified the failure
  int native_code = 0;  ///< errno of MariaDB, extended result code of SQLite; 0 for PostgreSQL
  Phase phase = Phase::statement;
  Retry retry = Retry::never;
  std::string sql = {};         ///< with placeholders: never holds values
  std::string constraint = {};  ///< name of the violated constraint, where the server tells
  std::string table = {};
  std::string column = {};
  std::string hint = {};  ///< what to do about it
};

/// Base of everything that Bindery throws. `what()` is the whole story in one line; the parts are in `details()`.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, ErrorDetails details = {});

  const char* what() const noexcept override { return what_.c_str(); }
  ErrorKind kind() const noexcept { return kind_; }
  /// The message alone, without bind, codes and statement.
  const std::string& message() const noexcept { return message_; }
  const ErrorDetails& details() const noexcept { return details_; }
  Retry retry() const noexcept { return details_.retry; }

  /// For layers that know more than the thrower: fills the facts that are still empty. The type of the
  /// exception stays; use with `catch (Error& error) { error.complete(...); throw; }`.
  void complete(const ErrorDetails& known);
  /// Puts a sentence about where it happened before the message, e.g. "column 'age', row 7".
  void locate(std::string_view where);

 private:
  void compose();

  ErrorKind kind_;
  std::string message_;
  ErrorDetails details_;
  std::string what_;
};

namespace detail {
/// An exception type of its own for each kind, so that `catch` can choose.
template <class Base, ErrorKind Kind> class ErrorOf : public Base {
 public:
  explicit ErrorOf(std::string message, ErrorDetails details = {})
      : ErrorOf(Kind, std::move(message), std::move(details)) {}

 protected:
  ErrorOf(ErrorKind kind, std::string message, ErrorDetails details)
      : Base(kind, std::move(message), std::move(details)) {}
};
}  // namespace detail

// clang-format off
class ConfigError : public detail::ErrorOf<Error, ErrorKind::config> { using ErrorOf::ErrorOf; };
/// A bind key that is unknown, not configured, read-only, unmanaged, or two binds in one statement.
class BindError : public detail::ErrorOf<Error, ErrorKind::bind> { using ErrorOf::ErrorOf; };
/// A model or table that cannot be what it was declared to be.
class MappingError : public detail::ErrorOf<Error, ErrorKind::mapping> { using ErrorOf::ErrorOf; };

class StatementError : public detail::ErrorOf<Error, ErrorKind::statement> { using ErrorOf::ErrorOf; };
class ProgrammingError : public detail::ErrorOf<StatementError, ErrorKind::programming> { using ErrorOf::ErrorOf; };
/// A value that does not fit where it should go, in either direction.
class DataError : public detail::ErrorOf<StatementError, ErrorKind::data> { using ErrorOf::ErrorOf; };
class IntegrityError : public detail::ErrorOf<StatementError, ErrorKind::integrity> { using ErrorOf::ErrorOf; };
class UniqueViolation : public detail::ErrorOf<IntegrityError, ErrorKind::unique_violation> { using ErrorOf::ErrorOf; };
class ForeignKeyViolation : public detail::ErrorOf<IntegrityError, ErrorKind::foreign_key_violation> { using ErrorOf::ErrorOf; };
class NotNullViolation : public detail::ErrorOf<IntegrityError, ErrorKind::not_null_violation> { using ErrorOf::ErrorOf; };
class CheckViolation : public detail::ErrorOf<IntegrityError, ErrorKind::check_violation> { using ErrorOf::ErrorOf; };

class OperationalError : public detail::ErrorOf<Error, ErrorKind::operational> { using ErrorOf::ErrorOf; };
class ConnectionLost : public detail::ErrorOf<OperationalError, ErrorKind::connection_lost> { using ErrorOf::ErrorOf; };
class Timeout : public detail::ErrorOf<OperationalError, ErrorKind::timeout> { using ErrorOf::ErrorOf; };
class PoolTimeout : public detail::ErrorOf<OperationalError, ErrorKind::pool_timeout> { using ErrorOf::ErrorOf; };
class ReadOnlyTarget : public detail::ErrorOf<OperationalError, ErrorKind::read_only_target> { using ErrorOf::ErrorOf; };

/// Serialization failure or deadlock: the server rolled the transaction back; run all of it again.
class TransactionAborted : public detail::ErrorOf<Error, ErrorKind::transaction_aborted> { using ErrorOf::ErrorOf; };
/// The connection went away during COMMIT: it may or may not have happened.
class OutcomeUnknown : public detail::ErrorOf<Error, ErrorKind::outcome_unknown> { using ErrorOf::ErrorOf; };
class NoResultFound : public detail::ErrorOf<Error, ErrorKind::no_result> { using ErrorOf::ErrorOf; };
class MultipleResultsFound : public detail::ErrorOf<Error, ErrorKind::multiple_results> { using ErrorOf::ErrorOf; };
class StaleDataError : public detail::ErrorOf<Error, ErrorKind::stale_data> { using ErrorOf::ErrorOf; };
class NotLoaded : public detail::ErrorOf<Error, ErrorKind::not_loaded> { using ErrorOf::ErrorOf; };
// clang-format on

/// An object that its own model does not accept: nothing was sent. Throw it from a model's `validate()`, without the
/// model, which is filled in: `throw ValidationError("ends", "must not be before it starts")`. An empty member: the
/// object as a whole.
class ValidationError : public Error {
 public:
  ValidationError(std::string member, std::string reason) : ValidationError({}, member, reason) {}
  ValidationError(const std::string& model, const std::string& member, const std::string& reason);

  const std::string& model() const noexcept { return model_; }
  const std::string& member() const noexcept { return member_; }
  const std::string& reason() const noexcept { return reason_; }

 private:
  std::string model_, member_, reason_;
};

/// A commit over several binds that did not succeed on all of them. Lists say what became of each.
class PartialCommit : public Error {
 public:
  PartialCommit(std::string message, std::vector<std::string> committed,
                std::vector<std::string> not_committed, std::vector<std::string> unknown,
                ErrorDetails details = {});

  const std::vector<std::string>& committed() const noexcept { return committed_; }
  const std::vector<std::string>& not_committed() const noexcept { return not_committed_; }
  const std::vector<std::string>& unknown() const noexcept { return unknown_; }

 private:
  std::vector<std::string> committed_, not_committed_, unknown_;
};

/// The kind that stands for a five-character SQLSTATE (the default table; a driver may know better).
ErrorKind kind_of_sqlstate(std::string_view sqlstate);
/// What a caller may do after an error of this SQLSTATE.
Retry retry_of_sqlstate(std::string_view sqlstate);

/// Throws the exception type of `kind`.
[[noreturn]] void raise(ErrorKind kind, std::string message, ErrorDetails details = {});

/// The words that name a bind in messages: "the default bind" for an empty key, else "bind 'key'".
std::string bind_label(std::string_view bind_key);

}  // namespace bindery
