// Queries put together at run time: clauses in the order of SQL text.
#include <bindery/sql/query_clauses.hpp>

#include <algorithm>
#include <utility>

namespace bindery {

namespace {

/// Room for some conditions, so that adding them moves nothing.
constexpr std::size_t usual_places = 6, usual_nodes = 32, usual_values = 8;

std::ptrdiff_t size_of(const auto& list) { return static_cast<std::ptrdiff_t>(list.size()); }

}  // namespace

QueryClauses::QueryClauses(Op query) { query_.add({.op = query}); }
QueryClauses::QueryClauses(const QueryClauses&) = default;
QueryClauses::QueryClauses(QueryClauses&&) noexcept = default;
QueryClauses& QueryClauses::operator=(const QueryClauses&) = default;
QueryClauses& QueryClauses::operator=(QueryClauses&&) noexcept = default;
QueryClauses::~QueryClauses() = default;

QueryClauses::QueryClauses(Fragment query) : query_(std::move(query)) { find_places(); }

QueryClauses::QueryClauses(std::span<const Node> query, std::span<const Cell> values) {
  query_.nodes.reserve(query.size() + usual_nodes);
  query_.values.reserve(values.size() + usual_values);
  query_.append(query, values);
  find_places();
}

void QueryClauses::find_places() {
  places_.reserve(usual_places);
  std::ptrdiff_t value = 0;
  for (std::size_t at = 1; at < query_.nodes.size();) {
    places_.push_back({query_.nodes[at].op, static_cast<std::ptrdiff_t>(at), value});
    for (const std::size_t end = behind(query_.nodes, at); at < end; ++at)
      value += query_.nodes[at].op == Op::parameter ? 1 : 0;
  }
}

QueryClauses::Places::iterator QueryClauses::place_of(Op op) {
  auto place = places_.begin();
  while (place != places_.end() && place->op < op) ++place;
  if (place != places_.end() && place->op == op) return place;
  Place made{op, size_of(query_.nodes), size_of(query_.values)};
  if (place != places_.end()) made = {op, place->node, place->value};
  query_.nodes.insert(query_.nodes.begin() + made.node, Node{.op = op});
  ++query_.nodes.front().count;
  const auto at = places_.insert(place, made);
  move_places(at + 1, 1, 0);
  return at;
}

QueryClauses::Places::iterator QueryClauses::place_for_condition(Op op) {
  const auto place = place_of(op);
  const auto head = query_.nodes.begin() + place->node;
  if (head->count == 0) {
    head->count = 1;
  } else if (head[1].op == Op::and_) {
    ++head[1].count;
  } else {
    query_.nodes.insert(head + 1, {.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    move_places(place + 1, 1, 0);
  }
  return place;
}

template <class Append> void QueryClauses::put(Places::iterator place, Append append) {
  auto& nodes = query_.nodes;
  auto& values = query_.values;
  const std::ptrdiff_t nodes_before = size_of(nodes), values_before = size_of(values);
  append();
  const auto next = place + 1;
  if (next == places_.end()) return;
  std::rotate(nodes.begin() + next->node, nodes.begin() + nodes_before, nodes.end());
  std::rotate(values.begin() + next->value, values.begin() + values_before, values.end());
  move_places(next, size_of(nodes) - nodes_before, size_of(values) - values_before);
}

void QueryClauses::move_places(Places::iterator first, std::ptrdiff_t nodes, std::ptrdiff_t values) {
  for (auto place = first; place != places_.end(); ++place) {
    place->node += nodes;
    place->value += values;
  }
}

void QueryClauses::add(Op op, const Fragment& more, std::uint16_t detail) {
  const auto place = place_of(op);
  Node& head = query_.nodes[static_cast<std::size_t>(place->node)];
  head.count += subtrees(more.nodes);
  head.detail |= detail;
  put(place, [&] { query_.append(more); });
}

void QueryClauses::set(Op op, const Fragment& inside) {
  const auto place = place_of(op), next = place + 1;
  auto& nodes = query_.nodes;
  auto& values = query_.values;
  const auto node = nodes.begin() + place->node + 1;
  const auto value = values.begin() + place->value;
  const auto last_node = next == places_.end() ? nodes.end() : nodes.begin() + next->node;
  const auto last_value = next == places_.end() ? values.end() : values.begin() + next->value;
  move_places(next, node - last_node, value - last_value);
  nodes.erase(node, last_node);
  values.erase(value, last_value);
  nodes[static_cast<std::size_t>(place->node)].count = 0;
  add(op, inside);
}

Node* QueryClauses::last_conditions(Op op) {
  if (places_.empty() || places_.back().op != op) return nullptr;
  const auto head = query_.nodes.begin() + places_.back().node;
  return head->count == 1 && head[1].op == Op::and_ ? &head[1] : nullptr;
}

void QueryClauses::add_condition(Op op, const Condition& condition) {
  if (condition.empty()) return;
  put(place_for_condition(op), [&] { query_.append(condition.fragment()); });
}

void QueryClauses::add_condition(Op op, std::span<const Node> nodes, std::span<const Cell> values) {
  if (Node* const all = last_conditions(op); all != nullptr) {
    ++all->count;
    return query_.append(nodes, values);
  }
  put(place_for_condition(op), [&] { query_.append(nodes, values); });
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

}  // namespace bindery
