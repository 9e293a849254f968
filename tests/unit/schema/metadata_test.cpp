// Metadata: the tables of a bind, their references and their order.
#include <bindery/core/codecs.hpp>
#include <bindery/core/error.hpp>
#include <bindery/schema/metadata.hpp>
#include <bindery/schema/model.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace bindery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal_of(auto&& action) {
  try {
    action();
  } catch (const MappingError& error) {
    return error.message();
  }
  return "no error";
}

Column key(std::string_view name = "id") { return Column{name, BigInteger{}, primary_key}; }

/// Metadata with tables of its own.
struct Kit {
  explicit Kit(std::string bind = {}) : metadata(std::move(bind)) {}

  const Table& add(std::string name, std::vector<Column> columns, TableOptions options = {}) {
    options.bind_key = metadata.key();
    const Table& table = tables.emplace_back(std::move(name), std::move(columns), std::move(options));
    metadata.add(table);
    return table;
  }
  std::vector<std::string> order() const {
    std::vector<std::string> names;
    for (const Table* table : metadata.creation_order().tables) names.push_back(table->name());
    return names;
  }
  std::vector<std::string> closing() const {
    std::vector<std::string> names;
    for (const ResolvedReference& reference : metadata.creation_order().closing)
      names.push_back(reference.name);
    return names;
  }

  std::deque<Table> tables;
  Metadata metadata;
};

struct Author {
  static constexpr auto bind_key = "users";
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(String{20}));
  }
};
struct Profile {
  static constexpr auto bind_key = "users";
  std::int64_t author_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Profile::author_id>(primary_key, references<&Author::id>));
  }
};
struct Post {
  std::int64_t id = 0;
  std::optional<std::int64_t> author_id;
  static constexpr auto columns() {
    return mapped(column<&Post::id>(primary_key), column<&Post::author_id>(links<&Author::id>));
  }
};

TEST(Metadata, KeepsTablesInTheirOrder) {
  Kit kit("users");
  const Table& b = kit.add("b", {key()});
  const Table& a = kit.add("a", {key()});
  EXPECT_EQ(kit.metadata.key(), "users");
  EXPECT_THAT(kit.metadata.tables(), ElementsAre(&b, &a));
  EXPECT_EQ(kit.metadata.find("", "a"), &a);
  EXPECT_EQ(kit.metadata.find("other", "a"), nullptr);
  EXPECT_TRUE(kit.metadata.remove(b));
  EXPECT_FALSE(kit.metadata.remove(b));
  EXPECT_THAT(kit.metadata.tables(), ElementsAre(&a));
}

TEST(Metadata, OneTableMayBeAddedTwiceButNotTwoOfOneName) {
  Kit kit("users");
  const Table& first = kit.add("user", {key()});
  kit.metadata.add(first);
  EXPECT_EQ(kit.metadata.tables().size(), 1u);
  EXPECT_THAT(refusal_of([&] { kit.add("user", {key()}); }),
              HasSubstr("there are two tables named 'user' in bind 'users'"));
  kit.add("user", {key()}, {.schema = "archive"});
  EXPECT_NE(kit.metadata.find("archive", "user"), nullptr);
}

TEST(Metadata, FSA_91_multiple_binds_same_table_name) {
  Kit main, other("other");
  main.add("user", {key()});
  other.add("user", {key()});
  EXPECT_NE(main.metadata.find("", "user"), other.metadata.find("", "user"));
}

TEST(Metadata, RefusesTablesOfOtherBinds) {
  Metadata metadata("other");
  EXPECT_EQ(refusal_of([&] { metadata.add(table_of<Author>()); }),
            "table 'author' belongs to bind 'users' and can't be added to bind 'other'");
}

// ---- references --------------------------------------------------------------------------------------------

