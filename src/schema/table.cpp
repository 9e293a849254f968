// Tables: built from a model's constant data or from run-time columns, and checked.
#include <bindery/schema/inheritance.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace bindery {

namespace {

Reference parse_reference(std::string_view owner, const ColumnSpec& spec) {
  Reference reference;
  reference.logical = spec.reference.logical;
  reference.on_delete = spec.on_delete;
  reference.on_update = spec.on_update;
  if (spec.reference.table != nullptr) {
    reference.model = spec.reference.table;
    reference.member = spec.reference.member;
    return reference;
  }
  const std::string_view text = spec.reference.text;
  const auto last = text.rfind('.');
  if (last == std::string_view::npos || last == 0 || last + 1 == text.size()) {
    throw MappingError(fmt::format("column '{}' refers to '{}': write it as \"table.column\"", owner, text));
  }
  std::string_view table = text.substr(0, last);
  if (const auto dot = table.find('.'); dot != std::string_view::npos) {
    reference.schema = table.substr(0, dot);
    table = table.substr(dot + 1);
  }
  reference.table = table;
  reference.column = text.substr(last + 1);
  return reference;
}

constexpr std::size_t most_deferred = 64;  // a bit for each where a query leaves some out

bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }

std::string column_names(std::span<const Column> columns) {
  std::vector<std::string_view> names;
  for (const Column& column : columns) names.push_back(column.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string_view prefix_of(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::unique_columns: return "uq";
    case ConstraintKind::index: return "ix";
    case ConstraintKind::check: return "ck";
    case ConstraintKind::full_text: return "fts";
    case ConstraintKind::foreign_key: break;
  }
  return "fk";
}

Constraint constraint_from(const Table& table, const ConstraintSpec& spec) {
  Constraint constraint;
  constraint.kind = spec.kind;
  constraint.name = spec.name;
  constraint.sql = spec.sql;
  constraint.target_model = spec.target;
  constraint.on_delete = spec.on_delete;
  constraint.on_update = spec.on_update;
  for (std::size_t i = 0; i < spec.column_count; ++i) {
    constraint.columns.push_back(table.column(table.position_of(spec.columns[i])).name);
    if (spec.target != nullptr) constraint.target_members.push_back(spec.target_columns[i]);
  }
  return constraint;
}

}  // namespace

Column::Column(std::string_view column_name, const ColumnSpec& spec)
    : name(column_name), type(spec.type), codec(spec.codec), id(spec.id), nullable(spec.nullable),
      primary_key(spec.primary_key), client_given(spec.client_given), unique(spec.unique),
      indexed(spec.indexed), version(spec.version), left_out(spec.left_out), default_kind(spec.default_kind),
      default_sql(spec.default_sql), check(spec.check), computed(spec.computed), level(spec.level),
      sparse(spec.sparse), client_default(spec.client_default), broken_rule(spec.broken_rule),
      rule_text(spec.rule_text), field(spec.field), is_unread(spec.is_unread),
      leave_unread(spec.leave_unread) {
  if (name.empty()) throw MappingError("a column needs a name");
  if (spec.reference.is_set()) reference = parse_reference(name, spec);
}

Constraint unique_constraint(std::vector<std::string> columns, std::string name) {
  return {.kind = ConstraintKind::unique_columns, .columns = std::move(columns), .name = std::move(name)};
}
Constraint index_constraint(std::vector<std::string> columns, std::string name) {
  return {.kind = ConstraintKind::index, .columns = std::move(columns), .name = std::move(name)};
}
Constraint check_constraint(std::string sql, std::string name) {
  return {.kind = ConstraintKind::check, .sql = std::move(sql), .name = std::move(name)};
}
Constraint foreign_key_constraint(std::vector<std::string> columns, std::string target_table,
                                  std::vector<std::string> target_columns, ReferentialAction on_delete,
                                  ReferentialAction on_update, std::string name) {
  return {.kind = ConstraintKind::foreign_key,
          .columns = std::move(columns),
          .target_table = std::move(target_table),
          .target_columns = std::move(target_columns),
          .on_delete = on_delete,
          .on_update = on_update,
          .name = std::move(name)};
}

Table::Table(const Table&) = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(const Table&) = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

std::span<const Constraint> Table::constraints() const { return constraints_; }
std::span<const std::size_t> Table::deferred() const { return deferred_; }
const Table& Table::part(std::size_t level) const { return parts_.empty() ? *this : *parts_[level]; }

