// SQLite's driver: many rows at once.
#include "driver_sqlite.hpp"

namespace bindery::sqlite_tests {
namespace {

// ---- batches --------------------------------------------------------------------------------------------------

Table things() {
  return Table("thing", {Column{"id", BigInteger{}, primary_key}, Column{"code", Integer{}, unique},
                         Column{"label", Text{}, nullable}, Column{"price", Numeric{10, 2}, nullable},
                         Column{"raw", Binary{}, nullable}, Column{"at", Timestamp{}, nullable}});
}
constexpr std::string_view things_sql =
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, code INTEGER UNIQUE, label TEXT, price TEXT COLLATE decimal, "
    "raw BLOB,"
    " at TIMESTAMP)";
constexpr std::size_t all_but_id[] = {1, 2, 3, 4, 5};

/// Cells of `count` rows with codes from `first`; every third row has NULLs.
std::vector<Cell> thing_cells(std::int64_t first, std::int64_t count) {
  static const std::byte raw[] = {std::byte{0}, std::byte{7}};
  std::vector<Cell> cells;
  for (std::int64_t i = first; i < first + count; ++i) {
    const bool none = i % 3 == 0;
    cells.push_back(Cell::of_integer(i));
    cells.push_back(none ? Cell::null() : Cell::of_text("label"));
    cells.push_back(none ? Cell::null() : Value(Decimal("1.25")).cell());
    cells.push_back(none ? Cell::null() : Cell::of_bytes(raw));
    cells.push_back(none ? Cell::null() : Cell::of_integer(i, ValueKind::timestamp_tz));
  }
  return cells;
}

class SqliteInsertRows : public Fixture {
 protected:
  void SetUp() override {
    Fixture::SetUp();
    connection_ = open();
    connection_->run(things_sql);
  }
  std::vector<std::int64_t> insert(const std::vector<Cell>& cells, bool keys) {
    InsertRows rows{.table = table_, .columns = all_but_id, .cells = cells, .returned_key = {}};
    if (keys) rows.returned_key = 0;
    return connection_->insert_rows(rows);
  }
  std::int64_t count() { return number(*connection_, "SELECT count(*) FROM thing"); }

  Table table_ = things();
  std::unique_ptr<Connection> connection_;
};

TEST_F(SqliteInsertRows, AnyNumberOfRowsWithAndWithoutKeys) {
  std::int64_t total = 0;
  for (const bool keys : {false, true}) {
    for (const std::int64_t rows : {0, 1, 2, 99, 100, 101, 250, 10'000}) {
      const auto made = insert(thing_cells(total, rows), keys);
      total += rows;
      EXPECT_EQ(made.size(), keys ? static_cast<std::size_t>(rows) : 0U);
      for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(made[i], total - rows + static_cast<std::int64_t>(i) + 1);
      ASSERT_EQ(count(), total);
    }
  }
  EXPECT_EQ(number(*connection_,
                   "SELECT count(*) FROM thing WHERE code % 3 = 0 AND label IS NULL AND price IS NULL"),
            number(*connection_, "SELECT count(*) FROM thing WHERE code % 3 = 0"));
  EXPECT_EQ(rows_of(*connection_, "SELECT label, price, raw, at FROM thing WHERE code = 10001"),
            (Rows{{"label", "1.25", Bytes{std::byte{0}, std::byte{7}}, "1970-01-01 00:00:00.010001"}}));
  EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
}

TEST_F(SqliteInsertRows, AllRowsOrNone) {
  auto cells = thing_cells(0, 250);
  cells[5 * 240] = Cell::of_integer(7);
  for (const bool keys : {false, true}) {
    const auto error = error_of<UniqueViolation>([&] { insert(cells, keys); });
    EXPECT_NE(error.message().find("row 241 of 250"), std::string::npos) << error.what();
    EXPECT_EQ(error.details().column, "code");
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
  }
  cells[5 * 110] = Cell::of_integer(7);
  EXPECT_NE(error_of<UniqueViolation>([&] { insert(cells, false); }).message().find("rows 101 to 200 of 250"),
            std::string::npos);
}

TEST_F(SqliteInsertRows, InATransactionOnlyTheRowsAreUndone) {
  auto cells = thing_cells(0, 250);
  cells[5 * 240] = Cell::of_integer(7);
  connection_->begin({});
  insert(thing_cells(1000, 5), true);
  EXPECT_THROW(insert(cells, true), UniqueViolation);
  EXPECT_EQ(connection_->transaction_state(), TransactionState::active);
  EXPECT_EQ(insert(thing_cells(2000, 200), true).size(), 200U);
  connection_->commit();
  EXPECT_EQ(count(), 205);
}

TEST_F(SqliteInsertRows, WorksWithATinyStatementCache) {
  ConnectOptions wanted = options();
  wanted.statement_cache_size = 1;
  connection_ = open(wanted);
  EXPECT_EQ(insert(thing_cells(0, 250), true).size(), 250U);
  insert(thing_cells(300, 250), false);
  EXPECT_EQ(count(), 500);
}

TEST_F(SqliteInsertRows, HonoursTheDeadline) {
  const auto cells = thing_cells(0, 200'000);
  const InsertRows rows{
      .table = table_, .columns = all_but_id, .cells = cells, .returned_key = 0, .deadline = deadline(5ms)};
  EXPECT_THROW(connection_->insert_rows(rows), Timeout);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
}

TEST_F(SqliteInsertRows, BadValuesUndoEverything) {
  auto cells = thing_cells(0, 20);
  cells[5 * 15] = Cell::of_unsigned(~0ULL);
  EXPECT_THROW(insert(cells, true), DataError);
  EXPECT_EQ(count(), 0);
}

TEST_F(SqliteInsertRows, ExecuteManyRunsForEachRow) {
  insert(thing_cells(0, 10), false);
  std::vector<Cell> cells;
  for (int i = 0; i < 10; ++i) cells.insert(cells.end(), {Cell::of_text("new"), Cell::of_integer(i)});
  EXPECT_EQ(connection_->execute_many("UPDATE thing SET label = ? WHERE code >= ?", cells, 2), 55);
  EXPECT_EQ(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code = ?", {}, 2), 0);
  EXPECT_THROW(connection_->execute_many("UPDATE thing SET label = ? WHERE code = ?", cells, 3),
               ProgrammingError);
  cells.back() = Cell::of_unsigned(~0ULL);
  EXPECT_THROW(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code = ?", cells, 2),
               DataError);
  EXPECT_EQ(count(), 10);
  EXPECT_EQ(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code < ? RETURNING id",
                                      std::span(cells).first(18), 2),
            8);
}

}  // namespace
}  // namespace bindery::sqlite_tests
