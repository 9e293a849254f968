// The table of error numbers, server's and client library's, and the parsing of messages.
#include "drivers/mariadb/errors.hpp"

#include <errmsg.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace bindery::drivers::mariadb {

namespace {

struct Row {
  unsigned code;
  ErrorKind kind;
  Retry retry = Retry::never;
  std::string_view sqlstate = {};  // where the server says no more than HY000
  std::string_view hint = {};
};

using enum ErrorKind;

constexpr std::string_view raise_packet = "raise max_allowed_packet on the server, or send less at once";

// Sorted by code.
constexpr Row table[] = {
    {1020, transaction_aborted, Retry::transaction},
    {1040, operational, Retry::reconnect},
    {1044, operational},
    {1045, operational},
    {1047, connection_lost, Retry::reconnect},
    {1048, not_null_violation},
    {1049, programming},
    {1053, connection_lost, Retry::reconnect},
    {1054, programming},
    {1062, unique_violation},
    {1064, programming},
    {1130, operational},
    {1146, programming},
    {1153, data, Retry::never, {}, raise_packet},
    {1158, connection_lost, Retry::reconnect},
    {1159, connection_lost, Retry::reconnect},
    {1160, connection_lost, Retry::reconnect},
    {1161, connection_lost, Retry::reconnect},
    {1169, unique_violation},
    {1203, operational, Retry::reconnect},
    {1205, timeout, Retry::statement},
    {1213, transaction_aborted, Retry::transaction},
    {1216, foreign_key_violation},
    {1217, foreign_key_violation},
    {1226, operational, Retry::reconnect},
    {1227, programming},
    {1235, programming},
    {1264, data},
    {1265, data},
    {1292, data},
    {1295, programming, Retry::never, {}, "this statement can't be prepared: run it as plain text"},
    {1301, data, Retry::never, {}, raise_packet},
    {1305, programming},
    {1317, timeout},
    {1364, not_null_violation},
    {1365, data},
    {1366, data},
    {1367, data},
    {1406, data},
    {1451, foreign_key_violation},
    {1452, foreign_key_violation},
    {1461, operational, Retry::never, {}, "use smaller statement caches, or raise max_prepared_stmt_count"},
    {1557, foreign_key_violation},
    {1586, unique_violation},
    {1690, data},
    {1698, operational},
    {1761, foreign_key_violation},
    {1762, foreign_key_violation},
    {1792, read_only_target},
    {1836, read_only_target},
    {1927, connection_lost, Retry::reconnect, "08S01"},
    {1969, timeout},
    {2002, operational, Retry::reconnect, "08001"},
    {2003, operational, Retry::reconnect, "08001"},
    {2005, operational, Retry::reconnect, "08001"},
    {2006, connection_lost, Retry::reconnect, "08S01"},
    {2012, operational, Retry::never, "08001"},
    {2013, connection_lost, Retry::reconnect, "08S01"},
    {2014, programming},
    {2020, data, Retry::never, {}, raise_packet},
    {2026, operational, Retry::never, "08001", "check sslmode, ssl_ca, ssl_cert and ssl_key in the URL"},
    {2055, connection_lost, Retry::reconnect, "08S01"},
    {2058, operational, Retry::never, "08001"},
    {2059, operational, Retry::never, "08001"},
    {3024, timeout},
    {3101, transaction_aborted, Retry::transaction},
    {3819, check_violation},
    {4025, check_violation},
    {4031, connection_lost, Retry::reconnect, "08S01"},
    {8002, transaction_aborted, Retry::transaction},
    {8005, transaction_aborted, Retry::transaction},
    {8022, transaction_aborted, Retry::transaction},
    {8028, transaction_aborted, Retry::transaction},
    {9007, transaction_aborted, Retry::transaction},
};
static_assert(std::is_sorted(std::begin(table), std::end(table),
                             [](const Row& a, const Row& b) { return a.code < b.code; }));

const Row* find_row(unsigned code) {
  const auto at = std::lower_bound(std::begin(table), std::end(table), code,
                                   [](const Row& row, unsigned wanted) { return row.code < wanted; });
  return at != std::end(table) && at->code == code ? at : nullptr;
}

/// What stands between the last `before` and the next `after`; empty if they are not there.
std::string_view between(std::string_view text, std::string_view before, char after) {
  const auto start = text.rfind(before);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + before.size());
  const auto end = text.find(after);
  return end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
}

