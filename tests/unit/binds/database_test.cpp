// The database object without a server: engines per bind, validation, what it prints.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

namespace bindery {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Author {
  static constexpr auto bind_key = "authors";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Author::id>(primary_key)); }
};
struct Reader {
  static constexpr auto bind_key = "readers";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Reader::id>(primary_key)); }
};

struct Book {
  std::int64_t id = 0, author_id = 0, editor_id = 0;
  One<struct Writer> author{};
  static constexpr auto columns();
};
struct Writer {
  std::int64_t id = 0;
  Many<Book> books{};
  Many<struct Hobby> hobbies{};
  Many<Book> edited{};
  static constexpr auto columns() {
    return mapped(column<&Writer::id>(primary_key), relation<&Writer::books>(), relation<&Writer::hobbies>(),
                  relation<&Writer::edited>(by<"editor_id">, ordered_by<"price">));
  }
};
constexpr auto Book::columns() {
  return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Writer::id>),
                column<&Book::editor_id>(references<&Writer::id>),
                relation<&Book::author>(by<&Book::author_id>));
}
struct Hobby {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Hobby::id>(primary_key)); }
};

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(DatabaseObject, FSA_02_each_bind_has_an_engine_of_its_own) {
  Database db({.database_uri = "sqlite://", .binds = {{"a", "sqlite://"}}});
  EXPECT_NE(db.engine(), db.engine("a"));
  EXPECT_EQ(db.engine("a"), db.engine("a"));
  EXPECT_EQ(db.engine("a")->bind_key(), "a");
}

TEST(DatabaseObject, FSA_04_and_C14_options_reach_their_own_engine_only) {
  Database db({.database_uri = "sqlite:///x.db",
               .binds = {{"a", BindOptions{"sqlite:///a.db", {{"pool_size", 2}}}}, {"b", "sqlite:///b.db"}},
               .engine_options = {{"pool_size", 9}},
               .default_engine_options = {{"max_overflow", 3}}});
  EXPECT_EQ(db.engine()->options().pool.size, 9u);
  EXPECT_EQ(db.engine("a")->options().pool.size, 2u);
  EXPECT_EQ(db.engine("b")->options().pool.size, 5u);
  for (const auto& engine : db.engines()) EXPECT_EQ(engine->options().pool.max_overflow, 3);
}

TEST(DatabaseObject, FSA_06_a_bind_is_a_text_a_url_or_options) {
  const Url url = Url::parse("sqlite://");
  Database db({.binds = {{"text", "sqlite://"},
                         {"url", url},
                         {"options", BindOptions{url, {}}},
                         {"map", BindOptions{{}, {{"url", "sqlite://"}}}}}});
  for (const char* key : {"text", "url", "options", "map"}) EXPECT_EQ(db.engine(key)->url(), url) << key;
}

TEST(DatabaseObject, FSA_07_a_configuration_without_databases_is_refused) {
  EXPECT_THAT(refusal([] { Database db(Config{}); }),
              AllOf(HasSubstr("SQLALCHEMY_DATABASE_URI"), HasSubstr("SQLALCHEMY_BINDS")));
}

TEST(DatabaseObject, FSA_08_named_binds_need_no_default) {
  Database db({.binds = {{"a", "sqlite://"}}, .engine_options = {{"pool_use_lifo", true}}});
  EXPECT_EQ(db.engine("a")->bind_key(), "a");
  EXPECT_THAT(refusal([&] { db.engine(); }), AllOf(HasSubstr("no default bind"), HasSubstr("'a'")));
}

TEST(DatabaseObject, engines_connect_when_first_used) {
  Database db({.database_uri = "postgresql://u:secret@127.0.0.1:1/x",
               .binds = {{"m", "mysql://u:secret@127.0.0.1:1/x"}}});
  EXPECT_EQ(db.engine("m")->pool_statistics().opened_total, 0u);
  EXPECT_THAT(refusal([&] { db.connect("m"); }), AllOf(HasSubstr("bind 'm'"), Not(HasSubstr("secret"))));
}

TEST(DatabaseObject, an_unknown_key_is_an_error_that_lists_the_binds) {
  Database db({.database_uri = "sqlite://", .binds = {{"users", "sqlite://"}}});
  EXPECT_THAT(refusal([&] { db.engine("user"); }),
              AllOf(HasSubstr("'user'"), HasSubstr("'users'"), HasSubstr("the default bind")));
}

TEST(DatabaseObject, C11_validate_tells_every_unconfigured_model) {
  Database db({.database_uri = "sqlite://"}, models<Author, Reader>);
  EXPECT_THAT(refusal([&] { db.validate(); }), AllOf(HasSubstr("'author'"), HasSubstr("'authors'"),
                                                     HasSubstr("'reader'"), HasSubstr("'readers'")));
}

TEST(DatabaseObject, C8_validate_tells_an_association_table_in_another_bind_than_its_ends) {
  Database db({.database_uri = "sqlite://", .binds = {{"authors", "sqlite://"}}}, models<Author>);
  db.table("likes", {Column{"author_id", BigInteger{}, ForeignKey{"author.id"}}});
  EXPECT_THAT(refusal([&] { db.validate(); }),
              AllOf(HasSubstr("'likes'"), HasSubstr("bind 'authors'"), HasSubstr("bind_key")));
}

TEST(DatabaseObject, validate_tells_relations_without_a_key_or_with_several) {
  Database db({.database_uri = "sqlite://"}, models<Writer, Book, Hobby>);
  EXPECT_THAT(
      refusal([&] { db.validate(); }),
      AllOf(HasSubstr("3 things are wrong"),
            HasSubstr("relation Writer.books: Book has several keys to Writer (author_id, editor_id)"),
            HasSubstr("relation Writer.hobbies: Hobby has no key to Writer"),
            HasSubstr("relation Writer.edited: ordered_by<...> names a column that Book has not"),
            Not(HasSubstr("Book.author"))));
}

TEST(DatabaseObject, validate_is_silent_when_all_is_well) {
  Database db({.binds = {{"authors", "sqlite://"}}}, models<Author>);
  db.table("likes", {Column{"author_id", BigInteger{}, ForeignKey{"author.id"}}}, {.bind_key = "authors"});
  EXPECT_NO_THROW(db.validate());
}

TEST(DatabaseObject, FSA_26_tables_are_kept_by_bind) {
  Database db({.database_uri = "sqlite://", .binds = {{"authors", "sqlite://"}}}, models<Author>);
  Table& plain =
      db.table("plain", {Column{"id", BigInteger{}, primary_key}}, {.info = {{"bind_key", "authors"}}});
  EXPECT_EQ(db.metadata("authors").find("", "plain"), &plain);
  EXPECT_EQ(db.metadata("authors").tables().size(), 2u);
  EXPECT_TRUE(db.metadata().tables().empty());
  EXPECT_THROW(db.table("plain", {Column{"id", BigInteger{}, primary_key}}, {.bind_key = "authors"}),
               MappingError);
}

TEST(DatabaseObject, FSA_16_to_19_to_string_tells_the_default_and_counts_the_others) {
  EXPECT_EQ(Database({.database_uri = "postgresql://u:secret@h/x"}).to_string(),
            "<Database postgresql://u:***@h/x>");
  EXPECT_EQ(
      Database({.database_uri = "sqlite://", .binds = {{"a", "sqlite://"}, {"b", "sqlite://"}}}).to_string(),
      "<Database sqlite:// +2 binds>");
  EXPECT_EQ(Database({.binds = {{"a", "sqlite://"}}}).to_string(), "<Database (no default bind) +1 bind>");
}

}  // namespace
}  // namespace bindery
