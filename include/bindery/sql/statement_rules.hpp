// Rules about whole typed statements, checked on their constant nodes: does each column belong to a source of the
// query that names it, do all tables agree on one bind.
// Nothing here asks whether an address is null in the data: g++ 12 with UBSan takes no such comparison for a constant.
#pragma once
#include <bindery/sql/grouping_rules.hpp>
#include <bindery/sql/nullable_sources.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bindery {

enum class Flaw : std::uint8_t {
  none,
  unknown_table,
  ambiguous,
  two_binds,
  unknown_source,
  unknown_common_table,
  unknown_label,
  name_of_the_result,
  no_groups,
  not_a_group,
  window_without_over,
};

namespace detail {

/// What the expressions of a query see: its sources, the tables that its WITH defines, and what is around it.
struct Scope {
  const Scope* outer = nullptr;
  std::size_t sources[max_sources] = {};  ///< where they stand
  std::size_t source_count = 0;
  const char* common_tables[max_sources] = {};
  std::size_t common_table_count = 0;
};

/// Finds the first flaw of a statement; each member function looks at the subtrees between two positions.
class StatementCheck {
 public:
  constexpr explicit StatementCheck(std::span<const Node> nodes) : nodes_(nodes) {}
  constexpr Flaw flaw() const {
    if (const Flaw found = binds(); found != Flaw::none) return found;
    return within(0, nodes_.size(), nullptr);
  }

 private:
  constexpr Flaw binds() const {
    std::string_view key;
    bool any = false;
    for (const Node& node : nodes_) {
      if (node.op != Op::source) continue;
      if (any && node.spec->bind_key != key) return Flaw::two_binds;
      key = node.spec->bind_key;
      any = true;
    }
    return Flaw::none;
  }

  /// `names`: those of the result may be used.
  constexpr Flaw within(std::size_t at, std::size_t end, const Scope* scope, bool names = false) const {
    while (at < end) {
      const Node& node = nodes_[at];
      Flaw found = Flaw::none;
      std::size_t next = at + 1;
      if (is_query(node.op)) {
        found = query(at, scope);
        next = behind(nodes_, at);
      } else if (node.op == Op::from) {
        found = from(at, scope);
        next = behind(nodes_, at);
      } else if ((node.op == Op::column && node.table == nullptr) || node.op == Op::named_column ||
                 node.op == Op::all_columns) {
        found = column(node, scope);
      } else if (node.op == Op::window) {
        next = behind(nodes_, at);
        found = within(at + 1, next, scope);
      } else if (node.op == Op::label_name && !names) {
        found = Flaw::name_of_the_result;
      } else if (node.op == Op::window_function && (at == 0 || nodes_[at - 1].op != Op::over)) {
        found = Flaw::window_without_over;
      }
      if (found != Flaw::none) return found;
      at = next;
    }
    return Flaw::none;
  }

  constexpr Flaw query(std::size_t at, const Scope* outer) const {
    const std::size_t end = behind(nodes_, at);
    if (nodes_[at + 1].op != Op::with) return body(at, at + 1, end, outer);
    Scope names{outer};
    const std::size_t first = behind(nodes_, at + 1);
    for (std::size_t i = at + 2; i < first; i = behind(nodes_, i)) {
      const bool recursive = nodes_[i].detail == recursive_detail;
      if (recursive) names.common_tables[names.common_table_count++] = nodes_[i].name;
      if (const Flaw found = within(i + 1, behind(nodes_, i), &names); found != Flaw::none) return found;
      if (!recursive) names.common_tables[names.common_table_count++] = nodes_[i].name;
    }
    return body(at, first, end, &names);
  }

  constexpr Flaw body(std::size_t query, std::size_t first, std::size_t end, const Scope* outer) const {
    Scope scope{outer};
    for (std::size_t at = first; at < end; at = behind(nodes_, at)) {
      if (nodes_[at].op == Op::from) collect(at, scope);
    }
    if (nodes_[query].op == Op::select) {
      for (std::size_t at = first; at < end; at = behind(nodes_, at)) {
        const Flaw found = within(at, behind(nodes_, at), &scope, nodes_[at].op == Op::order_by);
        if (found != Flaw::none) return found;
      }
    } else {
      if (const Flaw found = within(first, behind(nodes_, first), outer); found != Flaw::none) return found;
    }
    for (std::size_t at = first; at < end; at = behind(nodes_, at)) {
      if (nodes_[at].op != Op::order_by) continue;
      if (const Flaw found = order(query, at); found != Flaw::none) return found;
    }
    return Flaw::none;
  }

  constexpr void collect(std::size_t from, Scope& scope) const {
    std::size_t at = from + 1;
    for (std::uint32_t i = 0; i < nodes_[from].count; ++i, at = behind(nodes_, at))
      scope.sources[scope.source_count++] = nodes_[at].op == Op::join ? at + 1 : at;
  }

