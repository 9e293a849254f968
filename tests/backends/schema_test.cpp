// Creating and dropping tables on every database: order, reports, races, and what stays untouched.
#include <bindery/core/error.hpp>
#include <bindery/engine/schema_commands.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <deque>
#include <thread>

#include "backends/schema_kit.hpp"

namespace bindery {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Column key(std::string_view name = "id") { return Column{name, BigInteger{}, primary_key}; }

class SchemaCommands : public test::SchemaSuite {
 protected:
  const Table& add(std::string name, std::vector<Column> columns, TableOptions options = {}) {
    options.bind_key = metadata.key();
    metadata.add(tables.emplace_back(std::move(name), std::move(columns), std::move(options)));
    return tables.back();
  }
  SchemaReport create(bool dry_run = false) {
    return create_tables(*connection, dialect(), metadata, dry_run);
  }
  SchemaReport drop(bool dry_run = false) { return drop_tables(*connection, dialect(), metadata, dry_run); }
  std::vector<std::string> names() { return connection->table_names("", {}); }

  /// "user created" for each entry.
  static std::vector<std::string> told(const SchemaReport& report) {
    std::vector<std::string> lines;
    for (const auto& entry : report.entries)
      lines.push_back(entry.table + " " + std::string(name_of(entry.action)));
    return lines;
  }

  /// Two tables that refer to each other, with a row in each.
  void add_circle() {
    add("team", {key(), Column{"captain", BigInteger{}, nullable, ForeignKey{"player.id"}}});
    add("player", {key(), Column{"team", BigInteger{}, ForeignKey{"team.id"}}});
  }
  void fill_circle() {
    run(fmt::format("INSERT INTO {} ({}) VALUES (1)", q("team"), q("id")));
    run(fmt::format("INSERT INTO {} ({}, {}) VALUES (7, 1)", q("player"), q("id"), q("team")));
    run(fmt::format("UPDATE {} SET {} = 7", q("team"), q("captain")));
  }

