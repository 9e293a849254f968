// The MariaDB driver: many rows at once.
#include <bindery/core/value.hpp>

#include <deque>
#include <numeric>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

namespace {

class MariadbBatch : public MariadbTest {
 protected:
  /// Cells of rows (i, "name i" or NULL for each tenth).
  std::vector<Cell> numbered(int first, int count) {
    std::vector<Cell> cells;
    for (int i = first; i < first + count; ++i) {
      cells.push_back(number(i));
      cells.push_back(i % 10 == 0 ? Cell::null() : text(names_.emplace_back(fmt::format("name {}", i))));
    }
    return cells;
  }
  const Table things{"things",
                     {Column{"id", BigInteger{}, primary_key}, Column{"n", Integer{}, unique},
                      Column{"name", String{40}, nullable}}};
  const std::vector<std::size_t> n_and_name{1, 2};

  void make_things() {
    db().run("CREATE TABLE things (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT UNIQUE, name VARCHAR(40))");
  }
  std::vector<std::int64_t> insert(std::span<const Cell> cells, bool keys) {
    return db().insert_rows(
        {things, n_and_name, cells, keys ? std::optional<std::size_t>(0) : std::nullopt, {}});
  }

 private:
  std::deque<std::string> names_;
};

}  // namespace

TEST_F(MariadbBatch, inserts_none_one_and_many_rows) {
  make_things();
  EXPECT_TRUE(insert({}, true).empty());
  EXPECT_TRUE(insert(numbered(1, 1), false).empty());
  EXPECT_EQ(insert(numbered(2, 1), true), std::vector<std::int64_t>{2});
  insert(numbered(3, 10'000), false);
  EXPECT_EQ(one("SELECT COUNT(*), SUM(n), SUM(name IS NULL), COUNT(DISTINCT name) FROM things"),
            "10002|50025003e-0|1000e-0|9002");
  EXPECT_EQ(one("SELECT COUNT(*) FROM things WHERE name <> CONCAT('name ', n)"), "0");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
}

TEST_F(MariadbBatch, returns_the_keys_in_the_order_of_the_rows) {
  make_things();
  auto cells = numbered(0, 10'000);
  // Against the order of every index.
  for (std::size_t i = 0; i < cells.size(); i += 2) cells[i].integer = (cells[i].integer * 7919) % 10'007;
  const auto keys = insert(cells, true);
  ASSERT_EQ(keys.size(), 10'000u);
  const auto rows = query(db(), "SELECT id, n FROM things ORDER BY id");
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < keys.size(); ++i)
    expected.push_back(fmt::format("{}|{}", keys[i], cells[2 * i].integer));
  EXPECT_EQ(rows, expected);
}

TEST_F(MariadbBatch, all_or_none) {
  make_things();
  insert(numbered(9'999, 1), false);
  const auto error = error_of<UniqueViolation>([&] { insert(numbered(0, 10'000), true); });
  EXPECT_EQ(error.details().constraint, "n");
  EXPECT_EQ(one("SELECT COUNT(*) FROM things"), "1");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
}

TEST_F(MariadbBatch, all_or_none_inside_a_transaction_which_lives_on) {
  make_things();
  db().begin({}, {});
  insert(numbered(9'999, 1), false);
  EXPECT_THROW(insert(numbered(0, 10'000), false), UniqueViolation);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  insert(numbered(0, 5), false);
  db().commit({});
  EXPECT_EQ(one("SELECT COUNT(*) FROM things"), "6");
}

TEST_F(MariadbBatch, all_types_and_null) {
  db().run(
      "CREATE TABLE every (a BOOLEAN, b BIGINT, c BIGINT UNSIGNED, d DOUBLE, e LONGTEXT, f LONGBLOB, g DATE, "
      "h TIME(6),"
      " i DATETIME(6), j DATETIME(6), k BIGINT, l DECIMAL(20,4), m UUID, n JSON)");
  std::vector<Column> columns;
  for (char name = 'a'; name <= 'n'; ++name)
    columns.push_back(Column{std::string(1, name), Text{}, nullable});
  const Table every("every", columns);
  std::vector<std::size_t> positions(14);
  std::iota(positions.begin(), positions.end(), 0u);
  const std::string uuid = "0123456789abcdef";
  const std::vector<Cell> row{Cell::of_boolean(true),
                              number(INT64_MIN),
                              Cell::of_unsigned(UINT64_MAX),
                              Cell::of_real(-0.1),
                              text("\xC3\xA9"),
                              Cell::of_text(std::string_view("\0\xFF", 2), ValueKind::bytes),
                              Cell::of_integer(-1, ValueKind::date),
                              Cell::of_integer(86'399'999'999, ValueKind::time),
                              Cell::of_integer(1, ValueKind::timestamp),
                              Cell::of_integer(-1, ValueKind::timestamp_tz),
                              Cell::of_integer(5, ValueKind::interval),
                              Decimal("1.5000").to_cell(),
                              Cell::of_text(uuid, ValueKind::uuid),
                              Cell::of_text("[1]", ValueKind::json)};
  std::vector<Cell> cells;
  for (int i = 0; i < 30; ++i) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      cells.push_back((static_cast<std::size_t>(i) + column) % 3 == 0 ? Cell::null() : row[column]);
    }
  }
  cells.insert(cells.end(), row.size(), Cell::null());
  db().insert_rows({every, positions, cells, {}, {}});
  EXPECT_EQ(one("SELECT COUNT(*), COUNT(a), COUNT(n) FROM every"), "31|20|20");
  EXPECT_EQ(one("SELECT MAX(a), MIN(b), MAX(c), MIN(d), MAX(e), MAX(HEX(f)), MAX(CAST(g AS CHAR)), "
                "MAX(CAST(h AS CHAR)),"
                " MAX(CAST(i AS CHAR)), MAX(CAST(j AS CHAR)), MAX(k), MAX(l), MAX(CAST(m AS CHAR)), MAX(n) "
                "FROM every"),
            "1|-9223372036854775808|18446744073709551615u|-0.1|\xC3\xA9|00FF|1969-12-31|23:59:59.999999|"
            "1970-01-01 00:00:00.000001|1969-12-31 "
            "23:59:59.999999|5|15000e-4|30313233-3435-3637-3839-616263646566|[1]");
}

TEST_F(MariadbBatch, kinds_may_be_mixed_in_one_column) {
  db().run("CREATE TABLE mixed (x VARCHAR(40), y BIGINT UNSIGNED)");
  const std::vector<Cell> cells{
      number(7),    Cell::of_unsigned(UINT64_MAX), text("seven"), number(5), Cell::of_real(1.5),
      Cell::null(), Decimal("2.50").to_cell(),     number(0)};
  EXPECT_EQ(db().execute_many("INSERT INTO mixed VALUES (?, ?)", cells, 2, {}), 4);
  EXPECT_EQ(query(db(), "SELECT * FROM mixed"),
            (std::vector<std::string>{"7|18446744073709551615u", "seven|5u", "1.5|NULL", "2.50|0u"}));
}

TEST_F(MariadbBatch, wrong_values_are_refused_by_row_before_anything_is_sent) {
  db().run("CREATE TABLE t (x DOUBLE)");
  std::vector<Cell> cells(3000, Cell::of_real(1));
  cells[2500] = Cell::of_real(std::numeric_limits<double>::infinity());
  const auto error =
      error_of<DataError>([&] { db().execute_many("INSERT INTO t VALUES (?)", cells, 1, {}); });
  EXPECT_NE(std::string(error.what()).find("row 2501"), std::string::npos);
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "0");
}

TEST_F(MariadbBatch, execute_many_sums_what_was_touched) {
  make_things();
  insert(numbered(0, 100), false);
  std::vector<Cell> cells;
  for (int i = 0; i < 50; ++i) cells.insert(cells.end(), {text("new"), number(i * 4)});
  EXPECT_EQ(db().execute_many("UPDATE things SET name = ? WHERE n = ?", cells, 2, {}), 25);
  EXPECT_EQ(one("SELECT COUNT(*) FROM things WHERE name = 'new'"), "25");
  const std::vector<Cell> gone{number(1), number(2), number(2), number(500)};
  EXPECT_EQ(db().execute_many("DELETE FROM things WHERE n = ?", gone, 1, {}), 2);
  EXPECT_EQ(db().execute_many("DELETE FROM things WHERE n = ?", {}, 1, {}), 0);
}

TEST_F(MariadbBatch, execute_many_again_does_not_send_old_values) {
  db().run("CREATE TABLE t (x INT, y VARCHAR(9))");
  for (int size : {5, 3, 4000, 1, 2}) {
    std::vector<Cell> cells;
    for (int i = 0; i < size; ++i) cells.insert(cells.end(), {number(size), text("abcdefghi")});
    EXPECT_EQ(db().execute_many("INSERT INTO t VALUES (?, ?)", cells, 2, {}), size);
    EXPECT_EQ(one("SELECT COUNT(*) FROM t WHERE x = ?", {number(size)}), std::to_string(size));
  }
}

TEST_F(MariadbBatch, chunks_stay_below_the_servers_packet_limit) {
  db().run("CREATE TABLE t (x LONGTEXT)");
  const std::string part(700'000, 'p');
  const std::vector<Cell> cells(60, text(part));
  EXPECT_EQ(db().execute_many("INSERT INTO t VALUES (?)", cells, 1, {}), 60);
  EXPECT_EQ(one("SELECT SUM(LENGTH(x)) FROM t"), fmt::format("{}e-0", 60 * part.size()));
}

TEST_F(MariadbBatch, statements_that_bulk_execution_does_not_take_run_one_by_one) {
  const std::vector<Cell> cells{number(1), number(2), number(3)};
  db().run("CREATE TABLE t (x INT); CREATE PROCEDURE add_one(v INT) INSERT INTO t VALUES (v)");
  db().execute_many("CALL add_one(?)", cells, 1, {});
  EXPECT_EQ(one("SELECT SUM(x) FROM t"), "6e-0");
}

TEST_F(MariadbBatch, names_are_quoted_and_schemas_respected) {
  db().run("CREATE TABLE `odd ``name` (`select` INT)");
  const Table odd("odd `name", {Column{"select", Integer{}}}, {.schema = database()});
  const std::vector<std::size_t> first{0};
  const std::vector<Cell> cells{number(1), number(2)};
  admin().insert_rows({odd, first, cells, {}, {}});
  EXPECT_EQ(one("SELECT COUNT(*) FROM `odd ``name`"), "2");
}

}  // namespace bindery::mariadb_test
