// Queries put together at run time: clauses in the order of SQL text.
#include <bindery/sql/query_clauses.hpp>

#include <algorithm>

namespace bindery {

QueryClauses::QueryClauses(const Fragment& query) : query_(query.nodes.front().op) {
  std::size_t value = 0;
  for (std::size_t at = 1; at < query.nodes.size();) {
    const std::size_t end = behind(query.nodes, at);
    Clause& each = clauses_.emplace_back(Clause{query.nodes[at], {}});
    each.inside = query.part(at + 1, end, value);
    value += each.inside.values.size();
    at = end;
  }
}

QueryClauses::Clause& QueryClauses::clause(Op op) {
  const auto place = std::lower_bound(clauses_.begin(), clauses_.end(), op,
                                      [](const Clause& each, Op wanted) { return each.head.op < wanted; });
  if (place != clauses_.end() && place->head.op == op) return *place;
  return *clauses_.insert(place, Clause{{.op = op}, {}});
}

void QueryClauses::add(Op op, const Fragment& more, std::uint16_t detail) {
  Clause& each = clause(op);
  each.head.count += subtrees(more.nodes);
  each.head.detail |= detail;
  each.inside.append(more);
}

void QueryClauses::set(Op op, const Fragment& inside) {
  Clause& each = clause(op);
  each.head.count = subtrees(inside.nodes);
  each.inside = inside;
}

Fragment& QueryClauses::conditions(Op op) {
  Clause& each = clause(op);
  each.head.count = 1;
  if (!each.inside.empty())
    each.inside.nodes.insert(each.inside.nodes.begin(),
                             {.op = Op::and_, .type = TypeKind::boolean, .count = 2});
  return each.inside;
}

void QueryClauses::add_condition(Op op, const Condition& condition) {
  if (!condition.empty()) conditions(op).append(condition.fragment());
}

void QueryClauses::add_condition(Op op, std::span<const Node> nodes, std::span<const Cell> values) {
  conditions(op).append(nodes, values);
}

void QueryClauses::set_rows(Op op, std::int64_t rows) {
  Fragment count;
  count.add({.op = Op::parameter, .type = TypeKind::int64}, Value(rows));
  set(op, count);
}

void QueryClauses::add_join(std::uint16_t detail, const Fragment& source, const Condition& on) {
  Fragment join;
  join.add({.op = Op::join, .detail = detail, .count = on.empty() ? 1u : 2u});
  join.append(source);
  join.append(on.fragment());
  add(Op::from, join);
}

void QueryClauses::assemble(Room& room) const {
  std::size_t nodes = 1, values = 0;
  for (const Clause& each : clauses_) {
    nodes += 1 + each.inside.nodes.size();
    values += each.inside.values.size();
  }
  room.nodes.reserve(nodes);
  room.values.reserve(values);
  room.nodes.push_back({.op = query_, .count = static_cast<std::uint32_t>(clauses_.size())});
  for (const Clause& each : clauses_) {
    room.nodes.push_back(each.head);
    room.nodes.insert(room.nodes.end(), each.inside.nodes.begin(), each.inside.nodes.end());
    for (const Value& value : each.inside.values) room.values.push_back(value.cell());
  }
}

Fragment QueryClauses::assemble() const {
  Fragment query;
  query.add({.op = query_, .count = static_cast<std::uint32_t>(clauses_.size())});
  for (const Clause& each : clauses_) {
    query.add(each.head);
    query.append(each.inside);
  }
  return query;
}

}  // namespace bindery
