// SOCI at the tasks: statements prepared once, rows and batches through vectors, as its manual advises.
#include <soci/mysql/soci-mysql.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <span>

#include "harness/measure.hpp"
#include "rivals/cpp/rivals.hpp"

namespace bindery::bench {

namespace {

std::string connection_text(const Url& url) {
  if (url.backend() == Backend::sqlite) return ":memory:";
  const Host& host = url.hosts().front();
  const bool mariadb = url.backend() == Backend::mariadb;
  std::string text = fmt::format("dbname={} user={}", url.database(), url.user());
  if (!url.password().empty()) text += fmt::format(" password={}", url.password().reveal());
  return text + fmt::format(" {}={}", mariadb ? "unix_socket" : "host", host.name) +
         (host.port != 0 ? fmt::format(" port={}", host.port) : "");
}

const soci::backend_factory& factory(Backend backend) {
  if (backend == Backend::sqlite) return *soci::factory_sqlite3();
  if (backend == Backend::postgresql) return *soci::factory_postgresql();
  return *soci::factory_mysql();
}

/// Where the rivals insert: `item` keeps its rows and keys.
const char* table_for_inserts(Backend backend) {
  return backend == Backend::postgresql ? "CREATE TABLE item_of_rivals (LIKE item INCLUDING ALL)"
                                        : "CREATE TABLE item_of_rivals LIKE item";
}

/// One item as SOCI reads it: times as std::tm, without fractions of a second, NULL by indicator.
struct Row {
  long long id = 0;
  int number = 0;
  double amount = 0;
  std::string label{};
  std::tm moment{};
  std::string note{};
  soci::indicator has_note = soci::i_null;
};

/// What SOCI sends at once, column by column.
struct Columns {
  std::vector<long long> ids;
  std::vector<int> numbers;
  std::vector<double> amounts;
  std::vector<std::string> labels, notes;
  std::vector<std::tm> moments;
  std::vector<soci::indicator> has_note;

  void fill(std::span<const Item> items) {
    *this = {};
    for (const Item& item : items) {
      ids.push_back(item.id);
      numbers.push_back(item.number);
      amounts.push_back(item.amount);
      labels.push_back(item.label);
      notes.push_back(item.note.value_or(""));
      has_note.push_back(item.note ? soci::i_ok : soci::i_null);
      const auto seconds = static_cast<std::time_t>(
          std::chrono::floor<std::chrono::seconds>(item.moment).time_since_epoch().count());
      ::gmtime_r(&seconds, &moments.emplace_back());
    }
  }
};

class Soci {
 public:
  Soci(const Url& url, const std::string& sqlite_file)
      : sqlite_(url.backend() == Backend::sqlite), session_(factory(url.backend()), connection_text(url)),
        point_(session_) {
    if (sqlite_) {
      copy_tables(sqlite_file);
    } else {
      session_ << "DROP TABLE IF EXISTS item_of_rivals";
      session_ << table_for_inserts(url.backend());
    }
    point_.exchange(soci::use(key_));
    into(point_, row_);
    point_.alloc();
    point_.prepare("SELECT id, number, amount, label, moment, note FROM item WHERE id = :id");
    point_.define_and_bind();
  }
  ~Soci() {
    if (!sqlite_) session_ << "DROP TABLE item_of_rivals";
  }
  Soci(const Soci&) = delete;

  const Row& point(long long id) {
    key_ = id;
    point_.execute(true);
    return row_;
  }

  /// SOCI sends no lists: the keys stand in the statement.
  std::size_t by_keys(const std::vector<std::int64_t>& keys) {
    Row row;
    soci::statement statement(session_);
    into(statement, row);
    statement.alloc();
    statement.prepare(fmt::format("SELECT id, number, amount, label, moment, note FROM item WHERE id IN ({})",
                                  fmt::join(keys, ",")));
    statement.define_and_bind();
    statement.execute();
    std::vector<Row> rows;
    while (statement.fetch()) rows.push_back(row);
    return rows.size();
  }

  /// As the suite does it: servers keep deleted rows for a while.
  void empty() { session_ << (sqlite_ ? "DELETE FROM item_of_rivals" : "TRUNCATE TABLE item_of_rivals"); }

  void insert(const std::vector<Item>& items) {
    send(items,
         "INSERT INTO item_of_rivals (number, amount, label, moment, note) VALUES (:number, :amount, :label, "
         ":moment, :note)",
         [](soci::statement& statement, Columns& columns) {
           statement.exchange(soci::use(columns.numbers));
           statement.exchange(soci::use(columns.amounts));
           statement.exchange(soci::use(columns.labels));
           statement.exchange(soci::use(columns.moments));
           statement.exchange(soci::use(columns.notes, columns.has_note));
         });
  }

