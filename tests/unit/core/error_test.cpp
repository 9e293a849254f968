// Errors: what they say, which type each kind has, and what SQLSTATEs mean.
#include <bindery/core/error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bindery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ErrorMessage, NamesKindBindCodesStatementAndRemedy) {
  const UniqueViolation error("the value is taken", {.bind = bind_label("users"),
                                                     .sqlstate = "23505",
                                                     .native_code = 1062,
                                                     .sql = "INSERT INTO user (name) VALUES (?)",
                                                     .hint = "choose another name"});
  EXPECT_STREQ(error.what(),
               "UniqueViolation on bind 'users': the value is taken (SQLSTATE 23505, native code 1062); "
               "statement: INSERT INTO user (name) VALUES (?); choose another name");
  EXPECT_EQ(error.message(), "the value is taken");
}

TEST(ErrorMessage, NamesABindOnce) {
  EXPECT_STREQ(BindError("bind 'meta' is read-only", {.bind = bind_label("meta")}).what(),
               "BindError: bind 'meta' is read-only");
}

TEST(ErrorMessage, LeavesOutWhatIsNotKnown) {
  EXPECT_STREQ(ConfigError("no such file").what(), "ConfigError: no such file");
}

TEST(ErrorMessage, CompletingKeepsKnownFactsAndTheType) {
  try {
    try {
      raise(ErrorKind::foreign_key_violation, "no such parent", {.sqlstate = "23503"});
    } catch (Error& error) {
      error.complete({.bind = bind_label(""), .sqlstate = "HY000", .sql = "DELETE FROM node"});
      throw;
    }
  } catch (const ForeignKeyViolation& error) {
    EXPECT_EQ(error.details().sqlstate, "23503");
    EXPECT_EQ(error.details().bind, "the default bind");
    EXPECT_THAT(error.what(), HasSubstr("on the default bind"));
    EXPECT_THAT(error.what(), HasSubstr("DELETE FROM node"));
    EXPECT_THAT(error.what(), Not(HasSubstr("HY000")));
  }
}

TEST(ErrorMessage, LocatingPutsThePlaceFirst) {
  DataError error("does not fit");
  error.locate("column 'age', row 7");
  EXPECT_STREQ(error.what(), "DataError: column 'age', row 7: does not fit");
}

TEST(ErrorTypes, CatchByFamily) {
  EXPECT_THROW(raise(ErrorKind::unique_violation, "x"), IntegrityError);
  EXPECT_THROW(raise(ErrorKind::not_null_violation, "x"), StatementError);
  EXPECT_THROW(raise(ErrorKind::pool_timeout, "x"), OperationalError);
  EXPECT_THROW(raise(ErrorKind::not_loaded, "x"), NotLoaded);
}

TEST(ErrorTypes, PartialCommitListsEveryBind) {
  const PartialCommit error("commit stopped", {"users"}, {"orders", "logs"}, {});
  EXPECT_THAT(error.committed(), ElementsAre("users"));
  EXPECT_THAT(error.not_committed(), ElementsAre("orders", "logs"));
  EXPECT_THAT(error.what(), HasSubstr("committed: users; not committed: orders, logs; unknown: none"));
}

struct SqlstateCase {
  const char* sqlstate;
  ErrorKind kind;
  Retry retry;
};

class Sqlstates : public testing::TestWithParam<SqlstateCase> {};

TEST_P(Sqlstates, TellKindAndRetry) {
  EXPECT_EQ(name_of(kind_of_sqlstate(GetParam().sqlstate)), name_of(GetParam().kind));
  EXPECT_EQ(name_of(retry_of_sqlstate(GetParam().sqlstate)), name_of(GetParam().retry));
}

INSTANTIATE_TEST_SUITE_P(Table, Sqlstates,
                         testing::Values(SqlstateCase{"23505", ErrorKind::unique_violation, Retry::never},
                                         SqlstateCase{"23000", ErrorKind::integrity, Retry::never},
                                         SqlstateCase{"40001", ErrorKind::transaction_aborted,
                                                      Retry::transaction},
                                         SqlstateCase{"40003", ErrorKind::outcome_unknown, Retry::unknown},
                                         SqlstateCase{"08006", ErrorKind::connection_lost, Retry::reconnect},
                                         SqlstateCase{"57P01", ErrorKind::connection_lost, Retry::reconnect},
                                         SqlstateCase{"55P03", ErrorKind::timeout, Retry::statement},
                                         SqlstateCase{"25006", ErrorKind::read_only_target, Retry::never},
                                         SqlstateCase{"42P01", ErrorKind::programming, Retry::never},
                                         SqlstateCase{"22003", ErrorKind::data, Retry::never}),
                         [](const auto& test) { return std::string(test.param.sqlstate); });

}  // namespace
}  // namespace bindery
