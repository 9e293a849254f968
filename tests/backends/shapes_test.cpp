// What rows become on every database: structs, several models, maps by a key, pieces of a result or a stream.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Line {
  std::string title;
  int pages = 0;
  std::optional<double> rating;
};

struct Summary {
  std::string name;
  std::int64_t books = 0;
  std::optional<double> pages;
};
struct Card {
  std::optional<Book> book;
  Author author;
  std::string upper_name;
};

template <class Range> std::vector<std::size_t> sizes_of(Range&& partitions) {
  std::vector<std::size_t> sizes;
  for (const auto part : partitions) sizes.push_back(part.size());
  return sizes;
}

class Shapes : public LibraryTest {};
BINDERY_EVERY_BACKEND(Shapes);

TEST_P(Shapes, RawRowsBecomeStructsByName) {
  const auto lines =
      db().execute(sql("select pages, rating, id, title from book where id <= 2 order by id").into<Line>())
          .all();
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0].title, "Alpha");
  EXPECT_EQ(lines[0].pages, 100);
  EXPECT_EQ(lines[0].rating, 4.5);
  EXPECT_EQ(lines[1].rating, std::nullopt);
}

TEST_P(Shapes, ARawRowWithoutAMembersColumnSaysWhichColumnsThereAre) {
  try {
    db().execute(sql("select title, pages as length from book").into<Line>());
    FAIL();
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the statement lacks 'pages', 'rating'"));
    EXPECT_THAT(error.what(), HasSubstr("its columns are: title, length"));
  }
}

TEST_P(Shapes, ARawNullThatItsMemberCannotHoldIsAnError) {
  try {
    db().execute(sql("select null as title, 1 as pages, null as rating").into<Line>());
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("column 'title' of row 1"));
  }
}

TEST_P(Shapes, RawRowsHoldSeveralModels) {
  const auto rows = db().execute(sql("select a.id, a.name, a.mentor_id, m.id, m.name, m.mentor_id, 7 "
                                     "from author a left join author m on m.id = a.mentor_id order by a.id")
                                     .rows<Author, std::optional<Author>, int>())
                        .all();
  ASSERT_EQ(rows.size(), 3);
  const auto& [ada, nobody, seven] = rows[0];
  EXPECT_EQ(ada.name, "Ada");
  EXPECT_FALSE(nobody);
  EXPECT_EQ(seven, 7);
  EXPECT_EQ(std::get<1>(rows[2])->name, "Ada");
}

TEST_P(Shapes, RowsByAKey) {
  auto by_id = db().execute(select<Author>()).map_by(&Author::id);
  static_assert(std::is_same_v<decltype(by_id), std::unordered_map<std::int64_t, Author>>);
  EXPECT_EQ(by_id.at(2).name, "Bob");
  const auto by_day = db().execute(select<Book>()).map_by(&Book::published);
  static_assert(std::is_same_v<decltype(by_day), const std::map<std::chrono::year_month_day, Book>>);
  EXPECT_EQ(by_day.begin()->second.title, "delta");
  const auto lengths = db().execute(select(col<&Book::id>, col<&Book::pages>)).map_by([](const auto& row) {
    return std::get<0>(row);
  });
  EXPECT_EQ(std::get<1>(lengths.at(4)), 7);
  EXPECT_THROW(db().execute(select<Book>()).map_by(&Book::author_id), MultipleResultsFound);
  auto session = database().session();
  EXPECT_EQ(session.execute(select<Author>()).map_by(&Author::name).at("Bob")->id, 2);
}

TEST_P(Shapes, ResultsInPieces) {
  EXPECT_THAT(sizes_of(db().execute(select<Book>()).partitions(2)), ElementsAre(2, 2, 1));
  EXPECT_THAT(sizes_of(db().execute(select<Book>()).partitions(5)), ElementsAre(5));
  EXPECT_THAT(sizes_of(db().execute(select<Review>()).partitions(5)), ElementsAre());
  EXPECT_THROW(db().execute(select<Book>()).partitions(0), ProgrammingError);
}

