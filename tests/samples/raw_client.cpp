// Rows as texts, straight from the client libraries.
#include "raw_client.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <regex>
#include <stdexcept>

namespace bindery::test {

namespace {

template <auto Close> struct Closer {
  template <class T> void operator()(T* handle) const { Close(handle); }
};

[[noreturn]] void fail(const char* why, const std::string& sql) {
  throw std::runtime_error(fmt::format("{}\nin: {}", why, sql));
}

int compare_numbers(void*, int size_a, const void* a, int size_b, const void* b) {
  const double x = std::stod(std::string(static_cast<const char*>(a), static_cast<std::size_t>(size_a)));
  const double y = std::stod(std::string(static_cast<const char*>(b), static_cast<std::size_t>(size_b)));
  return (x > y) - (x < y);
}

std::vector<TextRow> sqlite_rows(const Url& url, const std::string& sql) {
  sqlite3* opened = nullptr;
  const int error =
      sqlite3_open_v2(url.sqlite_location({}).text.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, Closer<sqlite3_close>> database(opened);
  if (error != SQLITE_OK) fail(sqlite3_errmsg(opened), sql);
  sqlite3_create_collation(opened, "decimal", SQLITE_UTF8, nullptr, compare_numbers);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(opened, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
    fail(sqlite3_errmsg(opened), sql);
  const std::unique_ptr<sqlite3_stmt, Closer<sqlite3_finalize>> statement(prepared);
  std::vector<TextRow> rows;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    TextRow& row = rows.emplace_back(static_cast<std::size_t>(sqlite3_column_count(prepared)));
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, static_cast<int>(i)));
      if (text != nullptr) row[i] = canonical(text);
    }
  }
  if (step != SQLITE_DONE) fail(sqlite3_errmsg(opened), sql);
  return rows;
}

std::vector<TextRow> postgresql_rows(const Url& url, const std::string& sql) {
  constexpr Oid boolean = 16;
  const std::unique_ptr<PGconn, Closer<PQfinish>> connection(
      PQconnectdb(std::string(url.reveal().reveal()).c_str()));
  PQclear(PQexec(connection.get(), "set time zone 'UTC'"));
  const std::unique_ptr<PGresult, Closer<PQclear>> result(PQexec(connection.get(), sql.c_str()));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) fail(PQerrorMessage(connection.get()), sql);
  std::vector<TextRow> rows(static_cast<std::size_t>(PQntuples(result.get())));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      const int line = static_cast<int>(i);
      const std::string text = PQgetvalue(result.get(), line, column);
      if (PQgetisnull(result.get(), line, column) != 0) {
        rows[i].push_back(std::nullopt);
      } else if (PQftype(result.get(), column) == boolean) {
        rows[i].push_back(text == "t" ? "1" : "0");
      } else {
        rows[i].push_back(canonical(text));
      }
    }
  }
  return rows;
}

std::vector<TextRow> mariadb_rows(const Url& url, const std::string& sql) {
  const std::unique_ptr<MYSQL, Closer<mysql_close>> connection(mysql_init(nullptr));
  mysql_optionsv(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  const Host& host = url.hosts().front();
  if (mysql_real_connect(connection.get(), host.name.c_str(), url.user().c_str(),
                         std::string(url.password().reveal()).c_str(), url.database().c_str(), host.port,
                         nullptr, 0) == nullptr ||
      mysql_real_query(connection.get(), sql.data(), sql.size()) != 0) {
    fail(mysql_error(connection.get()), sql);
  }
  const std::unique_ptr<MYSQL_RES, Closer<mysql_free_result>> result(mysql_store_result(connection.get()));
  std::vector<TextRow> rows;
  while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    TextRow& texts = rows.emplace_back(mysql_num_fields(result.get()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (row[i] != nullptr) texts[i] = canonical({row[i], lengths[i]});
    }
  }
  return rows;
}

void drop_zeros(std::string& text) {
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
}

}  // namespace

std::string canonical(std::string_view text) {
  static const std::regex fraction(R"(-?\d+\.(\d+)|-?\d+(\.\d+)?e[-+]?\d+)");
  static const std::regex time(R"((\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(\+00)?)");
  std::string form(text);
  std::smatch parts;
  if (std::regex_match(form, parts, fraction)) {
    if (parts[1].length() > 6 || !parts[1].matched) form = fmt::format("{:.6f}", std::stod(form));
    drop_zeros(form);
    return form == "-0" ? "0" : form;
  }
  if (std::regex_match(form, parts, time)) {
    std::string digits = parts[3];
    if (!digits.empty()) drop_zeros(digits);
    return parts[1].str() + "T" + parts[2].str() + digits;
  }
  return form;
}

std::vector<TextRow> raw_rows(const Url& url, const std::string& sql) {
  switch (url.backend()) {
    case Backend::sqlite: return sqlite_rows(url, sql);
    case Backend::postgresql: return postgresql_rows(url, sql);
    case Backend::mariadb: break;
  }
  return mariadb_rows(url, sql);
}

}  // namespace bindery::test
