// Filters of models: putting their conditions into a statement's nodes.
#include <bindery/sql/filters.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace bindery {

namespace {

bool speaks_of(const Node& column, const Table& table) {
  if (column.op != Op::column || *column.name != '\0') return false;
  if (column.table != nullptr) return column.table == &table;
  if (column.spec != nullptr && &column.spec->table() != &table) return false;
  return table.find(MemberId{column.id}).has_value();
}

bool is_table(const Node& node) { return node.table != nullptr || node.spec != nullptr; }

/// True if the query names the table itself, so that its columns are not those of a query around it.
bool selects_from(std::span<const Node> query, const Table& table) {
  return std::any_of(query.begin(), query.end(), [&](const Node& node) {
    return node.op == Op::source && *node.name == '\0' && &table_of_node(node) == &table;
  });
}

}  // namespace

FilteredStatement::FilteredStatement() = default;
FilteredStatement::~FilteredStatement() = default;

void ModelFilters::add(const Table& table, const Condition& condition) {
  const std::span<const Node> nodes = condition.fragment().nodes;
  for (std::size_t at = 0; at < nodes.size();) {
    const Node& node = nodes[at];
    if (node.op == Op::column && !speaks_of(node, table)) {
      throw ProgrammingError(
          fmt::format("a filter of table '{}' speaks of another table", table.name()),
          {.table = table.name(), .hint = "reach the other table by exists(...) or in(...)"});
    }
    at = node.op == Op::select ? behind(nodes, at) : at + 1;
  }
  entries_.push_back({&table, condition.fragment()});
}

/// Copies a statement and adds conditions on the way. Nodes are met in the order of their values.
class FilterWriter {
 public:
  FilterWriter(std::span<const ModelFilters::Entry> entries, const StatementRef& statement,
               std::span<const Unfiltered> around, FilteredStatement& out)
      : nodes_(statement.nodes), values_(statement.values), out_(out) {
    for (const auto& entry : entries) {
      const bool left_out = std::any_of(around.begin(), around.end(), [&](const Unfiltered& each) {
        return each.table == nullptr || &each.table() == entry.table;
      });
      if (!left_out) entries_.push_back(&entry);
    }
  }