TEST_P(Shapes, StreamsInPieces) {
  std::vector<std::string> titles;
  for (const std::span<Book> part : db().stream(select<Book>().order_by(col<&Book::id>)).partitions(2)) {
    for (const Book& book : part) titles.push_back(book.title);
    titles.push_back("|");
  }
  EXPECT_THAT(titles, ElementsAre("Alpha", "beta", "|", "Gamma_50%", "delta", "|", "Épsilon 🌍", "|"));
  EXPECT_THAT(sizes_of(db().stream(select<Book>()).partitions(5)), ElementsAre(5));
  EXPECT_THAT(sizes_of(db().stream(select<Review>()).partitions(5)), ElementsAre());
  EXPECT_EQ(db().scalar(select(count()).select_from<Book>()), 5);
}

TEST_P(Shapes, StreamsOfStructsAndDynamicRows) {
  int pages = 0;
  for (const Line& line : db().stream(sql("select title, pages, rating from book").into<Line>()))
    pages += line.pages;
  EXPECT_EQ(pages, 658);
  std::vector<std::string> names;
  for (const DynamicRow& row : db().stream(sql("select id, name from author order by id")))
    names.push_back(row.get<std::string>("name"));
  EXPECT_THAT(names, ElementsAre("Ada", "Bob", "Çelik"));
}

TEST_P(Shapes, StreamsOfStructsTakeColumnsInAnyOrder) {
  for (const char* columns : {"title, pages, rating", "rating, pages, title", "title, pages, rating, id"}) {
    std::string titles;
    int pages = 0;
    for (const Line& line :
         db().stream(sql(fmt::format("select {} from book order by id", columns)).into<Line>())) {
      titles += line.title.substr(0, 1);
      pages += line.pages;
    }
    EXPECT_EQ(titles.substr(0, 4), "AbGd") << columns;
    EXPECT_EQ(pages, 658) << columns;
  }
}

TEST_P(Shapes, StreamsNameTheRowAndColumnOfAValueThatDoesNotFit) {
  int rows = 0;
  try {
    for ([[maybe_unused]] const Line& line :
         db().stream(sql("select title, case when id = 3 then null else pages end as pages, rating from book "
                         "order by id")
                         .into<Line>()))
      ++rows;
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("column 'pages' of row 3"));
  }
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(db().scalar(select(count()).select_from<Book>()), 5);
}

TEST_P(Shapes, SeveralModelsInARow) {
  std::vector<std::string> lines;
  for (const auto& [author, book] :
       db().execute(select<Author, Book>().left_join<Book>().order_by(col<&Author::id>, col<&Book::id>)))
    lines.push_back(author.name + " " + (book ? book->title : "nothing"));
  EXPECT_THAT(lines, ElementsAre("Ada Alpha", "Ada beta", "Bob Gamma_50%", "Bob delta", "Bob Épsilon 🌍",
                                 "Çelik nothing"));
}

TEST_P(Shapes, ModelsAmongColumnsAndUnderAliases) {
  constexpr auto mentor = alias<Author, "mentor">;
  const auto rows = db().execute(select(model<Author>, count(col<&Book::id>), model_of(mentor))
                                     .left_join<Book>()
                                     .left_join(mentor, mentor.col<&Author::id> == col<&Author::mentor_id>)
                                     .group_by(col<&Author::id>, mentor.col<&Author::id>)
                                     .order_by(col<&Author::id>))
                        .all();
  ASSERT_EQ(rows.size(), 3);
  const auto& [ada, two, nobody] = rows[0];
  EXPECT_EQ(ada.name, "Ada");
  EXPECT_EQ(two, 2);
  EXPECT_FALSE(nobody);
  EXPECT_EQ(std::get<2>(rows[1])->name, "Ada");
  EXPECT_EQ(std::get<1>(rows[2]), 0);
}

TEST_P(Shapes, AModelThatIsNotThere) {
  const auto authors = db().execute(select<Book>()
                                        .right_join<Author>(col<&Book::author_id> == col<&Author::id>)
                                        .order_by(col<&Author::id>, col<&Book::id>))
                           .all();
  ASSERT_EQ(authors.size(), 6);
  EXPECT_EQ(authors[0]->title, "Alpha");
  EXPECT_FALSE(authors[5]);
}

