// What the tables that we create refuse, on every database.
#include <bindery/core/codecs.hpp>
#include <bindery/core/error.hpp>
#include <bindery/engine/schema_commands.hpp>
#include <bindery/schema/model.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "backends/schema_kit.hpp"

namespace bindery {
namespace {

enum class Mood { calm, stormy };

struct Person {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Person::id>(primary_key), column<&Person::name>(String{5}, unique));
  }
};

struct Sample {
  std::int64_t id = 0;
  std::int8_t tiny = 0;
  std::int16_t small = 0;
  std::int32_t medium = 0;
  std::uint8_t byte = 0;
  std::uint16_t word = 0;
  std::uint32_t wide = 0;
  std::uint64_t huge = 0;
  std::optional<bool> flag;
  std::optional<Mood> mood;
  std::string code = "DE";
  std::optional<std::string> note;
  std::optional<std::int64_t> person;
  std::int32_t price = 0;
  static constexpr auto columns() {
    return mapped(column<&Sample::id>(primary_key), column<&Sample::tiny>(ServerDefault{"0"}),
                  column<&Sample::small>(ServerDefault{"0"}), column<&Sample::medium>(ServerDefault{"0"}),
                  column<&Sample::byte>(ServerDefault{"0"}), column<&Sample::word>(ServerDefault{"0"}),
                  column<&Sample::wide>(ServerDefault{"0"}), column<&Sample::huge>(ServerDefault{"0"}),
                  column<&Sample::flag>(), column<&Sample::mood>(),
                  column<&Sample::code>(Char{2}, ServerDefault{"'DE'"}), column<&Sample::note>(String{5}),
                  column<&Sample::person>(references<&Person::id>, on_delete_cascade),
                  column<&Sample::price>(ServerDefault{"1 + 1"}, Check{"price >= 0"}),
                  unique_together<&Sample::note, &Sample::price>(), check("medium <> 13"));
  }
};

class SchemaConstraints : public test::SchemaSuite {
 protected:
  void SetUp() override {
    metadata.add(table_of<Sample>());
    metadata.add(table_of<Person>());
    create_tables(*connection, dialect(), metadata);
  }

  /// The kind of error that inserting this SQL value into one column of Sample meets.
  std::string outcome(std::string_view column, std::string_view value) {
    return outcome_of(fmt::format("INSERT INTO {} ({}) VALUES ({})", q("sample"), q(column), value));
  }
  std::string outcome_of(const std::string& sql) {
    try {
      connection->run(sql);
    } catch (const IntegrityError& error) {
      return std::string(name_of(error.kind()));
    } catch (const DataError&) {
      return "data";
    } catch (const Error& error) {
      return error.what();
    }
    return "stored";
  }
  std::string find(const std::string& what) {
    const auto rows = rows_of(fmt::format("SELECT {} FROM {}", what, q("sample")));
    return rows.size() == 1 ? rows[0] : fmt::format("{} rows", rows.size());
  }

  Metadata metadata;
};

const std::string check_name(name_of(ErrorKind::check_violation));
const std::string unique_name(name_of(ErrorKind::unique_violation));
const std::string foreign_name(name_of(ErrorKind::foreign_key_violation));
const std::string null_name(name_of(ErrorKind::not_null_violation));

TEST_P(SchemaConstraints, IntegersStayInTheirRange) {
  struct Case {
    const char* column;
    const char* low;
    const char* high;
    const char* below;
    const char* above;
  };
  for (const Case& c :
       {Case{"tiny", "-128", "127", "-129", "128"}, Case{"small", "-32768", "32767", "-32769", "32768"},
        Case{"medium", "-2147483648", "2147483647", "-2147483649", "2147483648"},
        Case{"byte", "0", "255", "-1", "256"}, Case{"word", "0", "65535", "-1", "65536"},
        Case{"wide", "0", "4294967295", "-1", "4294967296"}}) {
    const auto refused = testing::AnyOf("data", check_name);
    EXPECT_EQ(outcome(c.column, c.low), "stored") << c.column;
    EXPECT_EQ(outcome(c.column, c.high), "stored") << c.column;
    EXPECT_THAT(outcome(c.column, c.below), refused) << c.column;
    EXPECT_THAT(outcome(c.column, c.above), refused) << c.column;
  }
}

