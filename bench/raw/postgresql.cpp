// PostgreSQL by libpq, as fast as it goes: prepared once, binary both ways, large results row by row as they come.
#include <libpq-fe.h>

#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "raw/assembly.hpp"
#include "raw/raw.hpp"
#include "raw/wire.hpp"

namespace bindery::bench {

namespace {

#define ITEM_COLUMNS "id, number, amount, label, moment, note"

constexpr Oid int4_type = 23, int8_type = 20, float8_type = 701, varchar_type = 1043, int4_array_type = 1007,
              int8_array_type = 1016, float8_array_type = 1022, varchar_array_type = 1015;

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;

struct Statement {
  const char* name;
  const char* sql;
  std::vector<Oid> types = {};
  bool prepared = false;
};

/// The values of one execution, all binary.
class Values {
 public:
  void add(const std::string& text) { add(text.data(), static_cast<int>(text.size())); }
  void add(const char* data, int size) {
    values_[count_] = data;
    sizes_[count_++] = size;
  }
  template <std::integral T> void add(T value) {
    value = swapped(value);
    std::memcpy(numbers_[count_], &value, sizeof value);
    add(numbers_[count_], static_cast<int>(sizeof value));
  }

  int count() const { return count_; }
  const char* const* values() const { return values_; }
  const int* sizes() const { return sizes_; }
  static const int* formats() {
    static constexpr int binary[] = {1, 1, 1, 1, 1, 1, 1, 1};
    return binary;
  }

 private:
  static constexpr int most = 8;
  const char* values_[most];
  int sizes_[most];
  char numbers_[most][8];
  int count_ = 0;
};

class RawPostgresql final : public Raw {
 public:
  explicit RawPostgresql(const Url& url) {
    const Host& host = url.hosts().front();
    const std::string port = host.port == 0 ? "" : std::to_string(host.port);
    const std::string password(url.password().reveal());
    const char* const names[] = {"host", "port", "user", "password", "dbname", nullptr};
    const char* const values[] = {host.name.c_str(), port.c_str(),           url.user().c_str(),
                                  password.c_str(),  url.database().c_str(), nullptr};
    server_ = PQconnectdbParams(names, values, 0);
    if (PQstatus(server_) != CONNECTION_OK) fail();
  }
  ~RawPostgresql() override { PQfinish(server_); }

  void run(const std::string& sql) override { check(ResultPtr(PQexec(server_, sql.c_str()))); }

  Item point(std::int64_t id) override {
    Values values;
    values.add(id);
    const ResultPtr result = execute(point_, values);
    Item item;
    if (PQntuples(result.get()) == 0) fail();
    read(result.get(), 0, item);
    return item;
  }

  std::vector<Item> all() override {
    std::vector<Item> items;
    each_row(all_, {}, [&](const PGresult* row) { read(row, 0, items.emplace_back()); });
    return items;
  }

  ItemViews all_views() override {
    ItemViews items;
    each_row(all_, {}, [&](const PGresult* row) { read(row, items); });
    return items;
  }

  std::vector<Item> by_keys(std::span<const std::int64_t> ids) override {
    ids_.clear();
    for (const std::int64_t id : ids) ids_.add(id);
    Values values;
    values.add(ids_.data(), ids_.size());
    return read_all(execute(by_keys_, values));
  }

  std::int64_t stream(std::int64_t rows) override {
    Values values;
    values.add(rows);
    Item item;
    std::int64_t sum = 0;
    each_row(stream_, values, [&](const PGresult* row) {
      item.id = number<std::int64_t>(row, 0, 0);
      item.number = number<std::int32_t>(row, 0, 1);
      item.amount = real(row, 0, 2);
      read_text(row, 0, 3, item.label);
      sum += item.number;
    });
    return sum;
  }

  void insert(std::vector<Item>& items) override {
    run("BEGIN");
    reserve_ids(items);
    copy(items);
    run("COMMIT");
  }

  void update(std::span<const Item> items) override {
    static constexpr std::size_t together = 1000;
    run("BEGIN");
    for (; !items.empty(); items = items.subspan(std::min(together, items.size())))
      update_some(items.first(std::min(together, items.size())));
    run("COMMIT");
  }