TEST_P(Shapes, ExpressionsOverAnOuterJoinMayBeNull) {
  const auto row = db().execute(select(col<&Author::name>, col<&Book::pages> + 1, lower(col<&Book::title>),
                                       coalesce(col<&Book::pages>, 0), is_null(col<&Book::id>))
                                    .left_join<Book>()
                                    .where(col<&Author::id> == 3))
                       .one();
  EXPECT_EQ(row, (Row<std::string, std::optional<int>, std::optional<std::string>, int, bool>{
                     "Çelik", std::nullopt, std::nullopt, 0, true}));
}

TEST_P(Shapes, TypedRowsBecomeStructsByName) {
  const auto rows = db().execute(select(avg(col<&Book::pages>).as<"pages">(), col<&Author::id>,
                                        count(col<&Book::id>).as<"books">(), col<&Author::name>)
                                     .select_from<Author>()
                                     .left_join<Book>()
                                     .group_by(col<&Author::id>)
                                     .order_by(col<&Author::id>)
                                     .into<Summary>())
                        .all();
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].name, "Ada");
  EXPECT_EQ(rows[0].books, 2);
  EXPECT_EQ(rows[0].pages, 150.5);
  EXPECT_EQ(rows[2].pages, std::nullopt);
}

TEST_P(Shapes, TypedRowsBecomeStructsInOrder) {
  const auto query =
      select(col<&Book::title>, col<&Book::pages>, col<&Book::rating>).order_by(col<&Book::id>);
  EXPECT_EQ(db().execute(query.into_in_order<Line>()).all().at(1).pages, 201);
  auto session = database().session();
  EXPECT_EQ(session.execute(query.into_in_order<Line>()).first()->title, "Alpha");
  int pages = 0;
  for (const Line& line : db().stream(query.into_in_order<Line>())) pages += line.pages;
  EXPECT_EQ(pages, 658);
}

TEST_P(Shapes, StructsHoldModels) {
  const auto cards = db().execute(select(upper(col<&Author::name>).as<"upper_name">(), col<&Author::id>,
                                         model<Author>, col<&Book::id>, model<Book>)
                                      .left_join<Book>()
                                      .where(col<&Author::id> != 1)
                                      .order_by(col<&Author::id>, col<&Book::id>)
                                      .into<Card>())
                         .all();
  ASSERT_EQ(cards.size(), 4);
  EXPECT_EQ(cards[0].upper_name, "BOB");
  EXPECT_EQ(cards[0].author.name, "Bob");
  EXPECT_EQ(cards[0].book->title, "Gamma_50%");
  EXPECT_FALSE(cards[3].book);
}

TEST_P(Shapes, ASessionGivesARefInPlaceOfEachModel) {
  auto session = database().session();
  const auto rows =
      session.execute(select<Author, Book>().left_join<Book>().order_by(col<&Author::id>, col<&Book::id>))
          .all();
  static_assert(std::is_same_v<decltype(rows), const std::vector<Row<Ref<Author>, Ref<Book>>>>);
  ASSERT_EQ(rows.size(), 6);
  EXPECT_EQ(std::get<0>(rows[0]), std::get<0>(rows[1]));
  EXPECT_EQ(std::get<1>(rows[0])->title, "Alpha");
  EXPECT_FALSE(std::get<1>(rows[5]));
  std::get<0>(rows[5])->name = "Celik";
  session.commit();
  EXPECT_EQ(db().scalar(select(col<&Author::name>).where(col<&Author::id> == 3)), "Celik");
  const auto [ada, books] = session
                                .execute(select(model<Author>, count(col<&Book::id>))
                                             .join<Book>()
                                             .where(col<&Author::id> == 1)
                                             .group_by(col<&Author::id>))
                                .one();
  EXPECT_EQ(ada, std::get<0>(rows[0]));
  EXPECT_EQ(books, 2);
}

TEST_P(Shapes, AStreamOfSeveralModels) {
  std::size_t missing = 0, rows = 0;
  for (const auto& [author, book] : db().stream(select<Author, Book>().left_join<Book>())) {
    ++rows;
    missing += book ? 0 : 1;
  }
  EXPECT_EQ(rows, 6);
  EXPECT_EQ(missing, 1);
}

}  // namespace
}  // namespace bindery::test
