// Run-time SELECT: assembling the clauses in the order of SQL text.
#include <bindery/sql/dynamic_select.hpp>

namespace bindery {

namespace {

std::uint32_t subtrees(const Fragment& fragment) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < fragment.nodes.size(); at = behind(fragment.nodes, at)) ++count;
  return count;
}

void add_clause(Fragment& statement, Op op, const Fragment& inside) {
  if (inside.empty()) return;
  ++statement.nodes.front().count;
  statement.add({.op = op, .count = subtrees(inside)});
  statement.append(inside);
}

}  // namespace

Fragment SelectClauses::assemble() const {
  Fragment statement;
  statement.add({.op = Op::select, .detail = distinct ? distinct_detail : std::uint16_t{0}});
  add_clause(statement, Op::columns, columns);
  add_clause(statement, Op::from, sources);
  add_clause(statement, Op::where, filter.fragment());
  add_clause(statement, Op::group_by, groups);
  add_clause(statement, Op::having, group_filter.fragment());
  add_clause(statement, Op::order_by, order);
  statement.nodes.front().count += subtrees(window);
  statement.append(window);
  return statement;
}

void SelectClauses::add_join(JoinKind kind, Fragment source, const Condition& on) {
  const std::uint32_t parts = on.empty() ? 1 : 2;
  sources.add({.op = Op::join, .detail = static_cast<std::uint16_t>(kind), .count = parts});
  sources.append(source);
  sources.append(on.fragment());
}

void SelectClauses::set_limit(Op op, std::int64_t rows) {
  Fragment changed;
  const auto keep = [&](Op wanted) {
    if (wanted == op) {
      changed.add({.op = op, .count = 1});
      changed.add({.op = Op::parameter, .type = TypeKind::int64}, Value(rows));
      return;
    }
    std::size_t value = 0;
    for (std::size_t at = 0; at < window.nodes.size(); at += 2, ++value) {
      if (window.nodes[at].op != wanted) continue;
      changed.add(window.nodes[at]);
      changed.add(window.nodes[at + 1], window.values[value]);
    }
  };
  keep(Op::limit);
  keep(Op::offset);
  window = std::move(changed);
}

Fragment detail::source_fragment(const TableSpec* spec) {
  Fragment source;
  source.add({.op = Op::source, .spec = spec});
  return source;
}

Fragment detail::table_source(const Table& table) {
  Fragment source;
  source.add({.op = Op::source, .table = &table});
  return source;
}

}  // namespace bindery
