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

}  // namespace
}  // namespace bindery::test
