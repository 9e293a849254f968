// Rules of grouped queries: beside an aggregate, a column must be among the groups, or belong to a row whose primary key
// is. (PostgreSQL's rule; SQLite and MariaDB would take the value of any row.)
#pragma once
#include <bindery/sql/group_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace bindery::detail {

enum class GroupingFlaw : std::uint8_t { none, no_groups, not_a_group };

/// Looks at one SELECT; what is inside of it has its own groups.
class GroupingCheck {
 public:
  constexpr GroupingCheck(std::span<const Node> nodes, std::size_t select) : nodes_(nodes), select_(select) {
    std::size_t at = select + 1;
    for (std::uint32_t i = 0; i < nodes[select].count; ++i, at = behind(nodes, at)) {
      if (nodes[at].op == Op::from) from_ = at;
      if (nodes[at].op == Op::group_by) keys_ = GroupKeys(nodes, at);
      if (nodes[at].op == Op::group_by || nodes[at].op == Op::having) grouped_ = true;
    }
  }

  constexpr GroupingFlaw flaw() const {
    if (!grouped_ && !any_clause(Asked::aggregate)) return GroupingFlaw::none;
    if (!any_clause(Asked::bare_column)) return GroupingFlaw::none;
    return keys_.empty() ? GroupingFlaw::no_groups : GroupingFlaw::not_a_group;
  }

 private:
  enum class Asked : std::uint8_t { aggregate, bare_column };

  constexpr bool is(Asked asked, std::size_t at) const {
    return asked == Asked::aggregate ? aggregates(at) : is_bare(at);
  }
  /// True if a clause that is made for each group has what is asked for.
  constexpr bool any_clause(Asked asked) const {
    std::size_t at = select_ + 1;
    for (std::uint32_t i = 0; i < nodes_[select_].count; ++i, at = behind(nodes_, at)) {
      const Op op = nodes_[at].op;
      if ((op == Op::columns || op == Op::having || op == Op::order_by) && any(asked, at)) return true;
    }
    return false;
  }
  constexpr bool any(Asked asked, std::size_t parent) const {
    std::size_t at = parent + 1;
    for (std::uint32_t i = 0; i < nodes_[parent].count; ++i, at = behind(nodes_, at)) {
      if (is(asked, at)) return true;
    }
    return false;
  }
  constexpr bool aggregates(std::size_t at) const {
    const Op op = nodes_[at].op;
    if (op == Op::aggregate) return true;
    if (is_query(op)) return false;
    if (op == Op::over) return window_any(Asked::aggregate, at);
    return any(Asked::aggregate, at);
  }
  /// True if the expression speaks of a column that is no group.
  constexpr bool is_bare(std::size_t at) const {
    const Op op = nodes_[at].op;
    if (op == Op::aggregate || op == Op::filtered || is_query(op) || keys_.has(nodes_, at)) return false;
    if (op == Op::column || op == Op::named_column || op == Op::all_columns)
      return column_is_bare(nodes_[at]);
    if (op == Op::over) return window_any(Asked::bare_column, at);
    return any(Asked::bare_column, at);
  }
  /// A window function takes what the groups give: its aggregate is none of theirs, what is inside of it may be.
  constexpr bool window_any(Asked asked, std::size_t over) const {
    const std::size_t window = behind(nodes_, over + 1);
    const std::size_t function = nodes_[over + 1].op == Op::filtered ? over + 2 : over + 1;
    if (any(asked, function) || is(asked, window)) return true;
    return function != over + 1 && is(asked, behind(nodes_, function));
  }
  constexpr bool column_is_bare(const Node& column) const {
    if (from_ == 0) return false;
    std::size_t at = from_ + 1;
    for (std::uint32_t i = 0; i < nodes_[from_].count; ++i, at = behind(nodes_, at)) {
      const Node& source = nodes_[nodes_[at].op == Op::join ? at + 1 : at];
      if (belongs(column, source)) return !keys_.name_row_of(source);
    }
    return false;  // of a query around this one
  }

  std::span<const Node> nodes_;
  std::size_t select_, from_ = 0;
  GroupKeys keys_;
  bool grouped_ = false;
};

/// The first flaw of all SELECTs in a statement.
constexpr GroupingFlaw grouping_flaw(std::span<const Node> nodes) {
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    if (nodes[at].op != Op::select) continue;
    if (const GroupingFlaw flaw = GroupingCheck(nodes, at).flaw(); flaw != GroupingFlaw::none) return flaw;
  }
  return GroupingFlaw::none;
}

}  // namespace bindery::detail
