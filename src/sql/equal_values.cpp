// Values that must be seen to be equal: those of an expression that a query groups by and uses elsewhere.
#include "equal_values.hpp"

#include <bindery/core/error.hpp>
#include <bindery/sql/group_keys.hpp>

#include <algorithm>
#include <bit>

namespace bindery {

namespace {

bool same_value(const Cell& a, const Cell& b) {
  if (a.kind != b.kind || a.scale != b.scale) return false;
  if (a.is_null()) return true;
  if (is_viewed(a.kind)) return a.text() == b.text();
  if (a.kind == ValueKind::real)
    return std::bit_cast<std::uint64_t>(a.real) == std::bit_cast<std::uint64_t>(b.real);
  if (a.kind == ValueKind::decimal) return a.wide.low == b.wide.low && a.wide.high == b.wide.high;
  return a.integer == b.integer;
}

/// Looks at one SELECT after the other.
class Comparison {
 public:
  Comparison(std::span<const Node> nodes, std::span<const Cell> values) : nodes_(nodes), values_(values) {
    before_.reserve(nodes.size() + 1);
    before_.push_back(0);
    for (const Node& node : nodes)
      before_.push_back(static_cast<std::uint16_t>(before_.back() + (node.op == Op::parameter ? 1 : 0)));
  }

  std::vector<ValuePair> pairs() {
    if (before_.back() == 0 || before_.back() != values_.size()) return {};
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
      if (nodes_[at].op == Op::select) select(at);
    }
    return std::move(pairs_);
  }

 private:
  bool has_values(std::size_t at) const { return before_[behind(nodes_, at)] > before_[at]; }
  bool same(std::size_t a, std::size_t b) const { return same_expression(nodes_, a, b); }
  template <class Use> void each_below(std::size_t parent, Use use) const {
    std::size_t at = parent + 1;
    for (std::uint32_t i = 0; i < nodes_[parent].count; ++i, at = behind(nodes_, at)) use(at);
  }

  void select(std::size_t at) {
    std::size_t groups = 0, distinct = 0, columns = 0, order = 0;
    from_ = 0;
    each_below(at, [&](std::size_t clause) {
      if (nodes_[clause].op == Op::from) from_ = clause;
      if (nodes_[clause].op == Op::group_by) groups = clause;
      if (nodes_[clause].op == Op::distinct) distinct = clause;
      if (nodes_[clause].op == Op::columns) columns = clause;
      if (nodes_[clause].op == Op::order_by) order = clause;
    });
    if (groups != 0) {
      keys_.clear();
      groups_ = groups;
      collect_groups(groups);
      each_below(at, [&](std::size_t clause) {
        const Op op = nodes_[clause].op;
        if (op == Op::columns || op == Op::group_by || op == Op::having || op == Op::order_by)
          each_below(clause, [&](std::size_t term) { visit(term, op != Op::group_by); });
      });
    }
    if (distinct != 0 && order != 0) {
      keys_.clear();
      each_below(nodes_[distinct].count > 0 ? distinct : columns, [&](std::size_t column) {
        keys_.push_back(nodes_[column].op == Op::label ? column + 1 : column);
      });
      each_below(order, [&](std::size_t term) { visit(term, false); });
    }
  }
  void collect_groups(std::size_t parent) {
    each_below(parent, [&](std::size_t key) {
      if (detail::holds_keys(nodes_[key].op))
        collect_groups(key);
      else
        keys_.push_back(key);
    });
  }

  /// `must`: what is made of rows must be made of keys. Aggregates are made of all rows of a group.
  void visit(std::size_t at, bool must) {
    const Op op = nodes_[at].op;
    if (op == Op::aggregate || op == Op::filtered || is_query(op) || !has_values(at)) return;
    if (op != Op::parameter && is_key(at, must)) return;
    if (op != Op::over) return each_below(at, [&](std::size_t part) { visit(part, must); });
    const std::size_t function = nodes_[at + 1].op == Op::filtered ? at + 2 : at + 1;
    each_below(function, [&](std::size_t part) { visit(part, must); });
    if (function != at + 1) visit(behind(nodes_, function), must);
    visit(behind(nodes_, at + 1), must);
  }
  bool is_key(std::size_t at, bool must) {
    bool alike = false, equal = false;
    for (const std::size_t key : keys_) {
      if (key == at) return true;
      if (!same(key, at)) continue;
      alike = true;
      equal = compare(key, at) || equal;
    }
    if (alike && !equal && must && !is_made_of_keys(at)) {
      throw ProgrammingError(
          "the query uses an expression that differs from one that it groups by in its values alone",
          {.sqlstate = "42803",
           .hint = "give both the same values, or group by the columns of the expression as well"});
    }
    return alike;
  }
  /// Keeps what the comparison gave for each pair of values.
  bool compare(std::size_t key, std::size_t other) {
    bool all = true;
    for (std::uint16_t a = before_[key], b = before_[other]; a < before_[behind(nodes_, key)]; ++a, ++b) {
      const bool equal = same_value(values_[a], values_[b]);
      pairs_.push_back({std::min(a, b), std::max(a, b), equal});
      all = all && equal;
    }
    return all;
  }
  bool is_made_of_keys(std::size_t at) const {
    if (std::ranges::any_of(keys_, [&](std::size_t key) { return !has_values(key) && same(key, at); }))
      return true;
    const Op op = nodes_[at].op;
    if (op == Op::column) return is_of_grouped_row(nodes_[at]);
    if (op == Op::named_column || op == Op::all_columns) return false;
    bool all = true;
    each_below(at, [&](std::size_t part) { all = all && is_made_of_keys(part); });
    return all;
  }

  /// True for a column of a model whose primary key is among the groups.
  bool is_of_grouped_row(const Node& column) const {
    if (from_ == 0 || column.table != nullptr) return false;
    const detail::GroupKeys keys(nodes_, groups_);
    bool found = false;
    each_below(from_, [&](std::size_t part) {
      const Node& source = nodes_[nodes_[part].op == Op::join ? part + 1 : part];
      if (source.spec == nullptr || !detail::belongs(column, source)) return;
      found = found || keys.name_row_of(source);
    });
    return found;
  }

  std::span<const Node> nodes_;
  std::span<const Cell> values_;
  std::size_t from_ = 0, groups_ = 0;  // of the SELECT that is looked at
  std::vector<std::uint16_t> before_;  // values before each node
  std::vector<std::size_t> keys_;      // of the SELECT that is looked at
  std::vector<ValuePair> pairs_;
};

}  // namespace

bool same_expression(std::span<const Node> nodes, std::size_t a, std::size_t b) {
  const std::size_t end = behind(nodes, a);
  for (; a < end; ++a, ++b) {
    if (!same_structure(nodes[a], nodes[b])) return false;
  }
  return true;
}

std::vector<ValuePair> compared_values(std::span<const Node> nodes, std::span<const Cell> values) {
  return Comparison(nodes, values).pairs();
}

bool compare_alike(const StatementText& text, std::span<const Cell> values) {
  return !values.empty() && std::ranges::all_of(text.compared, [&](const ValuePair& pair) {
    return same_value(values[pair.first], values[pair.second]) == pair.equal;
  });
}

}  // namespace bindery