  void update_one_by_one(std::span<const Item> items) override {
    run("BEGIN");
    for (const Item& item : items) {
      Values values;
      values.add(item.number);
      values.add(bits(item.amount));
      values.add(item.label);
      values.add(item.id);
      execute(update_one_, values);
    }
    run("COMMIT");
  }

  std::vector<Parent> families() override {
    Assembly families;
    const ResultPtr found = execute(parents_, {});
    for (int row = 0; row < PQntuples(found.get()); ++row) {
      Parent& parent = families.add_parent(number<std::int64_t>(found.get(), row, 0));
      read_text(found.get(), row, 1, parent.name);
    }
    each_row(children_, {}, [&](const PGresult* row) {
      Child& child = families.add_child(number<std::int64_t>(row, 0, 0), number<std::int64_t>(row, 0, 1));
      read_text(row, 0, 2, child.title);
    });
    each_row(grandchildren_, {}, [&](const PGresult* row) {
      Grandchild& last =
          families.add_grandchild(number<std::int64_t>(row, 0, 0), number<std::int64_t>(row, 0, 1));
      read_text(row, 0, 2, last.text);
    });
    return families.take();
  }

  std::vector<Item> search(const Search& search) override {
    Values values;
    values.add(*search.id_from);
    values.add(*search.id_to);
    values.add(*search.number_from);
    values.add(*search.number_to);
    values.add(bits(*search.amount_from));
    values.add(bits(*search.amount_to));
    values.add(*search.label_from);
    values.add(*search.note);
    return read_all(execute(search_, values));
  }

 private:
  [[noreturn]] void fail() const {
    std::fprintf(stderr, "raw PostgreSQL: %s\n", PQerrorMessage(server_));
    std::exit(1);
  }
  void check(const ResultPtr& result) const {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) fail();
  }
  void prepare(Statement& statement) {
    if (statement.prepared) return;
    check(ResultPtr(PQprepare(server_, statement.name, statement.sql,
                              static_cast<int>(statement.types.size()), statement.types.data())));
    statement.prepared = true;
  }
  ResultPtr execute(Statement& statement, const Values& values) {
    prepare(statement);
    ResultPtr result(PQexecPrepared(server_, statement.name, values.count(), values.values(), values.sizes(),
                                    Values::formats(), 1));
    check(result);
    return result;
  }
  /// Takes the rows while the server still makes them.
  template <class Take> void each_row(Statement& statement, const Values& values, Take take) {
    prepare(statement);
    if (PQsendQueryPrepared(server_, statement.name, values.count(), values.values(), values.sizes(),
                            Values::formats(), 1) == 0)
      fail();
    PQsetSingleRowMode(server_);
    while (const ResultPtr row{PQgetResult(server_)}) {
      if (PQresultStatus(row.get()) == PGRES_SINGLE_TUPLE) {
        take(row.get());
      } else {
        check(row);
      }
    }
  }

