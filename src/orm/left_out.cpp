// Columns that a session does not read.
#include "left_out.hpp"

#include <algorithm>

namespace bindery::detail {

namespace {

using What = ColumnOption::What;

LeftOut bits_of(const Table& table, std::span<const MemberId> members) {
  LeftOut bits = 0;
  const auto candidates = table.deferred();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (std::find(members.begin(), members.end(), table.column(candidates[i]).id) != members.end())
      bits |= LeftOut{1} << i;
  }
  return bits;
}

LeftOut all_bits(const Table& table) {
  const std::size_t count = table.deferred().size();
  return count == 0 ? 0 : ~LeftOut{0} >> (64 - count);
}

/// Calls `use(column, bit)` for each column that is left out.
template <class Use> void each_left_out(const Table& table, LeftOut columns, Use use) {
  for (std::size_t i = 0; columns >> i != 0; ++i) {
    if ((columns >> i & 1) != 0) use(table.deferred()[i]);
    if (i == 63) return;
  }
}

}  // namespace

bool needs_all_columns(std::span<const Node> nodes) {
  if (nodes.front().op != Op::select) return true;
  for (std::size_t at = 1; at < nodes.size(); at = behind(nodes, at)) {
    if (nodes[at].op == Op::distinct) return true;
  }
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) { return node.op == Op::label_name; });
}

namespace {

/// Takes fields out of a plan, the last one first.
void take_out(ReducedQuery& reduced, const std::vector<std::size_t>& fields) {
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    reduced.fields.erase(reduced.fields.begin() + static_cast<std::ptrdiff_t>(*field));
    for (PartPlan& part : reduced.parts) {
      if (part.first > *field)
        --part.first;
      else if (part.first + part.count > *field)
        --part.count;
      for (std::size_t& key : part.keys) key -= key > *field ? 1u : 0u;
    }
  }
}

}  // namespace

LeftOut left_out(const Table& table, std::span<const ColumnOption> options) {
  LeftOut left = 0;
  const auto candidates = table.deferred();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (table.column(candidates[i]).left_out) left |= LeftOut{1} << i;
  }
  for (const ColumnOption& option : options) {
    const LeftOut named = bits_of(table, option.members);
    if (option.what == What::leave_out) left |= named;
    if (option.what == What::read) left &= ~named;
    if (option.what == What::read_all) left = 0;
    if (option.what == What::read_only && named != 0) left = all_bits(table) & ~named;
  }
  return left;
}

LeftOut unread_in_all(std::span<Entity* const> entities) {
  const Table& table = entities.front()->type.table;
  LeftOut unread = all_bits(table);
  for (Entity* const entity : entities) {
    LeftOut own = entity->expired ? left_out(table, {}) : 0;
    const auto candidates = table.deferred();
    for (std::size_t i = 0; i < candidates.size() && !entity->expired; ++i) {
      if (table.column(candidates[i]).unread_in(entity->object())) own |= LeftOut{1} << i;
    }
    unread &= own;
  }
  return unread;
}

std::vector<FieldPlan> plan_without(const Table& table, LeftOut columns) {
  ReducedQuery reduced{.nodes = {}, .fields = plan_of(table), .parts = {}, .models = {}};
  std::vector<std::size_t> fields;
  each_left_out(table, columns, [&](std::size_t position) { fields.push_back(position); });
  take_out(reduced, fields);
  return std::move(reduced.fields);
}

void leave_unread(const Table& table, void* object, LeftOut columns) {
  each_left_out(table, columns, [&](std::size_t position) {
    const Column& column = table.column(position);
    column.leave_unread(column.field(object));
  });
}

bool reduce(const StatementRef& statement, const RowPlan& plan, std::span<const ColumnOption> options,
            ReducedQuery& reduced) {
  const std::span<const Node> nodes = statement.nodes;
  const auto may_leave_out = [](const Node& node) {
    return node.op == Op::all_columns && !table_of_node(node).deferred().empty();
  };
  if (std::none_of(nodes.begin(), nodes.end(), may_leave_out) || needs_all_columns(nodes)) return false;
  std::size_t columns = 1;
  while (nodes[columns].op != Op::columns) columns = behind(nodes, columns);
  std::vector<std::size_t> fields;
  std::size_t field = 0, at = columns + 1;
  for (std::uint32_t i = 0; i < nodes[columns].count; ++i, at = behind(nodes, at)) {
    if (nodes[at].op != Op::all_columns) {
      ++field;
      continue;
    }
    const Table& table = table_of_node(nodes[at]);
    const LeftOut left = left_out(table, options);
    reduced.models.push_back(left);
    each_left_out(table, left, [&](std::size_t position) { fields.push_back(field + position); });
    field += table.columns().size();
    if (left == 0) continue;
    if (reduced.nodes.empty()) reduced.nodes.assign(nodes.begin(), nodes.end());
    reduced.nodes[at].id = left;
  }
  if (fields.empty()) return false;
  reduced.fields.assign(plan.fields.begin(), plan.fields.end());
  reduced.parts.assign(plan.parts.begin(), plan.parts.end());
  take_out(reduced, fields);
  return true;
}

}  // namespace bindery::detail
