// The order in which a flush writes tables and rows.
#include <orm/flush_order.hpp>

#include <bindery/schema/type.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bindery::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Table table(std::string name, std::vector<std::pair<std::string, std::string>> references) {
  std::vector<Column> columns{Column{"id", Integer{}, primary_key}};
  for (const auto& [column, target] : references)
    columns.push_back(Column{column, Integer{}, ForeignKey{target}, nullable});
  return Table(std::move(name), std::move(columns));
}

std::vector<std::string> names(const std::vector<TableGroup>& groups) {
  std::vector<std::string> all;
  for (const TableGroup& group : groups) {
    std::string text;
    for (const Table* one : group.tables) text += (text.empty() ? "" : "+") + one->name();
    all.push_back(group.circular ? "(" + text + ")" : text);
  }
  return all;
}

TEST(FlushOrder, tables_that_are_referred_to_come_first) {
  const Table a = table("a", {{"b_id", "b.id"}, {"c_id", "c.id"}}), b = table("b", {{"c_id", "c.id"}}),
              c = table("c", {}), d = table("d", {});
  EXPECT_THAT(names(parents_first({&a, &b, &c, &d})), ElementsAre("c", "b", "a", "d"));
  EXPECT_THAT(names(parents_first({&d, &c, &b, &a})), ElementsAre("c", "b", "a", "d"))
      << "the order does not depend on what was changed first";
  EXPECT_THAT(names(parents_first({&b, &a})), ElementsAre("b", "a")) << "tables without changes do not count";
}

TEST(FlushOrder, tables_in_a_circle_stay_together) {
  const Table a = table("a", {{"b_id", "b.id"}}), b = table("b", {{"a_id", "a.id"}}),
              c = table("c", {{"a_id", "a.id"}}), tree = table("tree", {{"parent", "tree.id"}});
  EXPECT_THAT(names(parents_first({&tree, &c, &b, &a})), ElementsAre("(b+a)", "c", "(tree)"));
  EXPECT_THAT(names(parents_first({&a, &c})), ElementsAre("a", "c"));
}

TEST(FlushOrder, rows_go_in_layers) {
  const RowLink links[] = {{1, 0, false}, {2, 1, true}, {3, 1, false}};
  const RowOrder order = order_rows(5, links);
  EXPECT_THAT(order.layers, ElementsAre(0u, 1u, 2u, 2u, 0u));
  EXPECT_THAT(order.postponed, IsEmpty());
  EXPECT_FALSE(order.stuck);
}

TEST(FlushOrder, a_circle_is_broken_where_a_link_can_wait) {
  const RowLink links[] = {{0, 1, false}, {1, 0, true}};
  const RowOrder order = order_rows(2, links);
  EXPECT_THAT(order.layers, ElementsAre(1u, 0u));
  EXPECT_THAT(order.postponed, ElementsAre(1u));
  const RowLink own[] = {{0, 0, true}};
  EXPECT_THAT(order_rows(1, own).postponed, ElementsAre(0u));
}

TEST(FlushOrder, a_circle_that_cannot_be_broken_is_told) {
  const RowLink links[] = {{1, 2, false}, {2, 1, false}};
  EXPECT_EQ(order_rows(3, links).stuck, 1u);
}

TEST(FlushOrder, a_chain_of_many_rows) {
  std::vector<RowLink> links;
  for (std::size_t i = 1; i < 100'000; ++i) links.push_back({i, i - 1, true});
  const RowOrder order = order_rows(100'000, links);
  EXPECT_EQ(order.layers.back(), 99'999u);
  EXPECT_THAT(order.postponed, IsEmpty());
}

}  // namespace
}  // namespace bindery::detail