TEST(MetadataReferences, OfModelsAndOfTablesResolveAlike) {
  Metadata metadata("users");
  const Table plain("favorites",
                    {Column{"author", Integer{}, ForeignKey{"author.id", ReferentialAction::cascade}}},
                    {.bind_key = "users"});
  for (const Table* table : {&table_of<Author>(), &table_of<Profile>(), &plain}) metadata.add(*table);
  for (const Table* owner : {&table_of<Profile>(), &plain}) {
    const ResolvedReference reference = metadata.resolve(*owner, owner->column(0));
    EXPECT_EQ(reference.owner, owner);
    EXPECT_EQ(reference.target, &table_of<Author>());
    EXPECT_THAT(reference.columns, ElementsAre(0u));
    EXPECT_THAT(reference.target_columns, ElementsAre(0u));
  }
  EXPECT_EQ(metadata.resolve(plain, plain.column(0)).on_delete, ReferentialAction::cascade);
  EXPECT_EQ(metadata.resolve(plain, plain.column(0)).name, "fk_favorites_author");
}

TEST(MetadataReferences, C9_foreign_key_across_binds) {
  Kit kit;
  const Table& note = kit.add("note", {key(), Column{"author_id", BigInteger{}, ForeignKey{"author.id"}}});
  EXPECT_EQ(refusal_of([&] { kit.metadata.resolve(note, note.column(1)); }),
            "table 'note' column 'author_id' refers to 'author.id', which is not in the default bind: a "
            "foreign key "
            "stays in one bind; a reference across binds must be a link: links<...> or Link{...}");
  EXPECT_THROW(kit.metadata.creation_order(), MappingError);
}

TEST(MetadataReferences, C9_links_across_binds_make_no_foreign_key) {
  Kit kit;
  kit.metadata.add(table_of<Post>());
  const Table& note = kit.add("note", {key(), Column{"author_id", BigInteger{}, Link{"author.id"}}});
  EXPECT_THAT(kit.metadata.foreign_keys(note), IsEmpty());
  EXPECT_THAT(kit.metadata.foreign_keys(table_of<Post>()), IsEmpty());
  EXPECT_THAT(kit.metadata.check(), IsEmpty());
}

TEST(MetadataReferences, TargetMustBeThere) {
  Metadata metadata("users");
  metadata.add(table_of<Profile>());
  EXPECT_THAT(refusal_of([&] { metadata.foreign_keys(table_of<Profile>()); }),
              HasSubstr("refers to 'author.id', which is not in bind 'users'"));
  Kit kit;
  kit.add("user", {key()});
  const Table& note = kit.add("note", {Column{"user_id", BigInteger{}, ForeignKey{"user.number"}}});
  EXPECT_THAT(refusal_of([&] { kit.metadata.foreign_keys(note); }),
              HasSubstr("that table has no column 'number'"));
}

TEST(MetadataReferences, TargetMustBeAKey) {
  Kit kit;
  kit.add("user",
          {key(), Column{"name", String{20}}, Column{"email", String{20}, unique}, Column{"code", Char{2}}},
          {.constraints = {unique_constraint({"code", "name"})}});
  const Table& good = kit.add("good", {Column{"email", String{20}, ForeignKey{"user.email"}}});
  EXPECT_EQ(kit.metadata.foreign_keys(good).size(), 1u);
  const Table& bad = kit.add("bad", {Column{"name", String{20}, ForeignKey{"user.name"}}});
  EXPECT_THAT(refusal_of([&] { kit.metadata.foreign_keys(bad); }),
              HasSubstr("neither a primary key nor unique"));
  const Table& both =
      kit.add("both", {Column{"a", String{20}}, Column{"b", Char{2}}},
              {.constraints = {foreign_key_constraint({"a", "b"}, "user", {"name", "code"})}});
  EXPECT_THAT(kit.metadata.foreign_keys(both)[0].target_columns, ElementsAre(1u, 3u));
}

TEST(MetadataReferences, TypesMustCompare) {
  Kit kit;
  kit.add("user", {key()});
  const Table& narrow = kit.add("narrow", {Column{"user_id", Integer{}, ForeignKey{"user.id"}}});
  EXPECT_EQ(kit.metadata.foreign_keys(narrow).size(), 1u) << "integers of any size compare";
  const Table& text = kit.add("text", {Column{"user_id", String{20}, ForeignKey{"user.id"}}});
  EXPECT_THAT(refusal_of([&] { kit.metadata.foreign_keys(text); }), HasSubstr("can't be compared with"));
}

