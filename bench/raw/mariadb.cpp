// MariaDB by Connector/C, as fast as it goes: statements prepared and bound once, rows read unbuffered, rows inserted
// in bulk arrays.
#include <mysql.h>

#include <cstdio>
#include <cstdlib>

#include "raw/assembly.hpp"
#include "raw/mariadb_rows.hpp"
#include "raw/raw.hpp"

namespace bindery::bench {

namespace {

#define ITEM_COLUMNS "id, number, amount, label, moment, note"

constexpr std::size_t chunk = 5000;  // rows of one bulk execution

class RawMariadb final : public Raw {
 public:
  explicit RawMariadb(const Url& url) : handle_(mysql_init(nullptr)) {
    const Host& host = url.hosts().front();
    const bool socket = host.is_socket();
    mysql_options(handle_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(handle_, socket ? nullptr : host.name.c_str(), url.user().c_str(),
                           url.password().reveal().c_str(), url.database().c_str(), host.port,
                           socket ? host.name.c_str() : nullptr, CLIENT_MULTI_STATEMENTS) == nullptr)
      fail(mysql_error(handle_));
  }
  ~RawMariadb() override {
    for (MYSQL_STMT* const statement : statements_) mysql_stmt_close(statement);
    mysql_close(handle_);
  }

  void run(const std::string& sql) override {
    if (mysql_real_query(handle_, sql.data(), sql.size()) != 0) fail(mysql_error(handle_));
    do {
      mysql_free_result(mysql_store_result(handle_));
    } while (mysql_next_result(handle_) == 0);
    if (mysql_errno(handle_) != 0) fail(mysql_error(handle_));
  }

  Item point(std::int64_t id) override {
    if (prepare(point_, "SELECT " ITEM_COLUMNS " FROM item WHERE id = ?")) {
      MYSQL_BIND key = bound(MYSQL_TYPE_LONGLONG, &key_);
      mysql_stmt_bind_param(point_, &key);
    }
    key_ = id;
    execute(point_, item_.binds);
    Item item;
    if (!fetch(point_)) fail("no such item");
    item_.read(point_, item);
    mysql_stmt_free_result(point_);
    return item;
  }

  std::vector<Item> all() override {
    prepare(all_, "SELECT " ITEM_COLUMNS " FROM item");
    std::vector<Item> items;
    execute(all_, item_.binds);
    while (fetch(all_)) item_.read(all_, items.emplace_back());
    return items;
  }

  ItemViews all_views() override {
    prepare(all_, "SELECT " ITEM_COLUMNS " FROM item");
    ItemViews items;
    execute(all_, item_.binds);
    while (fetch(all_)) item_.read(all_, items);
    return items;
  }

  std::vector<Item> by_keys(std::span<const std::int64_t> ids) override {
    KeyList& list = lists_[ids.size()];
    if (list.statement == nullptr) {
      std::string sql = "SELECT " ITEM_COLUMNS " FROM item WHERE id IN (?";
      for (std::size_t i = 1; i < ids.size(); ++i) sql += ",?";
      prepare(list.statement, sql + ')');
      list.keys.resize(ids.size());
      std::vector<MYSQL_BIND> binds;
      for (std::int64_t& key : list.keys) binds.push_back(bound(MYSQL_TYPE_LONGLONG, &key));
      mysql_stmt_bind_param(list.statement, binds.data());
    }
    std::copy(ids.begin(), ids.end(), list.keys.begin());
    execute(list.statement, item_.binds);
    std::vector<Item> items;
    items.reserve(ids.size());
    while (fetch(list.statement)) item_.read(list.statement, items.emplace_back());
    return items;
  }

  std::int64_t stream(std::int64_t rows) override {
    if (prepare(stream_,
                "SELECT seq, seq % 1000, seq * 0.5e0, 'label of the row' FROM seq_1_to_100000000 WHERE seq "
                "<= ?")) {
      MYSQL_BIND last = bound(MYSQL_TYPE_LONGLONG, &key_);
      mysql_stmt_bind_param(stream_, &last);
    }
    key_ = rows;
    execute(stream_, item_.binds);
    Item item;
    std::int64_t sum = 0;
    while (fetch(stream_)) {
      item.id = item_.id;
      item.number = item_.number;
      item.amount = item_.amount;
      item_.label.read(stream_, 3, item.label);
      sum += item.number;
    }
    return sum;
  }

