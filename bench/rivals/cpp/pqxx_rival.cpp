// libpqxx at the tasks: prepared statements outside of transactions, results fetched whole.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <pqxx/pqxx>

#include "rivals/cpp/rivals.hpp"

namespace bindery::bench {

namespace {

/// libpqxx hands times over as the server's text.
struct Row {
  std::int64_t id = 0;
  int number = 0;
  double amount = 0;
  std::string label{}, moment{};
  std::optional<std::string> note{};
};

std::optional<std::string> text_of(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return std::string(field.c_str(), field.size());
}

Row read(const pqxx::row& row) {
  return {row[0].as<std::int64_t>(),
          row[1].as<int>(),
          row[2].as<double>(),
          std::string(row[3].c_str(), row[3].size()),
          std::string(row[4].c_str(), row[4].size()),
          text_of(row[5])};
}

std::vector<Row> read_all(const pqxx::result& result) {
  std::vector<Row> rows;
  rows.reserve(result.size());
  for (const auto& row : result) rows.push_back(read(row));
  return rows;
}

std::string connection_text(const Url& url) {
  const Host& host = url.hosts().front();
  return fmt::format("host={} dbname={} user={} password={}{}", host.name, url.database(), url.user(),
                     url.password().reveal(), host.port != 0 ? fmt::format(" port={}", host.port) : "");
}

class Pqxx {
 public:
  explicit Pqxx(const Url& url) : connection_(connection_text(url)) {
    connection_.prepare("point", "SELECT id, number, amount, label, moment, note FROM item WHERE id = $1");
    connection_.prepare("all", "SELECT id, number, amount, label, moment, note FROM item");
    connection_.prepare(
        "keys", "SELECT id, number, amount, label, moment, note FROM item WHERE id = any($1::bigint[])");
    connection_.prepare("update", "UPDATE item SET number = $1, amount = $2, label = $3 WHERE id = $4");
    run("DROP TABLE IF EXISTS item_of_pqxx");
    run("CREATE TABLE item_of_pqxx (LIKE item INCLUDING ALL)");
  }
  ~Pqxx() { run("DROP TABLE item_of_pqxx"); }
  Pqxx(const Pqxx&) = delete;

  Row point(std::int64_t id) {
    pqxx::nontransaction work(connection_);
    return read(work.exec_prepared1("point", id));
  }
  std::vector<Row> all() {
    pqxx::nontransaction work(connection_);
    return read_all(work.exec_prepared("all"));
  }
  std::vector<Row> by_keys(const std::vector<std::int64_t>& ids) {
    pqxx::nontransaction work(connection_);
    return read_all(work.exec_prepared("keys", fmt::format("{{{}}}", fmt::join(ids, ","))));
  }
  void empty() { run("TRUNCATE TABLE item_of_pqxx"); }
  /// COPY; libpqxx takes times as text.
  void insert(const std::vector<Row>& rows) {
    pqxx::work work(connection_);
    pqxx::stream_to stream(work, "item_of_pqxx",
                           std::vector<std::string>{"number", "amount", "label", "moment", "note"});
    for (const Row& row : rows)
      stream << std::make_tuple(row.number, row.amount, row.label, row.moment, row.note);
    stream.complete();
    work.commit();
  }
  void update(const std::vector<Row>& rows) {
    pqxx::work work(connection_);
    for (const Row& row : rows) work.exec_prepared0("update", row.number, row.amount, row.label, row.id);
    work.commit();
  }

 private:
  void run(const char* sql) {
    pqxx::nontransaction work(connection_);
    work.exec0(sql);
  }

  pqxx::connection connection_;
};

}  // namespace

std::vector<Rival> pqxx_rival(const Url& url) {
  const auto pqxx = std::make_shared<Pqxx>(url);
  const auto keys = make_keys(1000);
  const auto rows = std::make_shared<std::vector<Row>>(pqxx->all());
  return {{"point_select",
           {"libpqxx", keys.size(),
            [pqxx, keys] {
              for (const std::int64_t key : keys) keep(pqxx->point(key));
            }},
           "prepared, nontransaction, times as text"},
          {"select_all",
           {"libpqxx", item_count, [pqxx] { keep(pqxx->all()); }},
           "prepared, whole result, times as text"},
          {"keys_1000",
           {"libpqxx", keys.size(), [pqxx, keys] { keep(pqxx->by_keys(keys)); }},
           "= any($1), prepared, times as text"},
          {"insert_objects",
           {"libpqxx", item_count, [pqxx, rows] { pqxx->insert(*rows); }, [pqxx] { pqxx->empty(); }},
           "stream_to (COPY), times as text, keys not read back"},
          {"update_objects",
           {"libpqxx", item_count, [pqxx, rows] { pqxx->update(*rows); },
            [rows] {
              for (Row& row : *rows) row.number = (row.number + 1) % 1'000'000;
            }},
           "prepared, row by row"}};
}

}  // namespace bindery::bench
