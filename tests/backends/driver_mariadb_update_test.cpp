// The MariaDB driver: many rows updated at once.
#include <bindery/core/value.hpp>

#include <cmath>
#include <limits>

#include "driver_mariadb_kit.hpp"
#include "driver_update_kit.hpp"

namespace bindery::mariadb_test {

using namespace std::chrono_literals;

namespace {

struct Changes : test::Changes {
  using test::Changes::Changes;
  drivers::UpdateRows request(const Table& table, Deadline limit = {}) const {
    return test::Changes::request(table, sql, limit);
  }
  static constexpr std::string_view sql = "UPDATE things SET name = ?, score = ? WHERE id = ?";
};

class MariadbUpdates : public MariadbTest {
 protected:
  void make(std::size_t count, std::string_view key = "PRIMARY KEY (id)") {
    db().run(fmt::format(
        "CREATE OR REPLACE TABLE things (id BIGINT NOT NULL, name VARCHAR(20), score DOUBLE CHECK (score < "
        "1e6), {}); INSERT INTO things SELECT seq, 'old', 0.5 FROM seq_1_to_{}",
        key, count));
  }
  std::string old_ones() { return one("SELECT COUNT(*) FROM things WHERE name = 'old'"); }
  std::string good_ones() {
    return one(
        "SELECT COUNT(*) FROM things WHERE name = CONCAT('name ', id - 1) AND score <=> IF((id - 1) % 3 <> "
        "0, "
        "id - 1, NULL)");
  }
  std::int64_t update(const Changes& changes, Deadline limit = {}) {
    return db().update_rows(changes.request(things, limit));
  }
  const Table things{"things",
                     {Column{"id", BigInteger{}, primary_key}, Column{"name", String{20}, nullable},
                      Column{"score", Double{}, nullable}}};
};

}  // namespace

TEST_F(MariadbUpdates, any_number_of_rows) {
  for (const std::size_t size : {1u, 2u, 249u, 250u, 251u, 1000u, 5'432u}) {
    make(size + 1);
    EXPECT_EQ(update(Changes(size)), static_cast<std::int64_t>(size));
    EXPECT_EQ(old_ones(), "1");
    EXPECT_EQ(good_ones(), std::to_string(size));
    EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  }
}

TEST_F(MariadbUpdates, count_the_rows_that_there_are_changed_or_not) {
  make(1'500);
  EXPECT_EQ(update(Changes(2'000, 1'000)), 501);
  EXPECT_EQ(update(Changes(2'000, 1'000)), 501);
  EXPECT_EQ(update(Changes(600, 5'000)), 0);
  EXPECT_EQ(old_ones(), "999");
}

TEST_F(MariadbUpdates, take_part_in_an_open_transaction) {
  make(1'200);
  db().begin({}, {});
  EXPECT_EQ(update(Changes(1'200)), 1'200);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().rollback({});
  EXPECT_EQ(old_ones(), "1200");
}

TEST_F(MariadbUpdates, all_or_none) {
  make(3'000);
  Changes changes(3'000);
  changes.cells[1'600 * 3 + 1] = Cell::of_real(1e7);
  const auto error = error_of<CheckViolation>([&] { update(changes); });
  EXPECT_TRUE(error.message().starts_with("among rows 1501 to 1750: ")) << error.what();
  EXPECT_EQ(error.details().bind, "bind 'test'");
  EXPECT_EQ(error.details().sql, Changes::sql);
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_EQ(old_ones(), "3000");
  db().begin({}, {});
  change(db(), "DELETE FROM things WHERE id > 2990");
  EXPECT_THROW(update(changes), CheckViolation);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().commit({});
  EXPECT_EQ(old_ones(), "2990");
}

TEST_F(MariadbUpdates, misfits_are_told_by_row) {
  make(600);
  for (const std::size_t row : {300u, 555u}) {
    Changes changes(600);
    changes.cells[row * 3 + 1] = Cell::of_real(NAN);
    const auto error = error_of<DataError>([&] { update(changes); });
    EXPECT_TRUE(
        error.message().starts_with(row == 300 ? "among rows 251 to 500: " : "parameter 2: row 556: "))
        << error.what();
    EXPECT_EQ(old_ones(), "600");
  }
  Changes changes(600);
  changes.cells[300 * 3] = text("more than the twenty letters that a name may have");
  EXPECT_EQ(error_of<DataError>([&] { update(changes); }).details().column, "name");
  EXPECT_EQ(old_ones(), "600");
}

TEST_F(MariadbUpdates, a_deadline_stops_them_all) {
  make(1'000);
  const auto other = connect();
  other->begin({}, {});
  change(*other, "UPDATE things SET score = 1 WHERE id = 700");
  EXPECT_THROW(update(Changes(1'000), deadline(200ms)), Timeout);
  other->rollback({});
  EXPECT_EQ(old_ones(), "1000");
  EXPECT_EQ(update(Changes(1'000)), 1'000);
}

TEST_F(MariadbUpdates, without_a_primary_key_and_with_texts_larger_than_a_packet) {
  make(1'000, "UNIQUE (id)");
  EXPECT_EQ(update(Changes(1'000)), 1'000);
  EXPECT_EQ(good_ones(), "1000");
  make(300);
  db().run("ALTER TABLE things MODIFY name LONGTEXT");
  Changes changes(300);
  const std::string large(100'000, 'x');
  for (std::size_t row = 0; row < 300; ++row) changes.cells[row * 3] = text(large);
  EXPECT_EQ(update(changes), 300);
  EXPECT_EQ(one("SELECT COUNT(*) FROM things WHERE LENGTH(name) = 100000"), "300");
}

TEST_F(MariadbUpdates, a_user_who_may_not_read_the_columns) {
  make(600);
  const std::string user = fmt::format("writer_{}", ::getpid());
  admin().run(
      fmt::format("CREATE OR REPLACE USER {0} IDENTIFIED BY 'pw'; GRANT SELECT (id), UPDATE ON {1}.things "
                  "TO {0}",
                  user, database()));
  auto url = Url::parse(fmt::format("mariadb://{}:pw@localhost/{}", user, database()));
  const auto writer = open(options_for(url.with_host(socket_url().hosts()[0].name)));
  EXPECT_EQ(writer->update_rows(Changes(600).request(things)), 600);
  admin().run(fmt::format("DROP USER {}", user));
  EXPECT_EQ(good_ones(), "600");
}

TEST_F(MariadbUpdates, rows_may_take_unique_values_that_others_give_up) {
  db().run(
      "CREATE TABLE places (id INT PRIMARY KEY, place INT UNIQUE); "
      "INSERT INTO places SELECT seq, seq FROM seq_1_to_1000");
  const Table places("places", {Column{"id", Integer{}, primary_key}, Column{"place", Integer{}, unique}});
  std::vector<Cell> cells;
  for (std::int64_t id = 1000; id >= 1; --id) {
    cells.push_back(number(id + 1));
    cells.push_back(number(id));
  }
  const std::vector<std::size_t> columns{1}, keys{0};
  EXPECT_EQ(db().update_rows({.table = places,
                              .columns = columns,
                              .keys = keys,
                              .cells = cells,
                              .sql = "UPDATE places SET place = ? WHERE id = ?"}),
            1'000);
  EXPECT_EQ(one("SELECT COUNT(*) FROM places WHERE place = id + 1"), "1000");
}

TEST_F(MariadbUpdates, a_version_is_set_and_compared) {
  db().run(
      "CREATE TABLE `od``d` (`the id` VARCHAR(10), part INT, version INT, PRIMARY KEY (`the id`, part)); "
      "INSERT INTO `od``d` SELECT CONCAT('k', seq), 7, seq % 2 FROM seq_1_to_1000");
  const Table odd("od`d", {Column{"the id", String{10}, primary_key}, Column{"part", Integer{}, primary_key},
                           Column{"version", Integer{}}});
  std::vector<std::string> ids;
  std::vector<Cell> cells;
  for (int i = 1; i <= 1'000; ++i) ids.push_back(fmt::format("k{}", i));
  for (const std::string& id : ids) {
    for (const Cell& cell : {number(10), text(id), number(7), number(1)}) cells.push_back(cell);
  }
  const std::vector<std::size_t> columns{2}, keys{0, 1, 2};
  EXPECT_EQ(db().update_rows(
                {.table = odd,
                 .columns = columns,
                 .keys = keys,
                 .cells = cells,
                 .sql = "UPDATE `od``d` SET version = ? WHERE `the id` = ? AND part = ? AND version = ?"}),
            500);
  EXPECT_EQ(one("SELECT SUM(version) FROM `od``d`"), "5000e-0");
}

TEST_F(MariadbUpdates, all_types_become_what_single_updates_make_of_them) {
  const std::vector<std::pair<std::string, std::vector<Cell>>> types{
      {"BOOLEAN", {Cell::of_boolean(true), Cell::of_boolean(false)}},
      {"TINYINT", {number(-128), number(127)}},
      {"INT UNSIGNED", {number(0), Cell::of_unsigned(4294967295)}},
      {"BIGINT", {number(INT64_MIN), number(INT64_MAX)}},
      {"BIGINT UNSIGNED", {Cell::of_unsigned(UINT64_MAX), Cell::of_unsigned(1)}},
      {"FLOAT", {Cell::of_real(0.1), Cell::of_real(1e30)}},
      {"DOUBLE", {Cell::of_real(0.1), Cell::of_real(1e300)}},
      {"VARCHAR(40)", {text(""), text("\xF0\x9F\x98\x80 and \\ ' \"")}},
      {"LONGTEXT", {text("a"), text("much longer than the one before")}},
      {"LONGBLOB", {Cell::of_text({"a\0\xff", 3}, ValueKind::bytes), Cell::of_text("", ValueKind::bytes)}},
      {"DATE", {Cell::of_integer(-1, ValueKind::date), Cell::of_integer(20'000, ValueKind::date)}},
      {"TIME(6)", {Cell::of_integer(1, ValueKind::time), Cell::of_integer(86'399'999'999, ValueKind::time)}},
      {"DATETIME(6)",
       {Cell::of_integer(-1, ValueKind::timestamp),
        Cell::of_integer(1'700'000'000'123'456, ValueKind::timestamp)}},
      {"DECIMAL(65, 18)", {Cell::of_decimal(15, 0, 1), Cell::of_decimal(UINT64_MAX, 1'000'000, 18)}},
      {"DECIMAL(10, 2)", {Cell::of_decimal(12'345, 0, 4), Cell::of_decimal(99'999'999, 0, 0)}},
      {"UUID", {text("00000000-0000-0000-0000-000000000001"), text("ffffffff-ffff-ffff-ffff-ffffffffffff")}},
      {"JSON", {text("{}"), text("[1, \"two\"]")}}};
  for (const auto& [type, values] : types) {
    SCOPED_TRACE(type);
    db().run(
        fmt::format("CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, a {0}, b {0}); "
                    "INSERT INTO t (id) SELECT seq FROM seq_1_to_500",
                    type));
    const Table table("t", {Column{"id", Integer{}, primary_key}, Column{"a", Text{}, nullable},
                            Column{"b", Text{}, nullable}});
    std::vector<Cell> cells;
    const auto value = [&](std::int64_t id) {
      return id % 3 == 0 ? Cell::null() : values[static_cast<std::size_t>(id % 3 - 1)];
    };
    for (std::int64_t id = 1; id <= 500; ++id) {
      cells.push_back(value(id));
      cells.push_back(number(id));
    }
    const std::vector<std::size_t> columns{1}, keys{0};
    EXPECT_EQ(db().update_rows({.table = table,
                                .columns = columns,
                                .keys = keys,
                                .cells = cells,
                                .sql = "UPDATE t SET a = ? WHERE id = ?"}),
              500);
    for (std::int64_t id = 1; id <= 500; ++id)
      change(db(), "UPDATE t SET b = ? WHERE id = ?", {value(id), number(id)});
    EXPECT_EQ(one("SELECT COUNT(*) FROM t WHERE a <=> b"), "500");
    EXPECT_EQ(one("SELECT COUNT(a) FROM t"), "334");
  }
}

}  // namespace bindery::mariadb_test