  bool applies() const {
    return !entries_.empty() && std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
      const bool touches = node.op == Op::source || node.op == Op::update || node.op == Op::delete_;
      return touches && is_filtered(node);
    });
  }
  void write() { copy(0); }

 private:
  struct Wanted {
    const ModelFilters::Entry* entry;
    const char* alias;
  };
  using Conditions = std::vector<Wanted>;

  bool is_filtered(const Node& node) const {
    return is_table(node) && std::any_of(entries_.begin(), entries_.end(), [&](const auto* entry) {
             return entry->table == &table_of_node(node);
           });
  }
  Conditions of(const Node& node) const {
    Conditions conditions;
    const bool named = node.op == Op::source || node.op == Op::update || node.op == Op::delete_;
    if (!named || !is_table(node)) return conditions;
    for (const auto* entry : entries_) {
      if (entry->table == &table_of_node(node)) conditions.push_back({entry, node.name});
    }
    return conditions;
  }

  std::size_t copy(std::size_t at) {
    const Op op = nodes_[at].op;
    if (op == Op::select || op == Op::update || op == Op::delete_) return copy_statement(at);
    out_.nodes.push_back(nodes_[at]);
    if (op == Op::parameter) out_.values.push_back(values_[next_value_++]);
    std::size_t next = at + 1;
    for (std::uint32_t i = 0; i < nodes_[at].count; ++i) next = copy(next);
    return next;
  }

  /// SELECT, UPDATE or DELETE: what its sources ask of WHERE stands behind the condition that is there.
  std::size_t copy_statement(std::size_t at) {
    const Node& node = nodes_[at];
    const std::size_t place = out_.nodes.size();
    out_.nodes.push_back(node);
    Conditions pending = node.op == Op::select ? Conditions{} : of(node);
    bool has_where = false;
    std::size_t next = at + 1;
    for (std::uint32_t i = 0; i < node.count; ++i) {
      const Op clause = nodes_[next].op;
      const bool behind_where =
          node.op == Op::select ? clause != Op::from && clause != Op::where : clause == Op::returning;
      if (behind_where) add_where(place, pending, has_where);
      if (clause == Op::from) {
        next = copy_from(next, pending, node.op == Op::select);
      } else if (clause == Op::where) {
        has_where = true;
        next = copy_where(next, pending);
      } else {
        next = copy(next);
      }
    }
    add_where(place, pending, has_where);
    return next;
  }

  void add_where(std::size_t place, Conditions& pending, bool has_where) {
    if (has_where || pending.empty()) return;
    ++out_.nodes[place].count;
    out_.nodes.push_back({.op = Op::where, .count = 1});
    open_conjunction(pending.size() - 1);
    add(pending);
    pending.clear();
  }

  std::size_t copy_where(std::size_t at, const Conditions& pending) {
    out_.nodes.push_back(nodes_[at]);
    open_conjunction(pending.size());
    const std::size_t next = copy(at + 1);
    add(pending);
    return next;
  }

  /// The joins of an UPDATE or DELETE have no conditions of their own.
  std::size_t copy_from(std::size_t at, Conditions& pending, bool of_select) {
    out_.nodes.push_back(nodes_[at]);
    std::size_t next = at + 1;
    for (std::uint32_t i = 0; i < nodes_[at].count; ++i) {
      const bool join = nodes_[next].op == Op::join;
      if (join && of_select) {
        next = copy_join(next, pending);
      } else {
        append(pending, of(nodes_[join ? next + 1 : next]));
        next = copy(next);
      }
    }
    return next;
  }

  /// `pending` are the conditions of the rows before this join: they hold where they meet it, or in WHERE.
  std::size_t copy_join(std::size_t at, Conditions& pending) {
    const Node& join = nodes_[at];
    const Conditions own = of(nodes_[at + 1]);
    Conditions here;
    switch (join_kind(join)) {
      case JoinKind::inner:
      case JoinKind::left: here = own; break;
      case JoinKind::cross: append(pending, own); break;
      case JoinKind::right:
        here = pending;
        pending = own;
        break;
      case JoinKind::full:
        if (!pending.empty() || !own.empty()) refuse_full_join(pending.empty() ? own : pending);
        break;
    }
    Node changed = join;
    if (!here.empty() && join.count == 1) {
      changed.detail |= keyed_detail;
      changed.count = 2;
    }
    out_.nodes.push_back(changed);
    std::size_t next = copy(at + 1);
    if (!here.empty()) open_conjunction(join.count == 1 ? here.size() - 1 : here.size());
    if (join.count == 2) next = copy(next);
    add(here);
    return next;
  }

  [[noreturn]] static void refuse_full_join(const Conditions& conditions) {
    const std::string& table = conditions.front().entry->table->name();
    throw ProgrammingError(fmt::format("table '{}' has a filter, which a FULL JOIN has no place for", table),
                           {.table = table, .hint = "join a derived table, or say unfiltered<Model>"});
  }

  static void append(Conditions& to, const Conditions& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  /// Nodes above so many conditions and the one behind them.
  void open_conjunction(std::size_t more) {
    for (std::size_t i = 0; i < more; ++i)
      out_.nodes.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
  }

  void add(const Conditions& conditions) {
    for (const Wanted& wanted : conditions) add(wanted);
  }

  /// A filter's condition, speaking of its table as the statement calls it.
  void add(const Wanted& wanted) {
    const Fragment& condition = wanted.entry->condition;
    const std::span<const Node> nodes = condition.nodes;
    std::size_t untouched_to = 0;
    for (std::size_t at = 0; at < nodes.size(); ++at) {
      Node node = nodes[at];
      if (node.op == Op::select && at >= untouched_to) {
        const std::size_t end = behind(nodes, at);
        if (selects_from(nodes.subspan(at, end - at), *wanted.entry->table)) untouched_to = end;
      }
      if (at >= untouched_to && speaks_of(node, *wanted.entry->table)) {
        node.id = node.table != nullptr ? node.id : *wanted.entry->table->find(MemberId{node.id});
        node.detail = 0;
        node.spec = nullptr;
        node.table = wanted.entry->table;
        node.name = wanted.alias;
      }
      out_.nodes.push_back(node);
    }
    for (const Value& value : condition.values) out_.values.push_back(value.cell());
  }

  std::span<const Node> nodes_;
  std::span<const Cell> values_;
  std::vector<const ModelFilters::Entry*> entries_;
  FilteredStatement& out_;
  std::size_t next_value_ = 0;
};

bool ModelFilters::apply(const StatementRef& statement, std::span<const Unfiltered> around,
                         FilteredStatement& filtered) const {
  if (entries_.empty()) return false;
  FilterWriter writer(entries_, statement, around, filtered);
  if (!writer.applies()) return false;
  writer.write();
  return true;
}

}  // namespace bindery
