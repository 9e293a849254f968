// Models of text views: results that keep their texts, streams that show one row, and the room that results begin with.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

struct Line {
  static constexpr auto table_name = "views_line";
  std::int64_t id = 0;
  std::string label{};
  std::optional<std::string> note{};

  static constexpr auto columns() {
    return mapped(column<&Line::id>(primary_key), column<&Line::label>(String{200}), column<&Line::note>());
  }
};

struct LineView {
  static constexpr auto table_name = "views_line";
  std::int64_t id = 0;
  std::string_view label{};
  std::optional<std::string_view> note{};

  static constexpr auto columns() {
    return mapped(column<&LineView::id>(primary_key), column<&LineView::label>(String{200}),
                  column<&LineView::note>());
  }
};

/// A column that may be NULL, read as one that may not.
struct NoteView {
  static constexpr auto table_name = "views_line";
  std::int64_t id = 0;
  std::string_view note{};

  static constexpr auto columns() {
    return mapped(column<&NoteView::id>(primary_key), column<&NoteView::note>());
  }
};

class TextViews : public EveryBackend {
 protected:
  void SetUp() override {
    db_.emplace(Config{.database_uri = fresh_url()}, models<Line>);
    db_->create_all();
    std::vector<Line> lines;
    for (std::int64_t i = 1; i <= 3000; ++i) {
      lines.push_back(
          {.id = i, .label = std::string(static_cast<std::size_t>(i % 150), 'x') + std::to_string(i)});
      if (i % 3 == 0) lines.back().note = "note " + std::to_string(i);
    }
    db_->connect().insert_all(lines);
  }
  std::optional<Database> db_;
};
BINDERY_EVERY_BACKEND(TextViews);

TEST_P(TextViews, TextsLastAsLongAsTheResult) {
  auto connection = db_->connect();
  const auto expected = connection.execute(select<Line>().order_by(col<&Line::id>)).all();
  auto views = connection.views(select<LineView>().order_by(col<&LineView::id>));
  connection.execute(select<Line>().where(col<&Line::id> == 7));  // the connection goes on to something else
  const Views<LineView> moved = std::move(views);
  ASSERT_EQ(moved.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(moved[i].id, expected[i].id);
    EXPECT_EQ(moved[i].label, expected[i].label);
    EXPECT_EQ(moved[i].note, expected[i].note);
  }
}

TEST_P(TextViews, NothingFoundIsAnEmptyResult) {
  const auto none = db_->connect().views(select<LineView>().where(col<&LineView::id> < 0));
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.begin(), none.end());
}

TEST_P(TextViews, AStreamShowsOneRowAtATime) {
  std::size_t size = 0, notes = 0;
  for (const LineView& line : db_->connect().stream(select<LineView>().order_by(col<&LineView::id>))) {
    size += line.label.size();
    if (line.note) notes += line.note->starts_with("note ") ? 1 : 0;
  }
  std::size_t expected = 0;
  for (const Line& line : db_->connect().execute(select<Line>())) expected += line.label.size();
  EXPECT_EQ(size, expected);
  EXPECT_EQ(notes, 1000u);
}

TEST_P(TextViews, ConditionsAndInsertsTakeViews) {
  auto connection = db_->connect();
  const std::string text = "of somebody else";
  std::vector<LineView> more{{.id = 5001, .label = text, .note = text}, {.id = 5002, .label = text}};
  connection.insert_all(more);
  const auto found =
      connection.views(select<LineView>().where(col<&LineView::label> == text).order_by(col<&LineView::id>));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].note, text);
  EXPECT_EQ(found[1].note, std::nullopt);
}

TEST_P(TextViews, NullIsRefusedWhereAViewMustBe) {
  auto connection = db_->connect();
  EXPECT_THROW(connection.views(select<NoteView>()), DataError);
  EXPECT_EQ(connection.views(select<NoteView>().where(col<&NoteView::id> == 3))[0].note, "note 3");
}

// A statement remembers how many rows it gave; what it gives next may be far more or far fewer.
TEST_P(TextViews, ResultsDoNotHoldRoomThatTheyDoNotNeed) {
  auto connection = db_->connect();
  const auto up_to = [&](std::int64_t last) {
    return connection.execute(select<Line>().where(col<&Line::id> <= last)).all();
  };
  EXPECT_EQ(up_to(3000).size(), 3000u);
  const auto one = up_to(1);
  EXPECT_EQ(one.size(), 1u);
  EXPECT_LT(one.capacity(), 100u);
  EXPECT_EQ(up_to(3000).size(), 3000u);
  EXPECT_TRUE(up_to(0).empty());
}

// The same statement, again and again, so that what a driver learns from earlier runs is used.
TEST_P(TextViews, LookUpsByKeyStayRight) {
  auto connection = db_->connect();
  for (std::int64_t id = 1; id <= 10; ++id) {
    EXPECT_EQ(connection.execute(select<Line>().where(col<&Line::id> == id)).one().id, id);
    EXPECT_TRUE(connection.execute(select<Line>().where(col<&Line::id> == -id)).all().empty());
  }
}

TEST_P(TextViews, LookUpsNoticeThatAKeyIsNoneAnyMore) {
  auto connection = db_->connect();
  const auto lines = [&] { return connection.execute(select<Line>().where(col<&Line::id> == 1)).size(); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(lines(), 1u);
  connection.run_script("DROP TABLE views_line");
  connection.run_script("CREATE TABLE views_line (id BIGINT, label VARCHAR(200), note VARCHAR(200))");
  connection.run_script("INSERT INTO views_line VALUES (1, 'a', NULL), (1, 'b', NULL)");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(lines(), 2u);
}

}  // namespace
}  // namespace bindery::test
