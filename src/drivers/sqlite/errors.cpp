// One table for result codes, one for the messages of SQLITE_ERROR, and the names in messages.
#include "errors.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace bindery::drivers::sqlite {

namespace {

struct CodeRule {
  int code;  ///< extended, or primary for all that it covers
  ErrorKind kind;
  std::string_view sqlstate;
  Retry retry = Retry::never;
  std::string_view hint = {};
};

/// Extended codes come before the primary code that they belong to.
constexpr std::array code_rules{
    CodeRule{SQLITE_CONSTRAINT_UNIQUE, ErrorKind::unique_violation, "23505"},
    CodeRule{SQLITE_CONSTRAINT_PRIMARYKEY, ErrorKind::unique_violation, "23505"},
    CodeRule{SQLITE_CONSTRAINT_ROWID, ErrorKind::unique_violation, "23505"},
    CodeRule{SQLITE_CONSTRAINT_NOTNULL, ErrorKind::not_null_violation, "23502"},
    CodeRule{SQLITE_CONSTRAINT_FOREIGNKEY, ErrorKind::foreign_key_violation, "23503"},
    CodeRule{SQLITE_CONSTRAINT_CHECK, ErrorKind::check_violation, "23514"},
    CodeRule{SQLITE_CONSTRAINT_DATATYPE, ErrorKind::data, "22018"},
    CodeRule{SQLITE_CONSTRAINT, ErrorKind::integrity, "23000"},
    CodeRule{SQLITE_MISMATCH, ErrorKind::data, "22018"},
    CodeRule{SQLITE_TOOBIG, ErrorKind::data, "54000"},
    CodeRule{SQLITE_BUSY_SNAPSHOT, ErrorKind::transaction_aborted, "40001", Retry::transaction,
             "run the whole transaction again: another connection wrote after this one began to read"},
    CodeRule{
        SQLITE_BUSY, ErrorKind::timeout, "55P03", Retry::statement,
        "another connection holds the lock; the connect_args entry 'timeout' says how long to wait for it"},
    CodeRule{SQLITE_LOCKED_SHAREDCACHE, ErrorKind::timeout, "55P03", Retry::statement,
             "another connection to the same shared cache holds the lock"},
    CodeRule{SQLITE_LOCKED, ErrorKind::operational, "55006", Retry::never,
             "a cursor of this connection is still open"},
    CodeRule{SQLITE_PROTOCOL, ErrorKind::timeout, "55P03", Retry::statement},
    CodeRule{SQLITE_ABORT_ROLLBACK, ErrorKind::transaction_aborted, "40000", Retry::transaction,
             "the transaction was rolled back while these rows were read"},
    CodeRule{SQLITE_INTERRUPT, ErrorKind::timeout, "57014"},
    CodeRule{SQLITE_ABORT, ErrorKind::timeout, "57014"},
    CodeRule{SQLITE_READONLY, ErrorKind::read_only_target, "25006"},
    CodeRule{SQLITE_SCHEMA, ErrorKind::operational, "55000", Retry::statement},
    CodeRule{SQLITE_FULL, ErrorKind::operational, "53100", Retry::never,
             "the disk, or the database, is full"},
    CodeRule{SQLITE_IOERR, ErrorKind::operational, "58030"},
    CodeRule{SQLITE_CORRUPT, ErrorKind::operational, "XX001"},
    CodeRule{SQLITE_NOTADB, ErrorKind::operational, "XX001"},
    CodeRule{SQLITE_CANTOPEN, ErrorKind::operational, "58P01"},
    CodeRule{SQLITE_PERM, ErrorKind::operational, "42501"},
    CodeRule{SQLITE_AUTH, ErrorKind::programming, "42501"},
    CodeRule{SQLITE_NOMEM, ErrorKind::operational, "53200"},
    CodeRule{SQLITE_RANGE, ErrorKind::programming, "07001"},
    CodeRule{SQLITE_MISUSE, ErrorKind::programming, "HY010"},
};

struct MessageRule {
  std::string_view part;  ///< somewhere in the message
  ErrorKind kind;
  std::string_view sqlstate;
};

constexpr std::array message_rules{
    MessageRule{"no such table", ErrorKind::programming, "42P01"},
    MessageRule{"no such view", ErrorKind::programming, "42P01"},
    MessageRule{"no such column", ErrorKind::programming, "42703"},
    MessageRule{"has no column named", ErrorKind::programming, "42703"},
    MessageRule{"no such index", ErrorKind::programming, "42704"},
    MessageRule{"no such collation sequence", ErrorKind::programming, "42704"},
    MessageRule{"no such function", ErrorKind::programming, "42883"},
    MessageRule{"wrong number of arguments to function", ErrorKind::programming, "42883"},
    MessageRule{"no such savepoint", ErrorKind::programming, "3B001"},
    MessageRule{"unknown database", ErrorKind::programming, "3F000"},
    MessageRule{"already exists", ErrorKind::programming, "42P07"},
    MessageRule{"already another table or index", ErrorKind::programming, "42P07"},
    MessageRule{"duplicate column name", ErrorKind::programming, "42701"},
    MessageRule{"ambiguous column name", ErrorKind::programming, "42702"},
    MessageRule{"foreign key mismatch", ErrorKind::programming, "42830"},
    MessageRule{"syntax error", ErrorKind::programming, "42601"},
    MessageRule{"incomplete input", ErrorKind::programming, "42601"},
    MessageRule{"unrecognized token", ErrorKind::programming, "42601"},
    MessageRule{"values for", ErrorKind::programming, "42601"},
    MessageRule{"values were supplied", ErrorKind::programming, "42601"},
    MessageRule{"too many SQL variables", ErrorKind::programming, "54023"},
    MessageRule{"within a transaction", ErrorKind::programming, "25001"},
    MessageRule{"no transaction is active", ErrorKind::programming, "25P01"},
    MessageRule{"integer overflow", ErrorKind::data, "22003"},
    MessageRule{"malformed JSON", ErrorKind::data, "22032"},
    // our own functions
    MessageRule{"decimal: overflow", ErrorKind::data, "22003"},
    MessageRule{"decimal: ", ErrorKind::data, "22P02"},
    MessageRule{"date: ", ErrorKind::data, "22008"},
    MessageRule{"text: ", ErrorKind::data, "22000"},
    MessageRule{"percentile: ", ErrorKind::data, "22003"},
};

Failure of_code(int code) {
  for (const CodeRule& rule : code_rules) {
    if (rule.code != code && rule.code != (code & 0xff)) continue;
    Failure failure{rule.kind, {}};
    failure.details.sqlstate = rule.sqlstate;
    failure.details.retry = rule.retry;
    failure.details.hint = rule.hint;
    return failure;
  }
  Failure failure{ErrorKind::programming, {}};
  failure.details.sqlstate = "42000";
  return failure;
}

/// What follows `mark` in the message; empty if the mark is not there.
std::string_view behind(std::string_view message, std::string_view mark) {
  const auto at = message.find(mark);
  return at == std::string_view::npos ? std::string_view{} : message.substr(at + mark.size());
}

/// "user.username, user.email" -> table and columns.
void read_columns(std::string_view names, ErrorDetails& details) {
  while (!names.empty()) {
    const auto comma = std::min(names.find(", "), names.size());
    const auto name = names.substr(0, comma);
    const auto dot = name.rfind('.');
    if (dot != std::string_view::npos) details.table = name.substr(0, dot);
    if (!details.column.empty()) details.column += ", ";
    details.column += dot == std::string_view::npos ? name : name.substr(dot + 1);
    names.remove_prefix(std::min(comma + 2, names.size()));
  }
}

void read_constraint(ErrorKind kind, std::string_view message, ErrorDetails& details) {
  const std::string_view names = behind(message, "constraint failed: ");
  if (names.empty()) return;
  if (kind == ErrorKind::check_violation) {
    details.constraint = names;
  } else if (const auto name = behind(names, "index '"); !name.empty()) {
    details.constraint = name.substr(0, name.find('\''));
  } else {
    read_columns(names, details);
  }
}

void read_message(std::string_view message, Failure& failure) {
  const auto rule = std::find_if(message_rules.begin(), message_rules.end(), [&](const MessageRule& r) {
    return message.find(r.part) != std::string_view::npos;
  });
  if (rule == message_rules.end()) return;
  failure.kind = rule->kind;
  failure.details.sqlstate = rule->sqlstate;
  failure.details.table = behind(message, "no such table: ");
  failure.details.column = behind(message, "no such column: ");
}

}  // namespace

Failure classify(int code, std::string_view message) {
  Failure failure = of_code(code);
  failure.details.native_code = code;
  if ((code & 0xff) == SQLITE_ERROR) read_message(message, failure);
  if ((code & 0xff) == SQLITE_CONSTRAINT) read_constraint(failure.kind, message, failure.details);
  return failure;
}

}  // namespace bindery::drivers::sqlite
