// Plans of statements as each database tells them.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

class Explained : public LibraryTest {
 protected:
  static const PlanNode* reads(const PlanNode& node, std::string_view table) {
    if (node.table == table) return &node;
    for (const PlanNode& child : node.children) {
      if (const PlanNode* found = reads(child, table)) return found;
    }
    return nullptr;
  }
};
BINDERY_EVERY_BACKEND(Explained);

TEST_P(Explained, ASelectWithValues) {
  const auto query =
      select(col<&Book::title>).join<Author>().where(col<&Author::name> == "Bob" && col<&Book::pages> > 5);
  const Plan plan = db().explain(query);
  EXPECT_FALSE(plan.text.empty());
  ASSERT_NE(reads(plan.root, "book"), nullptr) << plan.text;
  ASSERT_NE(reads(plan.root, "author"), nullptr) << plan.text;
  EXPECT_FALSE(reads(plan.root, "book")->actual_rows);
  EXPECT_EQ(reads(plan.root, "book")->rows.has_value(), backend() != Backend::sqlite);
  EXPECT_EQ(plan.root.cost.has_value(), backend() == Backend::postgresql);
}

TEST_P(Explained, AnIndexThatIsUsed) {
  const Plan plan = db().explain(select<Book>().where(col<&Book::id> == 1));
  const PlanNode* node = reads(plan.root, "book");
  if (backend() == Backend::postgresql) {
    ASSERT_NE(node, nullptr);  // a small table may be read whole
  } else {
    ASSERT_NE(node, nullptr) << plan.text;
    EXPECT_EQ(node->index, by_backend("PRIMARY KEY", "", "PRIMARY")) << plan.text;
  }
}

TEST_P(Explained, WritingStatementsDoNotRun) {
  db().explain(delete_from<Book>().join<Author>().where(col<&Author::name> == "Bob"));
  db().explain(update<Book>().set(col<&Book::pages> = 1).all_rows());
  db().explain(insert(Author{0, "New", {}}));
  EXPECT_EQ(books(col<&Book::pages> > 1).size(), 5u);
  EXPECT_EQ(db().scalar(select(count(col<&Author::id>))), 3);
}

TEST_P(Explained, AnalyzeRunsAndMeasures) {
  const auto query = select(col<&Book::id>).where(col<&Book::pages> > 5);
  if (backend() == Backend::sqlite) {
    EXPECT_THROW(db().explain(query, {.analyze = true}), ProgrammingError);
    return;
  }
  const Plan plan = db().explain(query, {.analyze = true});
  const PlanNode* node = reads(plan.root, "book");
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->actual_rows, 5.0) << plan.text;
  EXPECT_TRUE(node->time);
  db().explain(delete_from<Book>().where(col<&Book::id> == 1), {.analyze = true});
  EXPECT_TRUE(books(col<&Book::id> == 1).empty());
}

TEST_P(Explained, ByASessionWithItsFilters) {
  Session session = database().session();
  session.filter<Book>(col<&Book::pages> > 100);
  EXPECT_NE(reads(session.explain(select<Book>()).root, "book"), nullptr);
  EXPECT_EQ(database().recorded_queries().back().sql.find("WHERE") != std::string::npos, true);
}

}  // namespace
}  // namespace bindery::test
