// What GROUP BY groups by, read off its constant nodes.
#pragma once
#include <bindery/sql/nullable_sources.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace bindery::detail {

/// True if the two subtrees are one expression, whatever its values are.
constexpr bool same_subtree(std::span<const Node> a, std::size_t at_a, std::span<const Node> b,
                            std::size_t at_b) {
  const std::size_t end = behind(a, at_a);
  for (; at_a < end; ++at_a, ++at_b) {
    const Node &left = a[at_a], &right = b[at_b];
    if (left.op != right.op || left.type != right.type || left.detail != right.detail) return false;
    if (left.count != right.count || left.id != right.id || !same_name(left.name, right.name)) return false;
    if (left.op == Op::source && left.spec->type_name != right.spec->type_name) return false;
  }
  return true;
}

constexpr bool holds_keys(Op op) {
  return op == Op::rollup || op == Op::cube || op == Op::grouping_sets || op == Op::grouping_set ||
         op == Op::row_value;
}
constexpr bool makes_sets(Op op) { return op == Op::rollup || op == Op::cube || op == Op::grouping_sets; }

/// The keys of a GROUP BY clause (or of none).
class GroupKeys {
  template <class Wanted> constexpr bool any_key(std::size_t parent, bool in_sets, Wanted wanted) const {
    if (nodes_.empty()) return false;
    std::size_t key = parent + 1;
    for (std::uint32_t i = 0; i < nodes_[parent].count; ++i, key = behind(nodes_, key)) {
      const Op op = nodes_[key].op;
      const bool found =
          holds_keys(op) ? any_key(key, in_sets || makes_sets(op), wanted) : wanted(key, in_sets);
      if (found) return true;
    }
    return false;
  }

 public:
  constexpr GroupKeys() = default;
  /// `clause`: where GROUP BY stands.
  constexpr GroupKeys(std::span<const Node> nodes, std::size_t clause) : nodes_(nodes), clause_(clause) {}

  constexpr bool empty() const { return nodes_.empty(); }
  constexpr bool has(std::span<const Node> nodes, std::size_t at) const {
    return any_key(clause_, false,
                   [&](std::size_t key, bool) { return same_subtree(nodes_, key, nodes, at); });
  }
  /// True for a key that is NULL in some of the groups, those of a total.
  constexpr bool is_left_out(std::span<const Node> nodes, std::size_t at) const {
    return any_key(clause_, false, [&](std::size_t key, bool in_sets) {
      return in_sets && same_subtree(nodes_, key, nodes, at);
    });
  }
  /// True if each group has one row of this source: its primary key is among the keys.
  constexpr bool name_row_of(const Node& source) const {
    if (source.op != Op::source) return false;
    bool any = false;
    for (const ColumnSpec& column : source.spec->columns) {
      if (!column.primary_key) continue;
      any = true;
      const bool found = any_key(clause_, false, [&](std::size_t key, bool in_sets) {
        const Node& node = nodes_[key];
        return !in_sets && node.op == Op::column && MemberId{node.id} == column.id && belongs(node, source);
      });
      if (!found) return false;
    }
    return any;
  }

 private:
  std::span<const Node> nodes_;
  std::size_t clause_ = 0;
};

}  // namespace bindery::detail