std::string_view behind_dot(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

/// "for key 'name'", in MySQL 8 "for key 'table.name'".
void name_key(Verdict& verdict, std::string_view message) {
  const auto key = between(message, "for key '", '\'');
  verdict.constraint = behind_dot(key);
  if (const auto dot = key.find('.'); dot != std::string_view::npos) verdict.table = key.substr(0, dot);
}

/// "... fails (`db`.`table`, CONSTRAINT `name` FOREIGN KEY ..."
void name_foreign_key(Verdict& verdict, std::string_view message) {
  verdict.constraint = between(message, "CONSTRAINT `", '`');
  if (const auto at = message.find("fails (`"); at != std::string_view::npos) {
    verdict.table = between(message.substr(at, message.find(',', at) - at), "`.`", '`');
  }
}

void name_check(Verdict& verdict, std::string_view message) {
  verdict.constraint = behind_dot(between(message, "CONSTRAINT `", '`'));
  if (verdict.constraint.empty()) verdict.constraint = between(message, "constraint '", '\'');
  verdict.table = between(message, "`.`", '`');
}

/// "... column 'name'", "Column 'name' ...", "Field 'name' ..." or "column `db`.`table`.`name`".
void name_column(Verdict& verdict, std::string_view message) {
  for (std::string_view word : {"olumn '", "Field '"}) {
    if (const auto name = between(message, word, '\''); !name.empty()) {
      verdict.column = name;
      return;
    }
  }
  const auto at = message.rfind("column `");
  if (at == std::string_view::npos) return;
  auto path = message.substr(at + 8);
  path = path.substr(0, path.find("` at row"));
  if (path.ends_with('`')) path.remove_suffix(1);
  if (const auto tick = path.rfind('`'); tick != std::string_view::npos) path.remove_prefix(tick + 1);
  verdict.column = path;
}

void find_names(Verdict& verdict, std::string_view message) {
  switch (verdict.kind) {
    case unique_violation: return name_key(verdict, message);
    case foreign_key_violation: return name_foreign_key(verdict, message);
    case check_violation: return name_check(verdict, message);
    case not_null_violation:
    case data: return name_column(verdict, message);
    default: return;
  }
}

}  // namespace

NativeError error_of(MYSQL* handle) {
  return {mysql_errno(handle), mysql_sqlstate(handle), mysql_error(handle)};
}

NativeError error_of(MYSQL_STMT* statement) {
  if (mysql_stmt_errno(statement) == 0 && statement->mysql != nullptr) return error_of(statement->mysql);
  return {mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement)};
}

Verdict judge(const NativeError& error) {
  Verdict verdict;
  verdict.sqlstate = error.sqlstate;
  if (const Row* row = find_row(error.code)) {
    verdict.kind = row->kind;
    verdict.retry = row->retry;
    if (!row->sqlstate.empty()) verdict.sqlstate = row->sqlstate;
    verdict.hint = row->hint;
  } else if (error.code == 1290 && error.message.find("read") != std::string::npos) {
    verdict.kind = read_only_target;  // of the many options that 1290 names, --read-only and super-read-only
  } else {
    verdict.kind = kind_of_sqlstate(error.sqlstate);
    verdict.retry = retry_of_sqlstate(error.sqlstate);
  }
  find_names(verdict, error.message);
  return verdict;
}

bool says_stopped(unsigned code) {
  return code == 1317 || code == 1028;  // a sort that was stopped says so in its own way
}

bool ends_connection(unsigned code) {
  // An error of TLS on an open connection: its other end has gone.
  if (code == CR_SSL_CONNECTION_ERROR) return true;
  const Row* row = find_row(code);
  return row != nullptr && row->kind == connection_lost;
}

bool another_host_may_help(unsigned code) {
  const Row* row = find_row(code);
  return row != nullptr && row->retry == Retry::reconnect;
}

}  // namespace bindery::drivers::mariadb