  void insert(std::vector<Item>& items) override {
    prepare(insert_,
            "INSERT INTO item (number, amount, label, moment, note) VALUES (?, ?, ?, ?, ?) RETURNING id");
    run("START TRANSACTION");
    for (std::size_t first = 0; first < items.size(); first += chunk) {
      const auto rows = std::span(items).subspan(first, std::min(chunk, items.size() - first));
      arrays_.fill(rows);
      MYSQL_BIND binds[] = {arrays_.number(), arrays_.amount(), arrays_.label(), arrays_.moment(),
                            arrays_.note()};
      execute_bulk(insert_, binds, rows.size());
      mysql_stmt_bind_result(insert_, &id_);
      for (Item& item : rows) {
        if (!fetch(insert_)) fail("a key is missing");
        item.id = key_;
      }
      mysql_stmt_free_result(insert_);
    }
    run("COMMIT");
  }

  /// All rows of a chunk by one join with them: half the server's work of a bulk array, which it runs row by row.
  void update(std::span<const Item> items) override {
    constexpr std::size_t together = 1000;
    run("START TRANSACTION");
    for (; !items.empty(); items = items.subspan(std::min(together, items.size()))) {
      const auto rows = items.first(std::min(together, items.size()));
      MYSQL_STMT*& statement = updates_[rows.size()];
      prepare(statement, update_statement(rows.size()));
      std::vector<MYSQL_BIND> binds;
      binds.reserve(rows.size() * 4);
      for (const Item& item : rows) {
        binds.push_back(bound(MYSQL_TYPE_LONGLONG, &item.id));
        binds.push_back(bound(MYSQL_TYPE_LONG, &item.number));
        binds.push_back(bound(MYSQL_TYPE_DOUBLE, &item.amount));
        binds.push_back(bound(MYSQL_TYPE_STRING, item.label.data(), item.label.size()));
      }
      mysql_stmt_bind_param(statement, binds.data());
      if (mysql_stmt_execute(statement) != 0) fail(mysql_stmt_error(statement));
    }
    run("COMMIT");
  }

  void update_one_by_one(std::span<const Item> items) override {
    prepare(update_one_, "UPDATE item SET number = ?, amount = ?, label = ? WHERE id = ?");
    run("START TRANSACTION");
    for (const Item& item : items) {
      MYSQL_BIND binds[] = {bound(MYSQL_TYPE_LONG, &item.number), bound(MYSQL_TYPE_DOUBLE, &item.amount),
                            bound(MYSQL_TYPE_STRING, item.label.data(), item.label.size()),
                            bound(MYSQL_TYPE_LONGLONG, &item.id)};
      mysql_stmt_bind_param(update_one_, binds);
      if (mysql_stmt_execute(update_one_) != 0) fail(mysql_stmt_error(update_one_));
    }
    run("COMMIT");
  }

  std::vector<Parent> families() override {
    Assembly families;
    prepare(parents_, "SELECT id, name FROM author");
    execute(parents_, family_.parent_binds);
    while (fetch(parents_)) family_.text.read(parents_, 1, families.add_parent(family_.id).name);
    prepare(children_, "SELECT id, author_id, title FROM book");
    execute(children_, family_.binds);
    while (fetch(children_))
      family_.text.read(children_, 2, families.add_child(family_.id, family_.parent).title);
    prepare(grandchildren_, "SELECT id, book_id, text FROM review");
    execute(grandchildren_, family_.binds);
    while (fetch(grandchildren_))
      family_.text.read(grandchildren_, 2, families.add_grandchild(family_.id, family_.parent).text);
    return families.take();
  }

