// SQLite by its C interface, as fast as it goes: statements prepared once, values bound without copies.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

#include "raw/assembly.hpp"
#include "raw/moments.hpp"
#include "raw/raw.hpp"

namespace bindery::bench {

namespace {

#define ITEM_COLUMNS "id, number, amount, label, moment, note"

class RawSqlite final : public Raw {
 public:
  explicit RawSqlite(const Url& url) {
    const std::string& file = url.database();
    check(sqlite3_open_v2(file.empty() ? ":memory:" : file.c_str(), &db_,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                          nullptr));
    run("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  }
  ~RawSqlite() override {
    for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }

  void run(const std::string& sql) override {
    check(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }

  Item point(std::int64_t id) override {
    sqlite3_stmt* const statement = prepared(point_, "SELECT " ITEM_COLUMNS " FROM item WHERE id = ?1");
    sqlite3_bind_int64(statement, 1, id);
    Item item;
    if (!step(statement)) fail("no such item");
    read(statement, item);
    sqlite3_reset(statement);
    return item;
  }

  std::vector<Item> all() override {
    std::vector<Item> items;
    sqlite3_stmt* const statement = prepared(all_, "SELECT " ITEM_COLUMNS " FROM item");
    while (step(statement)) read(statement, items.emplace_back());
    sqlite3_reset(statement);
    return items;
  }

  ItemViews all_views() override {
    ItemViews items;
    sqlite3_stmt* const statement = prepared(all_, "SELECT " ITEM_COLUMNS " FROM item");
    while (step(statement)) read(statement, items);
    sqlite3_reset(statement);
    return items;
  }

  std::vector<Item> by_keys(std::span<const std::int64_t> ids) override {
    std::string text = "SELECT " ITEM_COLUMNS " FROM item WHERE id IN (?";
    for (std::size_t i = 1; i < ids.size(); ++i) text += ",?";
    sqlite3_stmt* const statement = prepared(by_keys_, (text + ')').c_str());
    for (std::size_t i = 0; i < ids.size(); ++i)
      sqlite3_bind_int64(statement, static_cast<int>(i + 1), ids[i]);
    std::vector<Item> items;
    items.reserve(ids.size());
    while (step(statement)) read(statement, items.emplace_back());
    sqlite3_reset(statement);
    return items;
  }

  std::int64_t stream(std::int64_t rows) override {
    sqlite3_stmt* const statement =
        prepared(stream_,
                 "WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < ?1) "
                 "SELECT n, n % 1000, n * 0.5, 'label of the row' FROM made");
    sqlite3_bind_int64(statement, 1, rows);
    Item item;
    std::int64_t sum = 0;
    while (step(statement)) {
      item.id = sqlite3_column_int64(statement, 0);
      item.number = sqlite3_column_int(statement, 1);
      item.amount = sqlite3_column_double(statement, 2);
      read_text(statement, 3, item.label);
      sum += item.number;
    }
    sqlite3_reset(statement);
    return sum;
  }

  void insert(std::vector<Item>& items) override {
    sqlite3_stmt* const statement = prepared(
        insert_, "INSERT INTO item (number, amount, label, moment, note) VALUES (?1, ?2, ?3, ?4, ?5)");
    run("BEGIN");
    for (Item& item : items) {
      char moment[moment_size];
      sqlite3_bind_int(statement, 1, item.number);
      sqlite3_bind_double(statement, 2, item.amount);
      bind_text(statement, 3, item.label);
      sqlite3_bind_text(statement, 4, moment, format_moment(item.moment, moment), SQLITE_STATIC);
      if (item.note) {
        bind_text(statement, 5, *item.note);
      } else {
        sqlite3_bind_null(statement, 5);
      }
      step(statement);
      sqlite3_reset(statement);
      item.id = sqlite3_last_insert_rowid(db_);
    }
    run("COMMIT");
  }

  void update(std::span<const Item> items) override {
    sqlite3_stmt* const statement =
        prepared(update_, "UPDATE item SET number = ?1, amount = ?2, label = ?3 WHERE id = ?4");
    run("BEGIN");
    for (const Item& item : items) {
      sqlite3_bind_int(statement, 1, item.number);
      sqlite3_bind_double(statement, 2, item.amount);
      bind_text(statement, 3, item.label);
      sqlite3_bind_int64(statement, 4, item.id);
      step(statement);
      sqlite3_reset(statement);
    }
    run("COMMIT");
  }
  void update_one_by_one(std::span<const Item> items) override { update(items); }

  std::vector<Parent> families() override {
    Assembly families;
    sqlite3_stmt* statement = prepared(parents_, "SELECT id, name FROM author");
    while (step(statement))
      read_text(statement, 1, families.add_parent(sqlite3_column_int64(statement, 0)).name);
    sqlite3_reset(statement);
    statement = prepared(children_, "SELECT id, author_id, title FROM book");
    while (step(statement)) {
      Child& child =
          families.add_child(sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
      read_text(statement, 2, child.title);
    }
    sqlite3_reset(statement);
    statement = prepared(grandchildren_, "SELECT id, book_id, text FROM review");
    while (step(statement)) {
      Grandchild& last =
          families.add_grandchild(sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
      read_text(statement, 2, last.text);
    }
    sqlite3_reset(statement);
    return families.take();
  }

  std::vector<Item> search(const Search& search) override {
    sqlite3_stmt* const statement =
        prepared(search_, "SELECT " ITEM_COLUMNS
                          " FROM item WHERE id >= ?1 AND id <= ?2 AND number >= ?3 AND number <= ?4 "
                          "AND amount >= ?5 AND amount <= ?6 AND label >= ?7 AND note = ?8");
    sqlite3_bind_int64(statement, 1, *search.id_from);
    sqlite3_bind_int64(statement, 2, *search.id_to);
    sqlite3_bind_int(statement, 3, *search.number_from);
    sqlite3_bind_int(statement, 4, *search.number_to);
    sqlite3_bind_double(statement, 5, *search.amount_from);
    sqlite3_bind_double(statement, 6, *search.amount_to);
    bind_text(statement, 7, *search.label_from);
    bind_text(statement, 8, *search.note);
    std::vector<Item> items;
    while (step(statement)) read(statement, items.emplace_back());
    sqlite3_reset(statement);
    return items;
  }

 private:
  [[noreturn]] static void fail(const char* message) {
    std::fprintf(stderr, "raw SQLite: %s\n", message);
    std::exit(1);
  }
  void check(int code) const {
    if (code != SQLITE_OK) fail(sqlite3_errmsg(db_));
  }
  bool step(sqlite3_stmt* statement) const {
    const int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(sqlite3_errmsg(db_));
    return code == SQLITE_ROW;
  }
  sqlite3_stmt* prepared(sqlite3_stmt*& statement, const char* sql) {
    if (statement == nullptr) {
      check(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
      statements_.emplace(sql, statement);
    }
    return statement;
  }
  static void bind_text(sqlite3_stmt* statement, int place, const std::string& text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  static const char* text_of(sqlite3_stmt* statement, int column) {
    return reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  }
  static std::size_t size_of(sqlite3_stmt* statement, int column) {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  }
  static void read_text(sqlite3_stmt* statement, int column, std::string& text) {
    const char* const data = text_of(statement, column);
    text.assign(data, size_of(statement, column));
  }
  template <class Row> static void read_numbers(sqlite3_stmt* statement, Row& row) {
    row.id = sqlite3_column_int64(statement, 0);
    row.number = sqlite3_column_int(statement, 1);
    row.amount = sqlite3_column_double(statement, 2);
    row.moment = parse_moment(text_of(statement, 4), size_of(statement, 4));
  }
  static void read(sqlite3_stmt* statement, Item& item) {
    read_numbers(statement, item);
    read_text(statement, 3, item.label);
    if (sqlite3_column_type(statement, 5) == SQLITE_NULL) {
      item.note.reset();
    } else {
      read_text(statement, 5, item.note.emplace());
    }
  }
  static void read(sqlite3_stmt* statement, ItemViews& items) {
    ItemView& item = items.rows.emplace_back();
    read_numbers(statement, item);
    const char* const label = text_of(statement, 3);
    item.label = items.keep(label, size_of(statement, 3));
    if (sqlite3_column_type(statement, 5) == SQLITE_NULL) return;
    const char* const note = text_of(statement, 5);
    item.note = items.keep(note, size_of(statement, 5));
  }

  sqlite3* db_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;  // to be finalized
  sqlite3_stmt *point_ = nullptr, *all_ = nullptr, *by_keys_ = nullptr, *stream_ = nullptr,
               *insert_ = nullptr, *update_ = nullptr, *parents_ = nullptr, *children_ = nullptr,
               *grandchildren_ = nullptr, *search_ = nullptr;
};

}  // namespace

std::unique_ptr<Raw> raw_sqlite(const Url& url) { return std::make_unique<RawSqlite>(url); }

}  // namespace bindery::bench
