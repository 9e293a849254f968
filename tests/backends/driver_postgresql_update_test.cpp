// The PostgreSQL driver: many rows updated at once, and lists of values as one array.
#include "driver_postgresql_kit.hpp"
#include "driver_update_kit.hpp"

namespace bindery::postgresql_test {

namespace {

const Table& things() {
  static const Table table("things",
                           {Column{"id", BigInteger{}, primary_key}, Column{"name", Text{}, nullable},
                            Column{"score", Double{}, nullable}, Column{"code", Integer{}, unique}});
  return table;
}
constexpr std::string_view things_sql =
    "CREATE TABLE things (id bigint PRIMARY KEY, name text, score float8 CHECK (score < 1e6), code int "
    "UNIQUE)";

struct Changes : test::Changes {
  using test::Changes::Changes;
  drivers::UpdateRows request(Deadline limit = {}) const {
    return test::Changes::request(things(), "UPDATE things SET name = $1, score = $2 WHERE id = $3", limit);
  }
};

std::vector<Cell> numbers(std::int64_t first, std::int64_t last) {
  std::vector<Cell> cells;
  for (std::int64_t i = first; i <= last; ++i) cells.push_back(number(i));
  return cells;
}

}  // namespace

class PostgresqlUpdates : public PostgresqlTest {
 protected:
  void make(std::size_t count) {
    run("DROP TABLE IF EXISTS things");
    run(things_sql);
    run(fmt::format("INSERT INTO things SELECT n, 'old', 0.5, n FROM generate_series(1, {}) n", count));
  }
  std::string old_ones() { return one("SELECT count(*) FROM things WHERE name = 'old'"); }
};
class PostgresqlLists : public PostgresqlTest {
 protected:
  std::vector<std::string> with_list(std::string_view sql, const std::vector<Cell>& cells,
                                     std::vector<ValueList> lists) {
    return rows_of(db().execute({.sql = sql, .parameters = cells, .lists = lists}));
  }
};

TEST_F(PostgresqlUpdates, AnyNumberOfRows) {
  for (const std::size_t size : {1u, 7u, 8u, 999u, 1000u, 1001u, 12'345u}) {
    make(size + 1);
    EXPECT_EQ(db().update_rows(Changes(size).request()), static_cast<std::int64_t>(size));
    EXPECT_EQ(old_ones(), "1");
    EXPECT_EQ(one("SELECT count(*) FROM things WHERE name = 'name ' || id - 1 AND score IS NOT DISTINCT FROM "
                  "CASE WHEN (id - 1) % 3 <> 0 THEN id - 1 END"),
              std::to_string(size));
    EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  }
}

TEST_F(PostgresqlUpdates, CountTheRowsThatThereAre) {
  make(1'500);
  EXPECT_EQ(db().update_rows(Changes(2'000, 1'000).request()), 501);
  EXPECT_EQ(db().update_rows(Changes(20, 5'000).request()), 0);
  EXPECT_EQ(old_ones(), "999");
}

TEST_F(PostgresqlUpdates, TakePartInAnOpenTransaction) {
  make(1'200);
  db().begin({});
  EXPECT_EQ(db().update_rows(Changes(1'200).request()), 1'200);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().rollback();
  EXPECT_EQ(old_ones(), "1200");
}

TEST_F(PostgresqlUpdates, AllOrNone) {
  make(3'000);
  Changes changes(3'000);
  changes.cells[1'500 * 3 + 1] = Cell::of_real(1e7);
  const auto error = error_of<CheckViolation>([&] { db().update_rows(changes.request()); });
  EXPECT_TRUE(error.message().starts_with("among rows 1001 to 2000: ")) << error.what();
  EXPECT_EQ(error.details().bind, "bind 'test'");
  EXPECT_EQ(error.details().constraint, "things_score_check");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_EQ(old_ones(), "3000");
  db().begin({});
  EXPECT_THROW(db().update_rows(changes.request()), CheckViolation);
  EXPECT_EQ(db().transaction_state(), TransactionState::failed);
  db().rollback();
}

TEST_F(PostgresqlUpdates, MisfitsAreFoundBeforeAnythingIsSent) {
  make(3'000);
  Changes changes(3'000);
  changes.cells[2'500 * 3] = Cell::of_text({"a\0b", 3});
  db().begin({});
  const auto error = error_of<DataError>([&] { db().update_rows(changes.request()); });
  EXPECT_TRUE(error.message().starts_with("among rows 2001 to 3000: ")) << error.what();
  EXPECT_EQ(error.details().bind, "bind 'test'");
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  EXPECT_EQ(old_ones(), "3000");
  db().rollback();
}

TEST_F(PostgresqlUpdates, UniqueValuesMoveInTheOrderOfTheRows) {
  make(0);
  run("INSERT INTO things SELECT n, 'old', 0, n FROM generate_series(1, 50) n");
  std::vector<Cell> cells;
  for (std::int64_t id = 50; id >= 1; --id) {
    cells.push_back(number(id + 1));
    cells.push_back(number(id));
  }
  const std::vector<std::size_t> columns{3}, keys{0};
  EXPECT_EQ(db().update_rows({.table = things(),
                              .columns = columns,
                              .keys = keys,
                              .cells = cells,
                              .sql = "UPDATE things SET code = $1 WHERE id = $2"}),
            50);
  EXPECT_EQ(one("SELECT count(*) FROM things WHERE code = id + 1"), "50");
}

TEST_F(PostgresqlUpdates, TextGoesIntoEveryType) {
  make(20);
  Changes changes(20);
  for (std::size_t row = 0; row < 20; ++row) changes.cells[row * 3 + 1] = text("2.5");
  EXPECT_EQ(db().update_rows(changes.request()), 20);
  EXPECT_EQ(one("SELECT count(*) FROM things WHERE score = 2.5"), "20");
}

TEST_F(PostgresqlUpdates, FollowAChangedTable) {
  make(20);
  EXPECT_EQ(db().update_rows(Changes(20).request()), 20);
  const auto other = connect();
  other->run("ALTER TABLE things ALTER COLUMN score TYPE int USING 0, ALTER COLUMN name TYPE varchar(9)");
  EXPECT_EQ(db().update_rows(Changes(20).request()), 20);
  other->run("ALTER TABLE things DROP CONSTRAINT things_score_check, ALTER COLUMN score TYPE text");
  EXPECT_EQ(db().update_rows(Changes(20).request()), 20);
  EXPECT_EQ(one("SELECT max(score) FROM things"), "text 8");
}

TEST_F(PostgresqlUpdates, KeysOfOtherTypesAndVersions) {
  run("CREATE TYPE mood AS ENUM ('sad', 'happy', 'n\"one'); CREATE TABLE \"odd \"\"name\" (id bigint, name "
      "mood, "
      "score numeric(8, 2), code int, PRIMARY KEY (name, code));"
      "INSERT INTO \"odd \"\"name\" SELECT n, (enum_range(NULL::mood))[1 + n % 3], 0, n FROM "
      "generate_series(1, 30) n");
  const Table table("odd \"name", {Column{"id", BigInteger{}}, Column{"name", Text{}, primary_key},
                                   Column{"score", Text{}}, Column{"code", Integer{}, primary_key}});
  const std::vector<std::string> moods{"sad", "happy", "n\"one"};
  std::vector<Cell> cells;
  for (std::size_t n = 1; n <= 30; ++n) {
    cells.push_back(decimal("7.25"));
    cells.push_back(text(moods[n % 3]));
    cells.push_back(number(static_cast<std::int64_t>(n)));
    cells.push_back(number(static_cast<std::int64_t>(n < 21 ? n : 99)));
  }
  const std::vector<std::size_t> columns{2}, keys{1, 3, 0};
  EXPECT_EQ(
      db().update_rows({.table = table,
                        .columns = columns,
                        .keys = keys,
                        .cells = cells,
                        .sql = "UPDATE \"odd \"\"name\" SET score = $1 WHERE name = $2 AND code = $3 AND id "
                               "= $4"}),
      20);
  EXPECT_EQ(one("SELECT count(*) FROM \"odd \"\"name\" WHERE score = 7.25"), "20");
}

TEST_F(PostgresqlUpdates, ColumnsWithoutABinaryForm) {
  run("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN small AS int CHECK (VALUE < 10);"
      "CREATE TABLE things (id bigint PRIMARY KEY, mood mood, many int[], bits bit(3), small small, net "
      "inet, "
      "fixed char(4), doc jsonb);"
      "INSERT INTO things (id) SELECT generate_series(1, 20)");
  const Table table("things", {Column{"id", BigInteger{}, primary_key}, Column{"mood", Text{}},
                               Column{"many", Text{}}, Column{"bits", Text{}}, Column{"small", Integer{}},
                               Column{"net", Text{}}, Column{"fixed", Text{}}, Column{"doc", Text{}}});
  std::vector<Cell> cells;
  for (std::int64_t id = 1; id <= 20; ++id) {
    for (const Cell& cell : {text("happy"), text("{1,NULL,3}"), text("101"), number(7), text("10.0.0.1/8"),
                             text("ab"), Cell::of_text("{\"a\": 1}", ValueKind::json), number(id)})
      cells.push_back(cell);
  }
  const std::vector<std::size_t> columns{1, 2, 3, 4, 5, 6, 7}, keys{0};
  drivers::UpdateRows rows{.table = table,
                           .columns = columns,
                           .keys = keys,
                           .cells = cells,
                           .sql =
                               "UPDATE things SET mood = $1, many = $2, bits = $3, small = $4, net = $5, "
                               "fixed = $6, doc = $7 WHERE id = $8"};
  EXPECT_EQ(db().update_rows(rows), 20);
  EXPECT_EQ(
      one("SELECT count(*) FROM things WHERE mood = 'happy' AND many = ARRAY[1, NULL, 3] AND bits = B'101' "
          "AND small = 7 AND net = '10.0.0.1/8' AND fixed = 'ab' AND doc->>'a' = '1'"),
      "20");
  cells[4 * 8 + 4 - 1] = number(12);
  cells[3] = number(12);
  EXPECT_THROW(db().update_rows(rows), CheckViolation);
  cells[3] = number(7);
  cells[2] = text("1010");
  cells[4 * 8 + 4 - 1] = number(7);
  EXPECT_THROW(db().update_rows(rows), DataError);
}

TEST_F(PostgresqlUpdates, DeadlinesAndCancelsEndThem) {
  make(2'000);
  const auto other = connect();
  other->begin({});
  postgresql_test::change(*other, "UPDATE things SET name = 'held' WHERE id = 1700");
  EXPECT_THROW(db().update_rows(Changes(2'000).request(deadline(100ms))), Timeout);
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  other->rollback();
  EXPECT_EQ(old_ones(), "2000");
  EXPECT_EQ(db().update_rows(Changes(2'000).request()), 2'000);
}

TEST_F(PostgresqlUpdates, SurviveForgottenStatements) {
  make(20);
  EXPECT_EQ(db().update_rows(Changes(20).request()), 20);
  run("DISCARD ALL");
  run(fmt::format("SET search_path = {}", schema()));
  EXPECT_EQ(db().update_rows(Changes(20).request()), 20);
}

// ---- lists ----------------------------------------------------------------------------------------------------

TEST_F(PostgresqlLists, OneParameterTakesAnyNumberOfValues) {
  constexpr std::string_view sql = "SELECT count(*) FROM generate_series(1, 100000) n WHERE n = ANY ($1)";
  for (const std::int64_t size : {0, 1, 17, 1'000, 70'000}) {
    EXPECT_EQ(with_list(sql, numbers(1, size), {{0, static_cast<std::uint32_t>(size)}}),
              std::vector{std::to_string(size)});
  }
}

TEST_F(PostgresqlLists, StandBetweenOtherParameters) {
  std::vector<Cell> cells = numbers(1, 1);
  for (const char* word : {"a", "b\\\"{},", "NULL", ""}) cells.push_back(text(word));
  cells.push_back(Cell::null());
  cells.push_back(text("end"));
  cells.push_back(number(4));
  cells.push_back(Cell::null());
  EXPECT_EQ(
      with_list("SELECT $1::int, $2::text[]::text, $3::text, $4::int2[]::text", cells, {{1, 5}, {7, 2}}),
      std::vector<std::string>{R"(1|text {a,"b\\\"{},","NULL","",NULL}|text end|text {4,NULL})"});
}

TEST_F(PostgresqlLists, OfEveryType) {
  run("CREATE TYPE mood AS ENUM ('sad', 'happy', 'so,\"so\"')");
  const std::vector<std::pair<std::string, std::vector<Cell>>> lists{
      {"mood", {text("sad"), text("so,\"so\""), Cell::null()}},
      {"int2", {number(1), text("2")}},
      {"numeric", {decimal("1.50"), number(3)}},
      {"date", {text("2024-01-31")}},
      {"inet", {text("10.0.0.1")}},
      {"bool", {Cell::of_boolean(true), Cell::null()}},
      {"bytea", {Cell::of_text("\x01\x02", ValueKind::bytes)}},
      {"varchar", {text("x")}},
      {"float4", {Cell::of_real(0.5)}},
      {"jsonb", {Cell::of_text("{\"a\": [1]}", ValueKind::json)}}};
  for (const auto& [type, cells] : lists) {
    const auto count = static_cast<std::uint32_t>(cells.size());
    EXPECT_EQ(with_list(fmt::format("SELECT cardinality($1::{}[])", type), cells, {{0, count}}),
              std::vector{std::to_string(count)})
        << type;
  }
  EXPECT_EQ(with_list("SELECT $1::mood[]::text", lists[0].second, {{0, 3}}),
            std::vector<std::string>{R"(text {sad,"so,\"so\"",NULL})"});
}

TEST_F(PostgresqlLists, MisfitsAndWrongCountsAreRefused) {
  const auto error = error_of<DataError>(
      [&] { with_list("SELECT $1::text, $2::int2[]", {text("a"), number(1), number(70'000)}, {{1, 2}}); });
  EXPECT_TRUE(error.message().starts_with("parameter 2: ")) << error.what();
  EXPECT_THROW(with_list("SELECT $1::int[]", numbers(1, 3), {{0, 2}}), ProgrammingError);
}

// ---- results whose size is not known beforehand -----------------------------------------------------------------

class PostgresqlSizes : public PostgresqlTest {};

TEST_F(PostgresqlSizes, AnErrorLateInTheRows) {
  for (const std::int64_t rows : {5, 5, 50'000, 5}) {
    std::int64_t read = 0;
    const auto error = error_of<DataError>([&] {
      const CursorPtr cursor = db().execute({.sql = "SELECT 10 / ($1 - n) FROM generate_series(1, $1 + 9) n",
                                             .parameters = std::vector{number(rows)}});
      while (cursor->next() != nullptr) ++read;
    });
    EXPECT_EQ(error.details().sqlstate, "22012");
    EXPECT_EQ(db().transaction_state(), TransactionState::idle);
    EXPECT_EQ(one("SELECT count(*) FROM generate_series(1, $1) n", {number(rows)}), std::to_string(rows));
  }
}

TEST_F(PostgresqlSizes, LeftEarly) {
  run("CREATE TABLE t (id int)");
  for (const std::int64_t rows : {3, 3, 500'000, 3, 500'000}) {
    {
      const CursorPtr cursor = db().execute(
          {.sql = "SELECT n FROM generate_series(1, $1) n", .parameters = std::vector{number(rows)}});
      EXPECT_EQ(shown(cursor->next()[0]), "1");
    }
    EXPECT_EQ(one("SELECT 'after'"), "text after");
  }
  for (int run = 0; run < 2; ++run) {
    db().execute({.sql = "INSERT INTO t SELECT generate_series(1, 3000) RETURNING id"})->next();
  }
  EXPECT_EQ(one("SELECT count(*) FROM t"), "6000");
}

TEST_F(PostgresqlSizes, TheWholeResultAndItsCount) {
  run("CREATE TABLE t (id int)");
  for (const std::int64_t rows : {0, 1, 2'000, 1, 0, 2'000, 2'000}) {
    const CursorPtr cursor = db().execute({.sql = "INSERT INTO t SELECT generate_series(1, $1) RETURNING id",
                                           .parameters = std::vector{number(rows)}});
    std::int64_t read = 0;
    while (cursor->next() != nullptr) ++read;
    EXPECT_EQ(read, rows);
    EXPECT_EQ(cursor->affected_rows(), rows);
  }
}

TEST_F(PostgresqlSizes, BatchesBehindResultsRowByRow) {
  run("CREATE TABLE things (id bigint GENERATED ALWAYS AS IDENTITY, name text, score float8, code int)");
  const std::vector<std::size_t> columns{1};
  const std::vector<Cell> names{text("a"), text("b")};
  for (const bool stream : {false, true}) {
    EXPECT_EQ(
        rows_of(db().execute({.sql = fmt::format("SELECT {}, 'rows'", stream), .stream = stream})).size(),
        1u);
    EXPECT_EQ(
        db().insert_rows({.table = things(), .columns = columns, .cells = names, .returned_key = 0}).size(),
        2u);
    EXPECT_EQ(
        rows_of(db().execute({.sql = fmt::format("SELECT {}, 'more'", stream), .stream = stream})).size(),
        1u);
    EXPECT_EQ(db().execute_many("UPDATE things SET score = 1 WHERE name = $1 RETURNING id, name", names, 1),
              stream ? 4 : 2);
  }
}

TEST_F(PostgresqlSizes, DeadlinesHoldWhileRowsCome) {
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_THROW(
        rows_of(db().execute(
            {.sql = "SELECT n, pg_sleep(CASE WHEN n > 2000 THEN 60 ELSE 0 END) FROM generate_series(1, "
                    "2001) n",
             .deadline = deadline(200ms)})),
        Timeout);
    EXPECT_EQ(one("SELECT 'after'"), "text after");
  }
}

}  // namespace bindery::postgresql_test
