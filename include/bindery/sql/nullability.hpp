// Whether an expression of a query may be NULL, read off its constant nodes: its columns know whether they may be, outer
// joins leave sources out, and some operations give a value whatever they are given.
#pragma once
#include <bindery/sql/group_keys.hpp>
#include <bindery/sql/nullable_sources.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace bindery::detail {

/// Looks at an expression among the FROM and GROUP BY clauses (either may be missing) of its query.
class Nullability {
 public:
  constexpr Nullability(std::span<const Node> expression, std::span<const Node> from,
                        std::span<const Node> groups)
      : nodes_(expression), from_(from), groups_(groups, 0) {}
  constexpr bool may_be_null(std::size_t at = 0) const {
    const Node& node = nodes_[at];
    if (node.nullable || groups_.is_left_out(nodes_, at)) return true;
    switch (node.op) {
      case Op::column:
      case Op::named_column:
      case Op::all_columns: return may_be_missing(from_, node);
      case Op::aggregate:  // those that may be NULL are of such a type
      case Op::is_null:
      case Op::is_not_null:
      case Op::exists:
      case Op::not_exists: return false;
      case Op::filtered:
      case Op::over: return may_be_null(at + 1);
      case Op::case_: return case_may_be_null(at);
      case Op::function: return function_may_be_null(at);
      case Op::select: return query_may_give_null(at);
      default: return any(at);
    }
  }

 private:
  constexpr bool function_may_be_null(std::size_t at) const {
    const std::string_view called = nodes_[at].name;
    if (called == "grouping") return false;
    return called == "coalesce" ? all(at) : any(at);
  }
  constexpr bool any(std::size_t parent) const {
    std::size_t at = parent + 1;
    for (std::uint32_t i = 0; i < nodes_[parent].count; ++i, at = behind(nodes_, at)) {
      if (may_be_null(at)) return true;
    }
    return false;
  }
  constexpr bool all(std::size_t parent) const {
    std::size_t at = parent + 1;
    for (std::uint32_t i = 0; i < nodes_[parent].count; ++i, at = behind(nodes_, at)) {
      if (!may_be_null(at)) return false;
    }
    return true;
  }
  /// Conditions decide; only values, and what comes otherwise, are given.
  constexpr bool case_may_be_null(std::size_t parent) const {
    const std::uint32_t count = nodes_[parent].count;
    std::size_t at = parent + 1;
    for (std::uint32_t i = 0; i < count; ++i, at = behind(nodes_, at)) {
      const bool is_value = i % 2 == 1 || i + 1 == count;
      if (is_value && may_be_null(at)) return true;
    }
    return count % 2 == 0;
  }
  constexpr bool query_may_give_null(std::size_t select) const {
    std::size_t columns = 0, from = 0, groups = 0, at = select + 1;
    for (std::uint32_t i = 0; i < nodes_[select].count; ++i, at = behind(nodes_, at)) {
      if (nodes_[at].op == Op::columns) columns = at;
      if (nodes_[at].op == Op::from) from = at;
      if (nodes_[at].op == Op::group_by) groups = at;
    }
    return Nullability(nodes_, clause(from), clause(groups)).any(columns);
  }
  constexpr std::span<const Node> clause(std::size_t at) const {
    return at == 0 ? std::span<const Node>() : nodes_.subspan(at, behind(nodes_, at) - at);
  }

  std::span<const Node> nodes_, from_;
  GroupKeys groups_;
};

}  // namespace bindery::detail