  void update(const std::vector<Item>& items) {
    send(items, "UPDATE item SET number = :number, amount = :amount, label = :label WHERE id = :id",
         [](soci::statement& statement, Columns& columns) {
           statement.exchange(soci::use(columns.numbers));
           statement.exchange(soci::use(columns.amounts));
           statement.exchange(soci::use(columns.labels));
           statement.exchange(soci::use(columns.ids));
         });
  }

  std::size_t all() {
    std::vector<long long> ids(batch);
    std::vector<int> numbers(batch);
    std::vector<double> amounts(batch);
    std::vector<std::string> labels(batch), notes(batch);
    std::vector<std::tm> moments(batch);
    std::vector<soci::indicator> has_note(batch);
    soci::statement statement =
        (session_.prepare << "SELECT id, number, amount, label, moment, note FROM item", soci::into(ids),
         soci::into(numbers), soci::into(amounts), soci::into(labels), soci::into(moments),
         soci::into(notes, has_note));
    statement.execute();
    std::vector<Row> rows;
    while (statement.fetch()) {
      for (std::size_t i = 0; i < ids.size(); ++i)
        rows.push_back({ids[i], numbers[i], amounts[i], std::move(labels[i]), moments[i], std::move(notes[i]),
                        has_note[i]});
      for (auto* texts : {&labels, &notes}) texts->resize(batch);
      ids.resize(batch);
      numbers.resize(batch);
      amounts.resize(batch);
      moments.resize(batch);
      has_note.resize(batch);
    }
    return rows.size();
  }

 private:
  static constexpr std::size_t batch = 1000;

  /// One transaction, a batch at a time.
  template <class Use> void send(const std::vector<Item>& items, const char* sql, Use use) {
    soci::transaction transaction(session_);
    Columns columns;
    columns.fill(std::span(items).first(std::min(batch, items.size())));
    soci::statement statement(session_);
    use(statement, columns);
    statement.alloc();
    statement.prepare(sql);
    statement.define_and_bind();
    for (std::size_t at = 0; at < items.size(); at += batch) {
      columns.fill(std::span(items).subspan(at, std::min(batch, items.size() - at)));
      statement.execute(true);
    }
    transaction.commit();
  }

  /// SOCI's own database in memory gets the tables and rows of the file.
  void copy_tables(const std::string& file) {
    session_ << fmt::format("ATTACH '{}' AS file", file);
    for (const char* table : {"item", "item_of_rivals"}) {
      std::string made;
      session_ << fmt::format("SELECT sql FROM file.sqlite_master WHERE name = '{}'", table),
          soci::into(made);
      session_ << made;
      session_ << fmt::format("INSERT INTO main.{0} SELECT * FROM file.{0}", table);
    }
    session_ << "DETACH file";
  }

  static void into(soci::statement& statement, Row& row) {
    statement.exchange(soci::into(row.id));
    statement.exchange(soci::into(row.number));
    statement.exchange(soci::into(row.amount));
    statement.exchange(soci::into(row.label));
    statement.exchange(soci::into(row.moment));
    statement.exchange(soci::into(row.note, row.has_note));
  }

  bool sqlite_;
  soci::session session_;
  long long key_ = 0;
  Row row_;
  soci::statement point_;
};

}  // namespace

std::vector<Rival> soci_rival(const Url& url, const std::string& sqlite_file) {
  const auto soci = std::make_shared<Soci>(url, sqlite_file);
  const auto keys = make_keys(1000);
  const auto items = std::make_shared<std::vector<Item>>(make_items());
  for (std::size_t i = 0; i < items->size(); ++i) (*items)[i].id = static_cast<std::int64_t>(i + 1);
  return {{"point_select",
           {"SOCI", keys.size(),
            [soci, keys] {
              for (const std::int64_t key : keys) keep(soci->point(key));
            }},
           "prepared once, times in seconds"},
          {"select_all",
           {"SOCI", item_count, [soci] { keep(soci->all()); }},
           "vectors of 1,000 rows, times in seconds"},
          {"keys_1000",
           {"SOCI", keys.size(), [soci, keys] { keep(soci->by_keys(keys)); }},
           "IN, the keys in the text, times in seconds"},
          {"insert_objects",
           {"SOCI", item_count, [soci, items] { soci->insert(*items); }, [soci] { soci->empty(); }},
           "vectors of 1,000 rows, times in seconds, keys not read back"},
          {"update_objects",
           {"SOCI", item_count, [soci, items] { soci->update(*items); },
            [items] {
              for (Item& item : *items) item.number = (item.number + 1) % 1'000'000;
            }},
           "vectors of 1,000 rows"}};
}

}  // namespace bindery::bench
