// What the tests of schema commands share: a driver's connection to a fresh database, and rows as text.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/backends.hpp"

namespace bindery::test {

class SchemaSuite : public EveryBackend {
 protected:
  const Dialect& dialect() const { return dialect_of(backend()); }
  std::string q(std::string_view name) const { return quoted(dialect(), name); }
  const Url& url() const { return url_; }

  /// Another connection to the same database.
  std::unique_ptr<drivers::Connection> connect() const {
    const drivers::ConnectOptions options{.url = url_, .bind = "the default bind"};
    return drivers::driver_for(backend()).connect(options, deadline(std::chrono::seconds(20)));
  }
  void run(std::string_view sql) { connection->run(sql); }

  /// All rows, "|" between their values.
  std::vector<std::string> rows_of(std::string_view sql) {
    std::vector<std::string> rows;
    const drivers::CursorPtr cursor = connection->execute({.sql = sql});
    while (const Cell* row = cursor->next()) {
      std::string& text = rows.emplace_back();
      for (std::size_t i = 0; i < cursor->column_count(); ++i) text += (i == 0 ? "" : "|") + shown(row[i]);
    }
    return rows;
  }

 private:
  static std::string shown(const Cell& cell) {
    if (cell.is_null()) return "NULL";
    return is_viewed(cell.kind) ? std::string(cell.text()) : fmt::format("{}", cell.integer);
  }

  const Url& url_ = fresh_url();

 protected:
  std::unique_ptr<drivers::Connection> connection = connect();
};

}  // namespace bindery::test
