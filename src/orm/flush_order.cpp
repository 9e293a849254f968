// In which order rows are written: strongly connected tables together, layers of rows inside of them.
#include "flush_order.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace bindery::detail {

namespace {

/// A reference to a model may lead to any model below it.
std::vector<const Table*> find_tables(const Table& (*model)(), const std::string& schema,
                                      const std::string& name, const Table& owner,
                                      std::span<const Table* const> tables) {
  std::vector<const Table*> found;
  std::copy_if(tables.begin(), tables.end(), std::back_inserter(found), [&](const Table* table) {
    if (model != nullptr) return table->is_a(model());
    return table->name() == name && table->schema() == schema && table->bind_key() == owner.bind_key();
  });
  return found;
}

bool may_be_null(const Table& table, const Positions& columns) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](std::size_t position) { return table.column(position).nullable; });
}

void add_column_links(std::vector<TableLink>& links, const Table& child,
                      std::span<const Table* const> tables) {
  for (std::size_t i = 0; i < child.columns().size(); ++i) {
    const auto& reference = child.column(i).reference;
    if (!reference) continue;
    const auto none = ReferentialAction::no_action;
    for (const Table* parent :
         find_tables(reference->model, reference->schema, reference->table, child, tables)) {
      const std::size_t target = reference->model != nullptr ? parent->position_of(reference->member)
                                                             : parent->position_of(reference->column);
      links.push_back({&child,
                       parent,
                       {i},
                       {target},
                       child.column(i).nullable,
                       reference->logical ? none : reference->on_delete,
                       reference->logical ? none : reference->on_update});
    }
  }
}

void add_constraint_links(std::vector<TableLink>& links, const Table& child,
                          std::span<const Table* const> tables) {
  for (const Constraint& key : child.constraints()) {
    if (key.kind != ConstraintKind::foreign_key) continue;
    Positions columns;
    for (const std::string& name : key.columns) columns.push_back(child.position_of(name));
    const bool optional = may_be_null(child, columns);
    for (const Table* parent :
         find_tables(key.target_model, key.target_schema, key.target_table, child, tables)) {
      Positions targets;
      for (const std::string& name : key.target_columns) targets.push_back(parent->position_of(name));
      for (const MemberId member : key.target_members) targets.push_back(parent->position_of(member));
      links.push_back({&child, parent, columns, std::move(targets), optional, key.on_delete, key.on_update});
    }
  }
}

/// Tarjan's algorithm: a group is complete once all that its tables refer to are.
class Grouping {
 public:
  explicit Grouping(const std::vector<const Table*>& tables) : tables_(tables) {
    for (const Table* table : tables_) {
      if (!marks_.contains(table)) visit(table);
    }
  }
  std::vector<TableGroup> groups;

 private:
  struct Mark {
    std::size_t number, lowest;
    bool open;
  };

  void visit(const Table* table) {
    const std::size_t number = marks_.size();
    marks_[table] = {number, number, true};
    open_.push_back(table);
    bool refers_to_itself = false;
    for (const TableLink& link : links_of(*table, tables_)) {
      refers_to_itself = refers_to_itself || link.parent == table;
      if (!marks_.contains(link.parent)) visit(link.parent);
      const Mark& parent = marks_[link.parent];
      if (parent.open) marks_[table].lowest = std::min(marks_[table].lowest, parent.lowest);
    }
    if (marks_[table].lowest == number) close(table, refers_to_itself);
  }
  void close(const Table* first, bool refers_to_itself) {
    TableGroup group{{}, refers_to_itself};
    for (const Table* table = nullptr; table != first;) {
      table = open_.back();
      open_.pop_back();
      marks_[table].open = false;
      group.tables.push_back(table);
    }
    group.circular = group.circular || group.tables.size() > 1;
    groups.push_back(std::move(group));
  }

  const std::vector<const Table*>& tables_;
  std::map<const Table*, Mark> marks_;
  std::vector<const Table*> open_;
};

}  // namespace

std::vector<TableLink> links_of(const Table& child, std::span<const Table* const> tables) {
  std::vector<TableLink> links;
  add_column_links(links, child, tables);
  add_constraint_links(links, child, tables);
  return links;
}

std::vector<TableGroup> parents_first(std::vector<const Table*> tables) {
  std::sort(tables.begin(), tables.end(), [](const Table* a, const Table* b) {
    return std::pair(a->bind_key(), a->full_name()) < std::pair(b->bind_key(), b->full_name());
  });
  return Grouping(tables).groups;
}

namespace {

/// Rows become ready as those that they need are placed.
class RowOrdering {
 public:
  RowOrdering(std::size_t rows, std::span<const RowLink> links)
      : links_(links), children_(rows), needed_(rows), wanted_(rows), done_(rows) {
    order.layers.resize(rows);
    for (std::size_t i = 0; i < links.size(); ++i) {
      children_[links[i].parent].push_back(i);
      ++(links[i].optional ? wanted_ : needed_)[links[i].child];
    }
    for (std::size_t row = 0; row < rows; ++row) consider(row);
    for (std::size_t placed = 0; placed < rows; ++placed) {
      const auto row = next();
      if (!row) {
        order.stuck = static_cast<std::size_t>(std::find(done_.begin(), done_.end(), false) - done_.begin());
        return;
      }
      place(*row);
    }
  }
  RowOrder order;

 private:
  void consider(std::size_t row) {
    if (needed_[row] > 0) return;
    (wanted_[row] == 0 ? ready_ : willing_).push_back(row);
  }
  /// A row that needs nothing more; else one whose links can wait.
  std::optional<std::size_t> next() {
    for (std::vector<std::size_t>* from : {&ready_, &willing_}) {
      while (taken(*from) < from->size()) {
        const std::size_t row = (*from)[taken(*from)++];
        if (!done_[row]) return row;
      }
    }
    return std::nullopt;
  }
  std::size_t& taken(const std::vector<std::size_t>& list) {
    return &list == &ready_ ? ready_taken_ : willing_taken_;
  }
  void place(std::size_t row) {
    done_[row] = true;
    for (const std::size_t i : children_[row]) {
      const RowLink& link = links_[i];
      if (done_[link.child]) {
        order.postponed.push_back(i);
        continue;
      }
      order.layers[link.child] = std::max(order.layers[link.child], order.layers[row] + 1);
      --(link.optional ? wanted_ : needed_)[link.child];
      consider(link.child);
    }
  }

  std::span<const RowLink> links_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> needed_, wanted_;
  std::vector<bool> done_;
  std::vector<std::size_t> ready_, willing_;
  std::size_t ready_taken_ = 0, willing_taken_ = 0;
};

}  // namespace

RowOrder order_rows(std::size_t rows, std::span<const RowLink> links) {
  return RowOrdering(rows, links).order;
}

}  // namespace bindery::detail
