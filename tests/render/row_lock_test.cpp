// Row locks and DISTINCT ON as text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

constexpr auto ids = select(col<&Shelf::room>);

TEST(RowLock, ForUpdateAndForShare) {
  EXPECT_EQ(sql_of(ids.for_update(), Backend::postgresql),
            R"(SELECT "shelf"."room" FROM "shelf" FOR UPDATE)");
  EXPECT_EQ(sql_of(ids.for_update(), Backend::mariadb), "SELECT `shelf`.`room` FROM `shelf` FOR UPDATE");
  EXPECT_EQ(sql_of(ids.for_share(), Backend::postgresql), R"(SELECT "shelf"."room" FROM "shelf" FOR SHARE)");
  EXPECT_EQ(sql_of(ids.for_share(), Backend::mariadb),
            "SELECT `shelf`.`room` FROM `shelf` LOCK IN SHARE MODE");
  EXPECT_THAT(refusal_of(ids.for_update(), Backend::sqlite), HasSubstr("SQLite cannot lock rows"));
}

TEST(RowLock, StandsBehindTheLimit) {
  EXPECT_EQ(sql_of(ids.for_update(skip_locked).limit(1), Backend::postgresql),
            R"(SELECT "shelf"."room" FROM "shelf" LIMIT $1 FOR UPDATE SKIP LOCKED)");
  EXPECT_EQ(sql_of(ids.limit(1).for_update(nowait), Backend::mariadb),
            "SELECT `shelf`.`room` FROM `shelf` LIMIT ? FOR UPDATE NOWAIT");
}

TEST(RowLock, OfOneTable) {
  const auto statement = ids.for_update(lock_of<Shelf>, nowait);
  EXPECT_EQ(sql_of(statement, Backend::postgresql),
            R"(SELECT "shelf"."room" FROM "shelf" FOR UPDATE OF "shelf" NOWAIT)");
  EXPECT_THAT(refusal_of(statement, Backend::mariadb),
              HasSubstr("MariaDB cannot lock the rows of one table"));
}

TEST(RowLock, AtRunTime) {
  auto query = ids.dynamic();
  query.for_update(skip_locked, lock_of<Shelf>).limit(3);
  EXPECT_EQ(sql_of(query, Backend::postgresql),
            R"(SELECT "shelf"."room" FROM "shelf" LIMIT $1 FOR UPDATE OF "shelf" SKIP LOCKED)");
}

TEST(DistinctOn, IsPostgresqls) {
  const auto first = select(col<&Shelf::room>, col<&Shelf::label>).distinct_on(col<&Shelf::room>);
  EXPECT_EQ(sql_of(first, Backend::postgresql),
            R"(SELECT DISTINCT ON ("shelf"."room") "shelf"."room", "shelf"."label" FROM "shelf")");
  EXPECT_THAT(refusal_of(first, Backend::sqlite), HasSubstr("row_number()"));
  EXPECT_THAT(refusal_of(first, Backend::mariadb), HasSubstr("MariaDB cannot select distinct rows by some"));
}

}  // namespace
}  // namespace bindery::test
