// The types of what queries give, and the rules of groups: all of it is decided at compile time.
#include <bindery/bindery.hpp>
#include <gtest/gtest.h>

#include <concepts>
#include <optional>
#include <string>

namespace bindery::test {
namespace {

struct Author {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::string> country;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(), column<&Author::country>());
  }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::string title;
  int pages = 0;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>),
                  column<&Book::title>(), column<&Book::pages>());
  }
};
// What a row of the query becomes.
template <class T, class Q> constexpr bool gives(const Q&) { return std::same_as<typename Q::row_type, T>; }
constexpr auto boss = alias<Author, "boss">;
static_assert(gives<Row<Author, Book>>(select<Author, Book>().join<Book>()));
static_assert(gives<Row<Author, std::optional<Book>>>(select<Author, Book>().left_join<Book>()));
static_assert(gives<Row<std::optional<Author>, Book>>(select<Author, Book>().right_join<Book>()));
static_assert(gives<std::optional<Author>>(select<Author>().right_join<Book>()));
static_assert(gives<Row<Author, std::int64_t>>(
    select(model<Author>, count(col<&Book::id>)).left_join<Book>().group_by(col<&Author::id>)));
static_assert(gives<Row<Author, std::optional<Author>>>(
    select(model<Author>, model_of(boss)).left_join(boss, boss.col<&Author::id> == col<&Author::id>)));
static_assert(gives<Row<std::int64_t, std::optional<int>>>(
    select(col<&Author::id>, col<&Book::pages> + 1).left_join<Book>()));
static_assert(gives<Row<std::int64_t, int>>(
    select(col<&Author::id>, coalesce(col<&Book::pages> + 1, 0)).left_join<Book>()));
static_assert(gives<Row<std::int64_t, std::optional<int>>>(
    select(col<&Author::id>, coalesce(col<&Book::pages> + 1, col<&Book::pages>)).left_join<Book>()));
static_assert(gives<Row<std::int64_t, bool, std::optional<std::string>>>(
    select(col<&Author::id>, is_null(col<&Book::pages>), lower(col<&Book::title>).as<"t">())
        .left_join<Book>()));
static_assert(gives<Row<std::string>>(
    select(case_when(col<&Book::pages> > 3, "x").otherwise("y")).select_from<Author>().left_join<Book>()));
static_assert(gives<Row<std::optional<std::string>>>(
    select(case_when(col<&Author::id> > 3, col<&Book::title>).otherwise("y"))
        .select_from<Author>()
        .left_join<Book>()));
static_assert(gives<Row<std::optional<std::string>>>(
    select(case_when(col<&Author::id> > 3, col<&Author::country>).otherwise("y"))));
static_assert(
    gives<Row<std::optional<bool>>>(select(col<&Book::pages> > 3).select_from<Author>().left_join<Book>()));
// What a query breaks.
template <class Q> constexpr Flaw flaw(const Q&) { return flaw_of(detail::nodes_of<Q>); }
static_assert(flaw(select(col<&Author::name>, count()).join<Book>()) == Flaw::no_groups);
static_assert(flaw(select(col<&Author::name>, count()).join<Book>().group_by(col<&Author::name>)) ==
              Flaw::none);
static_assert(flaw(select(lower(col<&Author::name>), count()).join<Book>().group_by(col<&Author::name>)) ==
              Flaw::none);
static_assert(
    flaw(select(lower(col<&Author::name>), count()).join<Book>().group_by(lower(col<&Author::name>))) ==
    Flaw::none);
static_assert(flaw(select(col<&Author::name>, count()).join<Book>().group_by(lower(col<&Author::name>))) ==
              Flaw::not_a_group);
static_assert(flaw(select(model<Author>, count()).join<Book>().group_by(col<&Author::id>)) == Flaw::none);
static_assert(flaw(select(model<Author>, col<&Book::title>).join<Book>().group_by(col<&Author::id>)) ==
              Flaw::not_a_group);
static_assert(
    flaw(select(model<Author>, col<&Book::title>).join<Book>().group_by(col<&Author::id>, col<&Book::id>)) ==
    Flaw::none);
static_assert(flaw(select(count(), sum(col<&Book::pages>) + 1)) == Flaw::none);
static_assert(flaw(select(count(), sum(col<&Book::pages>) + col<&Book::pages>)) == Flaw::no_groups);
static_assert(flaw(select(col<&Book::pages>).having(count() > 1)) == Flaw::no_groups);
static_assert(flaw(select(col<&Book::pages>).order_by(desc(count()))) == Flaw::no_groups);
static_assert(flaw(select(count()).select_from<Book>().order_by(desc(col<&Book::pages>))) == Flaw::no_groups);
static_assert(
    flaw(select(col<&Author::name>,
                scalar(select(count(col<&Book::id>)).where(col<&Book::author_id> == col<&Author::id>)))) ==
    Flaw::none);
static_assert(flaw(select(col<&Author::name>).where(exists(select(col<&Book::id>, count())))) ==
              Flaw::no_groups);
static_assert(flaw(select(col<&Author::name>,
                          scalar(select(max(col<&Book::pages>) + col<&Author::id>)
                                     .where(col<&Book::author_id> == col<&Author::id>)))) == Flaw::none);
static_assert(flaw(select<Author, Book>()) == Flaw::unknown_table);

TEST(Output, IsDecidedByTheCompiler) { SUCCEED(); }

}  // namespace
}  // namespace bindery::test