  std::vector<Item> search(const Search& search) override {
    prepare(search_, "SELECT " ITEM_COLUMNS
                     " FROM item WHERE id >= ? AND id <= ? AND number >= ? AND number <= ? "
                     "AND amount >= ? AND amount <= ? AND label >= ? AND note = ?");
    MYSQL_BIND binds[] = {bound(MYSQL_TYPE_LONGLONG, &*search.id_from),
                          bound(MYSQL_TYPE_LONGLONG, &*search.id_to),
                          bound(MYSQL_TYPE_LONG, &*search.number_from),
                          bound(MYSQL_TYPE_LONG, &*search.number_to),
                          bound(MYSQL_TYPE_DOUBLE, &*search.amount_from),
                          bound(MYSQL_TYPE_DOUBLE, &*search.amount_to),
                          bound(MYSQL_TYPE_STRING, search.label_from->data(), search.label_from->size()),
                          bound(MYSQL_TYPE_STRING, search.note->data(), search.note->size())};
    mysql_stmt_bind_param(search_, binds);
    execute(search_, item_.binds);
    std::vector<Item> items;
    while (fetch(search_)) item_.read(search_, items.emplace_back());
    return items;
  }

 private:
  struct KeyList {
    MYSQL_STMT* statement = nullptr;
    std::vector<std::int64_t> keys;
  };

  [[noreturn]] static void fail(const char* message) {
    std::fprintf(stderr, "raw MariaDB: %s\n", message);
    std::exit(1);
  }
  static std::string update_statement(std::size_t rows) {
    std::string sql =
        "UPDATE (SELECT id, number, amount, label FROM item WHERE 1 = 0 UNION ALL VALUES (?, ?, ?, ?)";
    for (std::size_t i = 1; i < rows; ++i) sql += ", (?, ?, ?, ?)";
    return sql +
           ") new STRAIGHT_JOIN item ON item.id = new.id "
           "SET item.number = new.number, item.amount = new.amount, item.label = new.label";
  }
  /// True if the statement is new.
  bool prepare(MYSQL_STMT*& statement, const std::string& sql) {
    if (statement != nullptr) return false;
    statement = statements_.emplace_back(mysql_stmt_init(handle_));
    if (mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) fail(mysql_stmt_error(statement));
    return true;
  }
  /// Runs it, and lets its rows go to `binds` from the first run on.
  static void execute(MYSQL_STMT* statement, MYSQL_BIND* binds) {
    if (mysql_stmt_execute(statement) != 0) fail(mysql_stmt_error(statement));
    if (!statement->bind_result_done) mysql_stmt_bind_result(statement, binds);
  }
  static void execute_bulk(MYSQL_STMT* statement, MYSQL_BIND* binds, std::size_t rows) {
    const auto count = static_cast<unsigned>(rows);
    mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count);
    mysql_stmt_bind_param(statement, binds);
    if (mysql_stmt_execute(statement) != 0) fail(mysql_stmt_error(statement));
  }
  static bool fetch(MYSQL_STMT* statement) {
    const int result = mysql_stmt_fetch(statement);
    if (result == 0 || result == MYSQL_DATA_TRUNCATED) return true;
    if (result != MYSQL_NO_DATA) fail(mysql_stmt_error(statement));
    return false;
  }

  MYSQL* handle_;
  std::vector<MYSQL_STMT*> statements_;  // to be closed
  std::unordered_map<std::size_t, KeyList> lists_;
  std::unordered_map<std::size_t, MYSQL_STMT*> updates_;  // by their number of rows
  ItemBuffer item_;
  FamilyBuffer family_;
  ItemArrays arrays_;
  std::int64_t key_ = 0;
  MYSQL_BIND id_ = bound(MYSQL_TYPE_LONGLONG, &key_);
  MYSQL_STMT *point_ = nullptr, *all_ = nullptr, *stream_ = nullptr, *insert_ = nullptr,
             *update_one_ = nullptr, *parents_ = nullptr, *children_ = nullptr, *grandchildren_ = nullptr,
             *search_ = nullptr;
};

}  // namespace

std::unique_ptr<Raw> raw_mariadb(const Url& url) { return std::make_unique<RawMariadb>(url); }

}  // namespace bindery::bench