TEST_P(SchemaConstraints, Unsigned64HasTheRangeThatTheDatabaseCanHold) {
  const bool is_sqlite = backend() == Backend::sqlite;
  EXPECT_EQ(outcome("huge", is_sqlite ? "9223372036854775807" : "18446744073709551615"), "stored");
  EXPECT_THAT(outcome("huge", "-1"), testing::AnyOf("data", check_name));
  EXPECT_THAT(outcome("huge", is_sqlite ? "-2" : "18446744073709551616"), testing::AnyOf("data", check_name));
}

TEST_P(SchemaConstraints, BooleansAreTrueOrFalse) {
  EXPECT_EQ(outcome("flag", "true"), "stored");
  EXPECT_EQ(outcome("flag", "NULL"), "stored");
  EXPECT_NE(outcome("flag", "2"), "stored");
}

TEST_P(SchemaConstraints, EnumerationsHoldTheirNamesAlone) {
  EXPECT_EQ(outcome("mood", "'stormy'"), "stored");
  EXPECT_EQ(outcome("mood", "NULL"), "stored");
  EXPECT_EQ(outcome("mood", "'Calm'"), check_name);
  EXPECT_EQ(outcome("mood", "'wild'"), check_name);
  EXPECT_EQ(outcome("mood", "''"), check_name);
}

TEST_P(SchemaConstraints, LengthsCountCharacters) {
  const auto refused = testing::AnyOf("data", check_name);
  EXPECT_EQ(outcome("note", "'größe'"), "stored");
  EXPECT_THAT(outcome("note", "'größer'"), refused);
  EXPECT_EQ(outcome("code", "'ÄÖ'"), "stored");
  EXPECT_THAT(outcome("code", "'A'"), refused);
  EXPECT_THAT(outcome("code", "'ABC'"), refused);
  EXPECT_EQ(outcome("code", "NULL"), null_name);
}

TEST_P(SchemaConstraints, ChecksHold) {
  EXPECT_EQ(outcome("price", "0"), "stored");
  EXPECT_EQ(outcome("price", "-1"), check_name);
  EXPECT_EQ(outcome("medium", "13"), check_name);
}

TEST_P(SchemaConstraints, UniqueColumnsAndCombinations) {
  const auto person = [&](std::string_view name) {
    return outcome_of(fmt::format("INSERT INTO {} ({}) VALUES ('{}')", q("person"), q("name"), name));
  };
  EXPECT_EQ(person("ada"), "stored");
  EXPECT_EQ(person("Ada"), "stored") << "letters differ";
  EXPECT_EQ(person("ada "), "stored") << "spaces count";
  EXPECT_EQ(person("ada"), unique_name);

  const auto pair = [&](int price) {
    return outcome_of(
        fmt::format("INSERT INTO {} ({}, {}) VALUES ('x', {})", q("sample"), q("note"), q("price"), price));
  };
  EXPECT_EQ(pair(1), "stored");
  EXPECT_EQ(pair(2), "stored");
  EXPECT_EQ(pair(1), unique_name);
}

TEST_P(SchemaConstraints, ForeignKeysHoldAndAct) {
  EXPECT_EQ(outcome("person", "1"), foreign_name);
  connection->run(fmt::format("INSERT INTO {} ({}, {}) VALUES (1, 'ada')", q("person"), q("id"), q("name")));
  EXPECT_EQ(outcome("person", "1"), "stored");
  connection->run(fmt::format("DELETE FROM {}", q("person")));
  EXPECT_EQ(find("count(*)"), "0") << "ON DELETE CASCADE";
}

TEST_P(SchemaConstraints, KeysAreGeneratedAndDefaultsFilledIn) {
  EXPECT_EQ(outcome("note", "'x'"), "stored");
  EXPECT_EQ(find(fmt::format("{}, {}, {}, {}", q("id"), q("price"), q("code"), q("person"))), "1|2|DE|NULL");
}

BINDERY_EVERY_BACKEND(SchemaConstraints);

}  // namespace
}  // namespace bindery