TEST(MetadataReferences, SettingNullNeedsANullableColumn) {
  Kit kit;
  kit.add("user", {key()});
  const ForeignKey sets_null{"user.id", ReferentialAction::set_null};
  const Table& good = kit.add("good", {Column{"user_id", BigInteger{}, nullable, sets_null}});
  EXPECT_EQ(kit.metadata.foreign_keys(good).size(), 1u);
  const Table& bad = kit.add("bad", {Column{"user_id", BigInteger{}, sets_null}});
  EXPECT_THAT(refusal_of([&] { kit.metadata.foreign_keys(bad); }), HasSubstr("that column is NOT NULL"));
}

TEST(MetadataReferences, ColumnsMustBeAsMany) {
  Kit kit;
  kit.add("user", {Column{"a", Integer{}, primary_key}, Column{"b", Integer{}, primary_key}});
  const Table& bad = kit.add("bad", {Column{"x", Integer{}}},
                             {.constraints = {foreign_key_constraint({"x"}, "user", {"a", "b"})}});
  EXPECT_EQ(refusal_of([&] { kit.metadata.foreign_keys(bad); }),
            "table 'bad' column 'x' refers to 'user (a, b)', but 1 columns can't refer to 2");
}

// ---- order -------------------------------------------------------------------------------------------------

TEST(MetadataOrder, IsTheOrderOfDeclarationWhereNothingSpeaksAgainst) {
  Kit kit;
  for (const char* name : {"c", "a", "b"}) kit.add(name, {key()});
  EXPECT_THAT(kit.order(), ElementsAre("c", "a", "b"));
}

TEST(MetadataOrder, PutsTargetsFirst) {
  Kit kit;
  kit.add("line", {key(), Column{"order_id", BigInteger{}, ForeignKey{"order.id"}}});
  kit.add("note", {key()});
  kit.add("order", {key(), Column{"user_id", BigInteger{}, ForeignKey{"user.id"}}});
  kit.add("user", {key(), Column{"boss_id", BigInteger{}, nullable, ForeignKey{"user.id"}}});
  EXPECT_THAT(kit.order(), ElementsAre("user", "order", "line", "note"));
  EXPECT_THAT(kit.closing(), IsEmpty()) << "a table may refer to itself";
}

TEST(MetadataOrder, ListsForeignKeysThatCloseACircle) {
  Kit kit;
  kit.add("team", {key(), Column{"captain_id", BigInteger{}, nullable, ForeignKey{"player.id"}}});
  kit.add("player", {key(), Column{"team_id", BigInteger{}, ForeignKey{"team.id"}}});
  kit.add("match", {key(), Column{"team_id", BigInteger{}, ForeignKey{"team.id"}}});
  EXPECT_THAT(kit.order(), ElementsAre("player", "team", "match"));
  EXPECT_THAT(kit.closing(), ElementsAre("fk_player_team_id"));
}

TEST(MetadataCheck, CollectsAllProblems) {
  Kit kit;
  kit.add("a", {key(), Column{"x", Integer{}, ForeignKey{"nowhere.id"}},
                Column{"y", Integer{}, ForeignKey{"b.z"}}});
  kit.add("b",
          {key(), Column{"day", Date{}, default_now}, Column{"price", Numeric{2, 3}}, Column{"c", Char{0}}},
          {.constraints = {foreign_key_constraint({"id"}, "gone", {"id"})}});
  const std::vector<std::string> problems = kit.metadata.check();
  EXPECT_THAT(problems,
              ElementsAre(HasSubstr("'nowhere.id'"), HasSubstr("has no column 'z'"),
                          HasSubstr("default_now, which fills timestamps only"), HasSubstr("has 2 digits"),
                          HasSubstr("Char of length 0"), HasSubstr("'gone.id'")));
}

}  // namespace
}  // namespace bindery
