// Metadata: keeping the tables of a bind, ordering and checking them.
#include <bindery/schema/metadata.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bindery {

std::span<const Table* const> Metadata::tables() const& { return tables_; }
std::vector<const Table*> Metadata::tables() && { return std::move(tables_); }

namespace {

/// Depth first, in the order of declaration: a table follows its targets, and stays close to its place otherwise.
class Sorter {
 public:
  explicit Sorter(const Metadata& metadata) : metadata_(metadata) {}

  CreationOrder sort() {
    for (const Table* table : metadata_.tables()) {
      if (!table->is_view()) visit(table);
    }
    for (const Table* table : metadata_.tables()) {
      if (table->is_view()) order_.tables.push_back(table);
    }
    return std::move(order_);
  }

 private:
  void visit(const Table* table) {
    if (!seen_.insert(table).second) return;
    open_.insert(table);
    for (ResolvedReference& key : metadata_.foreign_keys(*table)) {
      if (key.target == table) continue;
      if (open_.contains(key.target)) {
        order_.closing.push_back(std::move(key));
      } else {
        visit(key.target);
      }
    }
    open_.erase(table);
    order_.tables.push_back(table);
  }

  const Metadata& metadata_;
  CreationOrder order_;
  std::set<const Table*> seen_, open_;
};

bool takes_now(TypeKind kind) { return kind == TypeKind::timestamp || kind == TypeKind::timestamp_tz; }

void check_columns(const Table& table, std::vector<std::string>& problems) {
  for (const Column& column : table.columns()) {
    if (column.default_kind == DefaultKind::now && !takes_now(column.type.kind)) {
      problems.push_back(
          fmt::format("table '{}' column '{}' has default_now, which fills timestamps only; give it a "
                      "ServerDefault{{...}} of its own",
                      table.full_name(), column.name));
    }
    if (column.type.exact_length && column.type.length == 0) {
      problems.push_back(
          fmt::format("table '{}' column '{}' is a Char of length 0", table.full_name(), column.name));
    }
    if (column.type.precision < column.type.scale) {
      problems.push_back(fmt::format("table '{}' column '{}' has {} digits, but {} of them behind the point",
                                     table.full_name(), column.name, column.type.precision,
                                     column.type.scale));
    }
  }
}

std::string origin_of(const Table& table) {
  return table.type_name().empty() ? std::string("a run-time table")
                                   : fmt::format("model {}", table.type_name());
}

}  // namespace

Metadata::Metadata(std::string key) : key_(std::move(key)) {}

void Metadata::add(const Table& table) {
  for (std::size_t i = 0; i < table.part_count(); ++i) add_stored(table.part(i).stored());
}

void Metadata::add_stored(const Table& table) {
  if (table.bind_key() != key_) {
    throw MappingError(fmt::format("table '{}' belongs to {} and can't be added to {}", table.full_name(),
                                   bind_label(table.bind_key()), bind_label(key_)));
  }
  const auto [place, is_new] = by_name_.try_emplace({table.schema(), table.name()}, &table);
  if (is_new) {
    tables_.push_back(&table);
  } else if (place->second != &table) {
    throw MappingError(
        fmt::format("there are two tables named '{}' in {} ({} and {}): give one of them another table_name, "
                    "schema or bind_key",
                    table.full_name(), bind_label(key_), origin_of(*place->second), origin_of(table)));
  }
}

bool Metadata::remove(const Table& model) {
  const Table& table = model.stored();
  const auto place = by_name_.find(std::pair(table.schema(), table.name()));
  if (place == by_name_.end() || place->second != &table) return false;
  by_name_.erase(place);
  std::erase(tables_, &table);
  return true;
}

const Table* Metadata::find(std::string_view schema, std::string_view name) const {
  const auto place = by_name_.find(std::pair(std::string(schema), std::string(name)));
  return place == by_name_.end() ? nullptr : place->second;
}

std::vector<ResolvedReference> Metadata::foreign_keys(const Table& owner) const {
  std::vector<ResolvedReference> keys;
  if (owner.is_view()) return keys;
  for (const Column& column : owner.columns()) {
    if (column.reference && !column.reference->logical) keys.push_back(resolve(owner, column));
  }
  for (const Constraint& constraint : owner.constraints()) {
    if (constraint.kind == ConstraintKind::foreign_key) keys.push_back(resolve(owner, constraint));
  }
  return keys;
}

CreationOrder Metadata::creation_order() const { return Sorter(*this).sort(); }

std::vector<std::string> Metadata::check() const {
  std::vector<std::string> problems;
  const auto collect = [&](const Table& table, const auto& item) {
    try {
      resolve(table, item);
    } catch (const Error& error) {
      problems.push_back(error.message());
    }
  };
  for (const Table* table : tables_) {
    if (table->is_view()) continue;
    check_columns(*table, problems);
    for (const Column& column : table->columns()) {
      if (column.reference && !column.reference->logical) collect(*table, column);
    }
    for (const Constraint& constraint : table->constraints()) {
      if (constraint.kind == ConstraintKind::foreign_key) collect(*table, constraint);
    }
  }
  return problems;
}

}  // namespace bindery