  /// Derived tables see what is around the query, and the sources before them if they are lateral, as functions are.
  constexpr Flaw from(std::size_t at, const Scope* scope) const {
    const std::size_t end = behind(nodes_, at);
    std::size_t known = 0;
    for (std::size_t part = at + 1; part < end; part = behind(nodes_, part), ++known) {
      const bool joined = nodes_[part].op == Op::join;
      const std::size_t source = joined ? part + 1 : part, behind_source = behind(nodes_, source);
      Flaw found = Flaw::none;
      const bool lateral = joined && (nodes_[part].detail & lateral_detail) != 0;
      if (lateral || nodes_[source].op == Op::table_function) {
        Scope before = *scope;
        before.source_count = known;
        found = within(source + 1, behind_source, &before);
      } else {
        found = within(source + 1, behind_source, scope->outer);
      }
      if (found == Flaw::none && nodes_[source].op == Op::common_table)
        found = common_table(nodes_[source + 1].name, scope);
      if (found == Flaw::none && joined) found = within(behind_source, behind(nodes_, part), scope);
      if (found != Flaw::none) return found;
    }
    return Flaw::none;
  }

  constexpr Flaw column(const Node& node, const Scope* scope) const {
    for (; scope != nullptr; scope = scope->outer) {
      std::size_t found = 0;
      for (std::size_t i = 0; i < scope->source_count; ++i) found += belongs(node, nodes_[scope->sources[i]]);
      if (found == 1) return Flaw::none;
      if (found > 1) return Flaw::ambiguous;
    }
    return node.op == Op::named_column ? Flaw::unknown_source : Flaw::unknown_table;
  }

  constexpr Flaw common_table(const char* name, const Scope* scope) const {
    for (; scope != nullptr; scope = scope->outer) {
      for (std::size_t i = 0; i < scope->common_table_count; ++i) {
        if (same_name(scope->common_tables[i], name)) return Flaw::none;
      }
    }
    return Flaw::unknown_common_table;
  }

  /// The names that ORDER BY takes from the result: everywhere labels, in set queries columns too.
  constexpr Flaw order(std::size_t query, std::size_t order_by) const {
    const std::size_t end = behind(nodes_, order_by);
    std::size_t first = query;
    while (nodes_[first].op == Op::set_query) first = clause(first, Op::members) + 1;
    for (std::size_t at = order_by + 1; at < end; ++at) {
      const Node& node = nodes_[at];
      const bool is_column = node.op == Op::column || node.op == Op::named_column;
      const bool wanted = node.op == Op::label_name || (is_column && first != query);
      if (wanted && !in_result(first, at)) return Flaw::unknown_label;
    }
    return Flaw::none;
  }
  constexpr std::size_t clause(std::size_t query, Op op) const {
    std::size_t at = query + 1;
    for (std::uint32_t i = 0; i < nodes_[query].count && nodes_[at].op != op; ++i) at = behind(nodes_, at);
    return at;
  }
  constexpr bool in_result(std::size_t select, std::size_t wanted) const {
    const Node& name = nodes_[wanted];
    Scope scope;
    const std::size_t columns = clause(select, Op::columns), end = behind(nodes_, columns);
    if (const std::size_t at = clause(select, Op::from); at < behind(nodes_, select)) collect(at, scope);
    for (std::size_t at = columns + 1; at < end; at = behind(nodes_, at)) {
      const Node& column = nodes_[at];
      if (name.op == Op::label_name ? is_called(at, name.name, scope) : is_same(at, wanted)) return true;
      if (column.op != Op::all_columns) continue;
      for (const ColumnSpec& each : column.spec->columns) {
        if (name.op == Op::label_name ? each.name == name.name : each.id == MemberId{name.id}) return true;
      }
    }
    return false;
  }
  constexpr bool is_called(std::size_t at, std::string_view name, const Scope& scope) const {
    const Node& column = nodes_[at];
    if (column.op == Op::label) return column.name == name;
    if (column.op == Op::named_column) return nodes_[at + 1].name == name;
    if (column.op != Op::column) return false;
    for (std::size_t i = 0; i < scope.source_count; ++i) {
      if (!belongs(column, nodes_[scope.sources[i]])) continue;
      for (const ColumnSpec& each : nodes_[scope.sources[i]].spec->columns) {
        if (each.id == MemberId{column.id}) return each.name == name;
      }
    }
    return false;
  }
  constexpr bool is_same(std::size_t at, std::size_t wanted) const {
    if (nodes_[at].op == Op::label) ++at;
    const Node &a = nodes_[at], &b = nodes_[wanted];
    if (a.op != b.op || !same_name(a.name, b.name)) return false;
    return a.op == Op::column ? a.id == b.id : same_name(nodes_[at + 1].name, nodes_[wanted + 1].name);
  }

  std::span<const Node> nodes_;
};

}  // namespace detail

/// The first rule that a typed statement breaks.
constexpr Flaw flaw_of(std::span<const Node> nodes) {
  if (const Flaw flaw = detail::StatementCheck(nodes).flaw(); flaw != Flaw::none) return flaw;
  switch (detail::grouping_flaw(nodes)) {
    case detail::GroupingFlaw::no_groups: return Flaw::no_groups;
    case detail::GroupingFlaw::not_a_group: return Flaw::not_a_group;
    default: return Flaw::none;
  }
}

}  // namespace bindery