  template <class T> static T number(const PGresult* result, int row, int column) {
    return read_number<T>(PQgetvalue(result, row, column));
  }
  static double real(const PGresult* result, int row, int column) {
    return std::bit_cast<double>(number<std::uint64_t>(result, row, column));
  }
  static void read_text(const PGresult* result, int row, int column, std::string& text) {
    text.assign(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
  }
  template <class Row> static void read_numbers(const PGresult* result, int row, Row& item) {
    item.id = number<std::int64_t>(result, row, 0);
    item.number = number<std::int32_t>(result, row, 1);
    item.amount = real(result, row, 2);
    item.moment = read_moment(PQgetvalue(result, row, 4));
  }
  static void read(const PGresult* result, int row, Item& item) {
    read_numbers(result, row, item);
    read_text(result, row, 3, item.label);
    if (PQgetisnull(result, row, 5)) {
      item.note.reset();
    } else {
      read_text(result, row, 5, item.note.emplace());
    }
  }
  static void read(const PGresult* result, ItemViews& items) {
    ItemView& item = items.rows.emplace_back();
    read_numbers(result, 0, item);
    item.label = items.keep(PQgetvalue(result, 0, 3), static_cast<std::size_t>(PQgetlength(result, 0, 3)));
    if (PQgetisnull(result, 0, 5)) return;
    item.note = items.keep(PQgetvalue(result, 0, 5), static_cast<std::size_t>(PQgetlength(result, 0, 5)));
  }
  static std::vector<Item> read_all(const ResultPtr& result) {
    std::vector<Item> items(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row)
      read(result.get(), row, items[static_cast<std::size_t>(row)]);
    return items;
  }

  /// Draws the ids from the sequence, by one statement and as one array.
  void reserve_ids(std::vector<Item>& items) {
    Values values;
    values.add(static_cast<std::int64_t>(items.size()));
    const ResultPtr result = execute(reserve_, values);
    const char* at = PQgetvalue(result.get(), 0, 0) + 20;  // behind the array's head
    for (Item& item : items) {
      item.id = read_number<std::int64_t>(at + 4);
      at += 12;
    }
  }
  void copy(const std::vector<Item>& items) {
    static constexpr std::size_t together = 64 * 1024;
    run("COPY item (" ITEM_COLUMNS ") FROM STDIN (FORMAT binary)");
    std::string data("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    for (const Item& item : items) {
      put_number(data, std::int16_t{6});
      put_field(data, item.id);
      put_field(data, item.number);
      put_field(data, bits(item.amount));
      put_text(data, item.label);
      put_field(data, wire_moment(item.moment));
      if (item.note) {
        put_text(data, *item.note);
      } else {
        put_number(data, std::int32_t{-1});
      }
      if (data.size() < together) continue;
      PQputCopyData(server_, data.data(), static_cast<int>(data.size()));
      data.clear();
    }
    put_number(data, std::int16_t{-1});
    PQputCopyData(server_, data.data(), static_cast<int>(data.size()));
    PQputCopyEnd(server_, nullptr);
    while (const ResultPtr result{PQgetResult(server_)}) check(result);
  }
  void update_some(std::span<const Item> items) {
    for (WireArray* array : {&ids_, &numbers_, &amounts_, &labels_}) array->clear();
    for (const Item& item : items) {
      ids_.add(item.id);
      numbers_.add(item.number);
      amounts_.add(bits(item.amount));
      labels_.add(item.label);
    }
    Values values;
    for (WireArray* array : {&ids_, &numbers_, &amounts_, &labels_}) values.add(array->data(), array->size());
    execute(update_, values);
  }

  PGconn* server_ = nullptr;
  WireArray ids_{int8_type}, numbers_{int4_type}, amounts_{float8_type}, labels_{varchar_type};
  Statement point_{"point", "SELECT " ITEM_COLUMNS " FROM item WHERE id = $1", {int8_type}},
      all_{"all", "SELECT " ITEM_COLUMNS " FROM item"},
      by_keys_{"by_keys", "SELECT " ITEM_COLUMNS " FROM item WHERE id = ANY ($1)", {int8_array_type}},
      stream_{"stream",
              "SELECT n, (n % 1000)::int, (n * 0.5::float8), 'label of the row'::text "
              "FROM generate_series(1::bigint, $1) AS made (n)",
              {int8_type}},
      reserve_{"reserve",
               "SELECT array_agg(nextval('item_id_seq')) FROM generate_series(1::bigint, $1)",
               {int8_type}},
      update_{"update",
              "UPDATE item SET number = n.number, amount = n.amount, label = n.label "
              "FROM unnest((SELECT $1), (SELECT $2), (SELECT $3), (SELECT $4)) AS n (id, number, amount, "
              "label) WHERE item.id = n.id",
              {int8_array_type, int4_array_type, float8_array_type, varchar_array_type}},
      update_one_{"update_one",
                  "UPDATE item SET number = $1, amount = $2, label = $3 WHERE id = $4",
                  {int4_type, float8_type, varchar_type, int8_type}},
      parents_{"parents", "SELECT id, name FROM author"},
      children_{"children", "SELECT id, author_id, title FROM book"},
      grandchildren_{"grandchildren", "SELECT id, book_id, text FROM review"},
      search_{
          "search",
          "SELECT " ITEM_COLUMNS
          " FROM item WHERE id >= $1 AND id <= $2 AND number >= $3 "
          "AND number <= $4 AND amount >= $5 AND amount <= $6 AND label >= $7 AND note = $8",
          {int8_type, int8_type, int4_type, int4_type, float8_type, float8_type, varchar_type, varchar_type}};
};

}  // namespace

std::unique_ptr<Raw> raw_postgresql(const Url& url) { return std::make_unique<RawPostgresql>(url); }

}  // namespace bindery::bench
