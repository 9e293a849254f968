// One and Many without a session, and the keys that they go by.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

namespace bindery {
namespace {

using testing::HasSubstr;

struct Author {
  std::int64_t id = 0;
  std::string name{};
  Many<struct Book> books{};
  Many<Book> edited{};
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(), relation<&Author::books>(),
                  relation<&Author::edited>(by<"editor">));
  }
};
struct Book {
  std::int64_t id = 0;
  std::string title{};
  std::int64_t author_id = 0;
  std::int64_t editor_id = 0;
  One<Author> author{};
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::title>(),
                  column<&Book::author_id>(references<&Author::id>),
                  column<&Book::editor_id>(references<&Author::id>),
                  relation<&Book::author>(by<&Book::author_id>));
  }
};

TEST(Relation, plain_objects_hold_what_they_are_given) {
  Author author{.name = "Le Guin", .books = {Book{.title = "Lathe"}}};
  author.books.add(Book{.title = "Rocannon"});
  ASSERT_EQ(author.books.size(), 2u);
  EXPECT_EQ(author.books[1]->title, "Rocannon");
  std::string titles;
  for (auto& book : author.books) titles += book->title + " ";
  EXPECT_EQ(titles, "Lathe Rocannon ");
  author.books.remove(author.books[0]);
  EXPECT_EQ(author.books.size(), 1u);
}

TEST(Relation, what_nobody_gave_is_not_loaded) {
  const Author author;
  EXPECT_FALSE(author.books.is_loaded());
  EXPECT_THROW((void)author.books.empty(), NotLoaded);
  const Book book{.author = nullptr};
  EXPECT_FALSE(book.author);
}

TEST(Relation, copies_hold_the_same_objects) {
  Author author{.books = {Book{.title = "Lathe"}}};
  Author copy = author;
  EXPECT_EQ(copy.books[0], author.books[0]);
  copy.books.clear();
  EXPECT_EQ(author.books.size(), 1u);
  author = Author{.name = "another"};
  EXPECT_EQ(author.books.size(), 1u) << "a relation that is not loaded leaves the other as it is";
}

TEST(Relation, keys_are_found_or_named) {
  const TableSpec& author = *spec_of<Author>;
  const TableSpec& book = *spec_of<Book>;
  EXPECT_EQ(keys_of(author, author.relations[0], book).flaw, RelationFlaw::several_keys);
  EXPECT_EQ(keys_of(author, author.relations[1], book).flaw, RelationFlaw::no_such_column);
  const auto keys = keys_of(book, book.relations[0], author);
  EXPECT_EQ(keys.flaw, RelationFlaw::none);
  EXPECT_EQ(keys.kind, RelationKind::many_to_one);
  EXPECT_EQ(keys.key.own[0], 2u);
  try {
    (void)detail::entity_type<Author>().relations();
    FAIL() << "two keys would do";
  } catch (const MappingError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("relation Author.books: Book has several keys to Author (author_id, editor_id): "
                          "say which one by<\"column\">"));
  }
}

struct Person {
  std::int64_t id = 0;
  std::string kind{};
  static constexpr auto kinds = polymorphic<&Person::kind, "person">;
  static constexpr auto columns() {
    return mapped(column<&Person::id>(primary_key), column<&Person::kind>(String{20}));
  }
};
struct Driver : Person {
  static constexpr auto inherits = joined_table<Person, "driver">;
  std::string licence{};
  static constexpr auto columns() { return mapped(column<&Driver::licence>()); }
};
struct Car {
  std::int64_t id = 0;
  std::int64_t owner_id = 0;
  One<Driver> driver{};
  static constexpr auto columns() {
    return mapped(column<&Car::id>(primary_key), column<&Car::owner_id>(references<&Person::id>),
                  relation<&Car::driver>(delete_orphan));
  }
};

TEST(Relation, orphans_are_of_the_other_side_in_families_too) {
  try {
    (void)detail::entity_type<Car>().relations();
    FAIL() << "the key is the car's own";
  } catch (const MappingError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("Car.driver: delete_orphan belongs to the model that the key refers to"));
  }
}

struct Link {
  std::int64_t id = 0;
  std::optional<std::int64_t> next_id{};
  One<Link> next{};
  static constexpr auto columns() {
    return mapped(column<&Link::id>(primary_key), column<&Link::next_id>(references<&Link::id>),
                  relation<&Link::next>());
  }
};

TEST(Relation, a_long_row_of_objects_goes_without_filling_the_stack) {
  auto last = detail::new_entity<Link>(Link{});
  const std::weak_ptr<detail::Entity> watched = last;
  Ref<Link> first = detail::ref_to<Link>(std::move(last));
  for (int i = 0; i < 200'000; ++i)
    first = detail::ref_to<Link>(detail::new_entity<Link>(Link{.next = first}));
  first = {};
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace bindery
