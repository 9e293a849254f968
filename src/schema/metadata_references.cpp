// Metadata: finding what foreign keys refer to, and refusing what no database would accept.
#include <bindery/schema/metadata.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace bindery {

/// A target by name, before it is looked up. `model` is set when it was declared by a type.
struct Metadata::Target {
  std::string schema, table;
  std::vector<std::string> columns;
  const Table* model = nullptr;

  std::string text() const {
    const std::string place = schema.empty() ? table : schema + "." + table;
    if (columns.size() == 1) return fmt::format("{}.{}", place, columns[0]);
    return fmt::format("{} ({})", place, fmt::join(columns, ", "));
  }
};

namespace {

bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }
bool is_text(TypeKind kind) { return kind == TypeKind::text || kind == TypeKind::enumeration; }

bool comparable(TypeKind a, TypeKind b) {
  return a == b || (is_integer(a) && is_integer(b)) || (is_text(a) && is_text(b));
}

std::string column_text(const Table& table, std::span<const std::size_t> positions) {
  std::vector<std::string_view> names;
  for (const std::size_t position : positions) names.push_back(table.column(position).name);
  return fmt::format("{}", fmt::join(names, ", "));
}

bool is_key(const Table& table, std::vector<std::size_t> columns) {
  if (columns.size() == 1 && table.column(columns[0]).unique) return true;
  std::ranges::sort(columns);
  std::vector<std::size_t> key(table.primary_key().begin(), table.primary_key().end());
  if (key == columns) return true;
  return std::ranges::any_of(table.constraints(), [&](const Constraint& constraint) {
    if (constraint.kind != ConstraintKind::unique_columns) return false;
    std::vector<std::size_t> unique_columns;
    for (const std::string& name : constraint.columns) unique_columns.push_back(table.position_of(name));
    std::ranges::sort(unique_columns);
    return unique_columns == columns;
  });
}

[[noreturn]] void refuse(const ResolvedReference& reference, std::string_view target,
                         std::string_view because) {
  throw MappingError(fmt::format("table '{}' column '{}' refers to '{}', {}", reference.owner->full_name(),
                                 column_text(*reference.owner, reference.columns), target, because));
}

void check_target(const ResolvedReference& reference, std::string_view target) {
  if (reference.target->is_view()) refuse(reference, target, "which is a view: make the reference a link");
  if (!is_key(*reference.target, reference.target_columns)) {
    refuse(reference, target, "which is neither a primary key nor unique: mark it as one of them");
  }
  for (std::size_t i = 0; i < reference.columns.size(); ++i) {
    const Column& own = reference.owner->column(reference.columns[i]);
    const Column& other = reference.target->column(reference.target_columns[i]);
    if (comparable(own.type.kind, other.type.kind)) continue;
    refuse(reference, target,
           fmt::format("which is of type {} and can't be compared with {}", name_of(other.type.kind),
                       name_of(own.type.kind)));
  }
}

void check_actions(const ResolvedReference& reference, std::string_view target) {
  const auto sets_null = [](ReferentialAction action) { return action == ReferentialAction::set_null; };
  if (!sets_null(reference.on_delete) && !sets_null(reference.on_update)) return;
  for (const std::size_t column : reference.columns) {
    if (reference.owner->column(column).nullable) continue;
    refuse(
        reference, target,
        fmt::format("which is to set '{}' to NULL, but that column is NOT NULL: make it a std::optional (or "
                    "nullable), or choose another action",
                    reference.owner->column(column).name));
  }
}

}  // namespace

Metadata::Target Metadata::target_of(const Reference& reference) {
  if (reference.model == nullptr) return {reference.schema, reference.table, {reference.column}};
  const Table& table = reference.model();
  return {table.schema(), table.name(), {table.column(table.position_of(reference.member)).name}, &table};
}

Metadata::Target Metadata::target_of(const Constraint& constraint) {
  if (constraint.target_model == nullptr) {
    return {constraint.target_schema, constraint.target_table, constraint.target_columns};
  }
  const Table& table = constraint.target_model();
  Target target{table.schema(), table.name(), {}, &table};
  for (const MemberId member : constraint.target_members) {
    target.columns.push_back(table.column(table.position_of(member)).name);
  }
  return target;
}

const Table& Metadata::find_target(const Table& owner, std::string_view columns, const Target& target) const {
  const bool stays = target.model == nullptr || target.model->bind_key() == key_;
  if (const Table* table = find(target.schema, target.table); table != nullptr && stays) return *table;
  const std::string where = stays ? fmt::format("which is not in {}", bind_label(key_))
                                  : fmt::format("which is in {} and not in {}",
                                                bind_label(target.model->bind_key()), bind_label(key_));
  throw MappingError(
      fmt::format("table '{}' column '{}' refers to '{}', {}: a foreign key stays in one bind; a "
                  "reference across binds must be a link: links<...> or Link{{...}}",
                  owner.full_name(), columns, target.text(), where));
}

ResolvedReference Metadata::resolve(const Table& owner, ResolvedReference reference,
                                    const Target& target) const {
  const std::string own_columns = column_text(owner, reference.columns);
  reference.owner = &owner;
  reference.target = &find_target(owner, own_columns, target);
  if (target.columns.size() != reference.columns.size()) {
    refuse(reference, target.text(),
           fmt::format("but {} columns can't refer to {}", reference.columns.size(), target.columns.size()));
  }
  for (const std::string& name : target.columns) {
    const auto position = reference.target->find(name);
    if (!position) refuse(reference, target.text(), fmt::format("but that table has no column '{}'", name));
    reference.target_columns.push_back(*position);
  }
  check_target(reference, target.text());
  check_actions(reference, target.text());
  return reference;
}

ResolvedReference Metadata::resolve(const Table& owner, const Column& column) const {
  if (!column.reference || column.reference->logical) {
    throw MappingError(
        fmt::format("table '{}' column '{}' has no foreign key", owner.full_name(), column.name));
  }
  ResolvedReference reference;
  reference.name = fmt::format("fk_{}_{}", owner.name(), column.name);
  reference.columns = {owner.position_of(column.name)};
  reference.on_delete = column.reference->on_delete;
  reference.on_update = column.reference->on_update;
  return resolve(owner, std::move(reference), target_of(*column.reference));
}

ResolvedReference Metadata::resolve(const Table& owner, const Constraint& constraint) const {
  if (constraint.kind != ConstraintKind::foreign_key) {
    throw MappingError(fmt::format("table '{}': constraint '{}' is no foreign key", owner.full_name(),
                                   constraint_name(owner, constraint)));
  }
  ResolvedReference reference;
  reference.name = constraint_name(owner, constraint);
  for (const std::string& name : constraint.columns) reference.columns.push_back(owner.position_of(name));
  reference.on_delete = constraint.on_delete;
  reference.on_update = constraint.on_update;
  return resolve(owner, std::move(reference), target_of(constraint));
}

}  // namespace bindery