  std::deque<Table> tables;
  Metadata metadata{"users"};
};

TEST_P(SchemaCommands, FSA_28_create_and_drop_in_the_order_of_references) {
  add("line", {key(), Column{"order_id", Integer{}, ForeignKey{"order.id"}}});
  add("note", {key()});
  add("order", {key(), Column{"total", Numeric{10, 2}, indexed}});

  const SchemaReport created = create();
  EXPECT_THAT(told(created), ElementsAre("order created", "line created", "note created"));
  EXPECT_EQ(created.entries[0].bind, "users");
  EXPECT_EQ(created.sql(), created.sql("users"));
  EXPECT_THAT(created.sql("other"), IsEmpty());
  EXPECT_THAT(names(), testing::UnorderedElementsAre("line", "note", "order"));
  EXPECT_EQ(connection->transaction_state(), drivers::TransactionState::idle);

  EXPECT_THAT(told(drop()), ElementsAre("note dropped", "line dropped", "order dropped"));
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(told(drop()), ElementsAre("note absent", "line absent", "order absent"));
}

TEST_P(SchemaCommands, ExistingTablesAreNotTouched) {
  run(fmt::format("CREATE TABLE {} (old_column INTEGER)", q("user")));
  run(fmt::format("INSERT INTO {} VALUES (42)", q("user")));
  add("user", {key(), Column{"name", String{20}, unique}});
  add("note", {key()});
  const SchemaReport report = create();
  EXPECT_THAT(told(report), ElementsAre("user existed", "note created"));
  EXPECT_EQ(report.count(SchemaAction::created), 1u);
  EXPECT_THAT(rows_of("SELECT old_column FROM " + q("user")), ElementsAre("42"));
  EXPECT_THAT(told(create()), ElementsAre("user existed", "note existed"));
  EXPECT_THAT(create().statements, IsEmpty());
}

TEST_P(SchemaCommands, DryRunChangesNothingAndTellsTheSql) {
  add("user", {key(), Column{"name", String{20}, indexed}});
  add("note", {key(), Column{"user_id", BigInteger{}, ForeignKey{"user.id"}}});
  const SchemaReport planned = create(true);
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(told(planned), ElementsAre("user created", "note created"));
  EXPECT_EQ(create().sql(), planned.sql()) << "what is planned is what is done";

  EXPECT_THAT(create(true).statements, IsEmpty());
  const SchemaReport planned_drop = drop(true);
  EXPECT_THAT(planned_drop.sql(), ElementsAre("DROP TABLE " + q("note"), "DROP TABLE " + q("user")));
  EXPECT_EQ(names().size(), 2u);
  EXPECT_EQ(drop().sql(), planned_drop.sql());
}

TEST_P(SchemaCommands, StatementsOfADryRunCanBeRunByHand) {
  add_circle();
  for (const std::string& sql : create(true).sql()) run(sql);
  EXPECT_THAT(told(create()), ElementsAre("player existed", "team existed"));
  fill_circle();
  for (const std::string& sql : drop(true).sql()) run(sql);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(SchemaCommands, CirclesOfForeignKeysAreCreatedEnforcedAndDropped) {
  add_circle();
  EXPECT_EQ(create().count(SchemaAction::created), 2u);
  fill_circle();
  EXPECT_THROW(run(fmt::format("UPDATE {} SET {} = 99", q("team"), q("captain"))), ForeignKeyViolation);
  EXPECT_THROW(run(fmt::format("UPDATE {} SET {} = 99", q("player"), q("team"))), ForeignKeyViolation);
  EXPECT_EQ(drop().count(SchemaAction::dropped), 2u);
  EXPECT_THAT(names(), IsEmpty());

  EXPECT_EQ(create().count(SchemaAction::created), 2u) << "and once more";
  EXPECT_THROW(run(fmt::format("INSERT INTO {} ({}, {}) VALUES (1, 99)", q("player"), q("id"), q("team"))),
               ForeignKeyViolation)
      << "foreign keys are enforced again after a drop";
}

TEST_P(SchemaCommands, HalfACircleIsDropped) {
  add_circle();
  create();
  fill_circle();
  drop();
  run(fmt::format("CREATE TABLE {} (x INTEGER)", q("player")));
  EXPECT_THAT(told(drop()), ElementsAre("team absent", "player dropped"));
}

TEST_P(SchemaCommands, TablesThatReferToThemselvesAreDroppedWithTheirRows) {
  add("node",
      {key(), Column{"parent", BigInteger{}, nullable, ForeignKey{"node.id", ReferentialAction::restrict_}}});
  create();
  run(fmt::format("INSERT INTO {0} ({1}, {2}) VALUES (1, NULL)", q("node"), q("id"), q("parent")));
  run(fmt::format("INSERT INTO {0} ({1}, {2}) VALUES (2, 1)", q("node"), q("id"), q("parent")));
  EXPECT_THAT(told(drop()), ElementsAre("node dropped"));
}

TEST_P(SchemaCommands, AFailureChangesNothingOrTellsWhatItChanged) {
  add("first", {key()});
  add("second", {key(), Column{"a", Integer{}, Check{"no_such_column > 0"}}});
  add("third", {key()});
  try {
    create();
    FAIL() << "a check over an unknown column was accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("creating table 'second'"));
    EXPECT_THAT(error.what(),
                HasSubstr(dialect().transactional_ddl ? "nothing was changed"
                                                      : "done before, and not undone: 'first'"));
  }
  if (dialect().transactional_ddl) {
    EXPECT_THAT(names(), IsEmpty());
  } else {
    EXPECT_THAT(names(), ElementsAre("first"));
  }
  EXPECT_EQ(connection->transaction_state(), drivers::TransactionState::idle);
  EXPECT_TRUE(connection->usable());
}

TEST_P(SchemaCommands, MistakesOfTheMappingAreFoundBeforeAnythingIsSent) {
  add("first", {key()});
  add("second", {key(), Column{"a", Integer{}, ForeignKey{"nowhere.id"}}});
  EXPECT_THROW(create(), MappingError);
  EXPECT_THROW(create(true), MappingError);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(SchemaCommands, ATableOutsideThatRefersInStopsTheDrop) {
  add("user", {key()});
  create();
  run(fmt::format("INSERT INTO {} ({}) VALUES (1)", q("user"), q("id")));
  run(fmt::format("CREATE TABLE outside (user_id BIGINT, FOREIGN KEY (user_id) REFERENCES {} ({})){}",
                  q("user"), q("id"), dialect().table_options));
  run("INSERT INTO outside VALUES (1)");
  try {
    drop();
    FAIL() << "the table was dropped";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("dropping table 'user'"));
  }
  EXPECT_THAT(names(), Contains("user"));
}

TEST_P(SchemaCommands, SeveralProcessesMayCreateAtTheSameTime) {
  for (int i = 0; i < 12; ++i) add(fmt::format("table_{}", i), {key(), Column{"x", Integer{}, indexed}});
  std::vector<SchemaReport> reports(4);
  {
    std::vector<std::jthread> workers;
    for (SchemaReport& report : reports) {
      workers.emplace_back([&] {
        try {
          report = create_tables(*connect(), dialect(), metadata);
        } catch (const std::exception& error) {
          ADD_FAILURE() << error.what();
        }
      });
    }
  }
  std::size_t created = 0;
  for (const SchemaReport& report : reports) created += report.count(SchemaAction::created);
  EXPECT_EQ(created, 12u) << "each table was created by exactly one of them";
  EXPECT_EQ(names().size(), 12u);
}

TEST_P(SchemaCommands, NamesNeedQuotesAndHaveLimits) {
  add("select", {Column{"order", BigInteger{}, primary_key}, Column{"qu\"o`te", String{5}, unique, indexed}});
  add(std::string(60, 'l'), {key(), Column{std::string(60, 'c'), String{5}, unique}});
  EXPECT_EQ(create().count(SchemaAction::created), 2u);
  EXPECT_EQ(create().count(SchemaAction::existed), 2u);
  EXPECT_EQ(drop().count(SchemaAction::dropped), 2u);
}

BINDERY_EVERY_BACKEND(SchemaCommands);

class SchemasOnServers : public SchemaCommands {};

TEST_P(SchemasOnServers, TablesLiveInSchemasOfOneServer) {
  const std::string place = backend() == Backend::mariadb ? "place_" + url().database() : "place";
  run("CREATE SCHEMA " + q(place));
  add("user", {key()}, {.schema = place});
  add("user", {key(), Column{"origin", BigInteger{}, indexed, ForeignKey{place + ".user.id"}}});
  EXPECT_THAT(told(create()), ElementsAre(place + ".user created", "user created"));
  EXPECT_THAT(told(create()), ElementsAre(place + ".user existed", "user existed"));
  EXPECT_THROW(run(fmt::format("INSERT INTO {} ({}, {}) VALUES (1, 5)", q("user"), q("id"), q("origin"))),
               ForeignKeyViolation);
  EXPECT_THAT(told(drop()), ElementsAre("user dropped", place + ".user dropped"));
  run("DROP SCHEMA " + q(place));
}

INSTANTIATE_TEST_SUITE_P(Every, SchemasOnServers, testing::Values(Backend::postgresql, Backend::mariadb),
                         test::backend_test_name);

}  // namespace
}  // namespace bindery
