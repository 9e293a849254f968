// SOCI at the tasks: statements prepared once, rows and batches through vectors, as its manual advises.
#include <soci/mysql/soci-mysql.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fmt/format.h>

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

/// One item as SOCI reads it: times as std::tm, NULL by indicator.
struct Row {
  long long id = 0;
  int number = 0;
  double amount = 0;
  std::string label{};
  std::tm moment{};
  std::string note{};
  soci::indicator has_note = soci::i_null;
};

class Soci {
 public:
  Soci(const Url& url, const std::string& sqlite_file)
      : session_(factory(url.backend()), connection_text(url)), point_(session_) {
    if (url.backend() == Backend::sqlite) copy_rows(sqlite_file);
    point_.exchange(soci::use(key_));
    into(point_, row_);
    point_.alloc();
    point_.prepare("SELECT id, number, amount, label, moment, note FROM item WHERE id = :id");
    point_.define_and_bind();
  }

  const Row& point(long long id) {
    key_ = id;
    point_.execute(true);
    return row_;
  }

  std::size_t all() {
    constexpr std::size_t batch = 1000;
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
  /// SOCI's own database in memory gets the rows of the file.
  void copy_rows(const std::string& file) {
    session_ << "CREATE TABLE item (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, amount REAL NOT NULL, "
                "label TEXT NOT NULL, moment TEXT NOT NULL, note TEXT)";
    session_ << fmt::format("ATTACH '{}' AS rows", file);
    session_ << "INSERT INTO item SELECT id, number, amount, label, moment, note FROM rows.item";
    session_ << "DETACH rows";
  }

  static void into(soci::statement& statement, Row& row) {
    statement.exchange(soci::into(row.id));
    statement.exchange(soci::into(row.number));
    statement.exchange(soci::into(row.amount));
    statement.exchange(soci::into(row.label));
    statement.exchange(soci::into(row.moment));
    statement.exchange(soci::into(row.note, row.has_note));
  }

  soci::session session_;
  long long key_ = 0;
  Row row_;
  soci::statement point_;
};

}  // namespace

std::vector<Rival> soci_rival(const Url& url, const std::string& sqlite_file) {
  const auto soci = std::make_shared<Soci>(url, sqlite_file);
  const auto keys = make_keys(1000);
  return {{"point_select",
           {"SOCI", keys.size(),
            [soci, keys] {
              for (const std::int64_t key : keys) keep(soci->point(key));
            }},
           "prepared once"},
          {"select_all", {"SOCI", item_count, [soci] { keep(soci->all()); }}, "vectors of 1,000 rows"}};
}

}  // namespace bindery::bench