Table::Table(std::string name, std::vector<Column> columns, TableOptions options)
    : name_(std::move(name)), schema_(std::move(options.schema)), bind_key_(std::move(options.bind_key)),
      columns_(std::move(columns)), constraints_(std::move(options.constraints)),
      info_(std::move(options.info)) {
  source_name_ = name_;
  if (bind_key_.empty()) {
    if (const auto key = info_.find("bind_key"); key != info_.end()) bind_key_ = key->second;
  }
  finish();
}

Table::Table(const TableSpec& spec)
    : name_(spec.table_name.empty() ? snake_case(spec.type_name) : std::string(spec.table_name)),
      schema_(spec.schema), bind_key_(spec.bind_key), source_name_(name_), spec_(&spec),
      type_name_(spec.type_name), validate_(spec.validate) {
  columns_.reserve(spec.columns.size());
  for (const ColumnSpec& column : spec.columns) columns_.emplace_back(column.name, column);
  for (const ConstraintSpec& constraint : spec.constraints)
    constraints_.push_back(constraint_from(*this, constraint));
  if (spec.kind != nullptr && spec.kind->parent != nullptr && !spec.kind->joined) name_ = parent()->name();
  finish();
  if (spec.kind != nullptr) find_kind();
}

void Table::finish() {
  if (name_.empty()) throw MappingError("a table needs a name");
  if (columns_.empty()) throw MappingError(fmt::format("table '{}' has no columns", name_));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (find(columns_[i].name) != i) {
      throw MappingError(fmt::format("table '{}' has two columns named '{}'", name_, columns_[i].name));
    }
    if (columns_[i].can_be_left_out()) deferred_.push_back(i);
    if (columns_[i].primary_key) {
      if (columns_[i].nullable) {
        throw MappingError(
            fmt::format("column '{}.{}' is a primary key and may not be NULL", name_, columns_[i].name));
      }
      primary_key_.push_back(i);
    }
  }
  for (const Constraint& constraint : constraints_) {
    for (const std::string& column : constraint.columns) position_of(column);
  }
  if (deferred_.size() > most_deferred) {
    throw MappingError(fmt::format("table '{}' has {} columns of type Deferred<T>, {} is the most", name_,
                                   deferred_.size(), most_deferred));
  }
  if (primary_key_.size() != 1 || is_view()) return;
  Column& key = columns_[primary_key_[0]];
  const bool refers = key.reference && !key.reference->logical;
  key.generated = is_integer(key.type.kind) && !key.client_given && !refers && !key.is_computed() &&
                  key.default_kind == DefaultKind::none;
  if (key.generated) generated_key_ = primary_key_[0];
}

void Table::validate(const void* object) const {
  for (const Column& column : columns_) {
    // `field` only adds an offset: the object is read, not changed.
    if (column.broken_rule == nullptr || column.unread_in(const_cast<void*>(object))) continue;
    const std::string reason = column.broken_rule(column.field(const_cast<void*>(object)), column.rule_text);
    if (!reason.empty()) throw ValidationError(std::string(type_name_), column.name, reason);
  }
  if (validate_ == nullptr) return;
  try {
    validate_(object);
  } catch (const ValidationError& error) {
    if (!error.model().empty()) throw;
    throw ValidationError(std::string(type_name_), error.member(), error.reason());
  }
}

bool Table::has_rules() const {
  return validate_ != nullptr || std::any_of(columns_.begin(), columns_.end(), [](const Column& column) {
           return column.broken_rule != nullptr;
         });
}

std::string Table::full_name() const { return schema_.empty() ? name_ : schema_ + "." + name_; }

std::optional<std::size_t> Table::find(std::string_view column_name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == column_name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Table::find(MemberId member) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].id == member) return i;
  }
  return std::nullopt;
}

std::size_t Table::position_of(std::string_view column_name) const {
  if (const auto position = find(column_name)) return *position;
  throw ProgrammingError(fmt::format("table '{}' has no column '{}'; its columns are: {}", name_, column_name,
                                     column_names(columns_)));
}

std::size_t Table::position_of(MemberId member) const {
  if (const auto position = find(member)) return *position;
  throw ProgrammingError(
      fmt::format("a member is used that the model of table '{}' does not map; its columns are: {}", name_,
                  column_names(columns_)));
}

std::string constraint_name(const Table& table, const Constraint& constraint) {
  if (!constraint.name.empty()) return constraint.name;
  if (constraint.kind == ConstraintKind::check) {
    std::size_t number = 1;
    for (const Constraint& other : table.constraints()) {
      if (&other == &constraint) break;
      if (other.kind == ConstraintKind::check) ++number;
    }
    return fmt::format("ck_{}_{}", table.name(), number);
  }
  return fmt::format("{}_{}_{}", prefix_of(constraint.kind), table.name(),
                     fmt::join(constraint.columns, "_"));
}

}  // namespace bindery
