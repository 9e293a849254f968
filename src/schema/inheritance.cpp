// Inheritance: the tables in which the models of a family are stored.
#include <bindery/schema/inheritance.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

namespace bindery {

namespace {

/// All models of a family, each behind its parent, otherwise by name: the order in which they are met at the start of
/// a program is none.
std::vector<const TableSpec*> members_of(const Family& family) {
  std::vector<const TableSpec*> specs;
  for (const KindLink* link = family.first.load(); link != nullptr; link = link->next)
    specs.push_back(link->spec);
  const auto depth = [](const TableSpec* spec) {
    std::size_t above = 0;
    for (; spec->kind->parent != nullptr; spec = spec->kind->parent) ++above;
    return above;
  };
  std::ranges::sort(specs, [&](const TableSpec* a, const TableSpec* b) {
    return std::tuple(depth(a), a->type_name) < std::tuple(depth(b), b->type_name);
  });
  return specs;
}

bool descends(const TableSpec* spec, const TableSpec* ancestor) {
  for (; spec != nullptr; spec = spec->kind->parent) {
    if (spec == ancestor) return true;
  }
  return false;
}

bool same_constraint(const Constraint& a, const Constraint& b) {
  return a.kind == b.kind && a.columns == b.columns && a.sql == b.sql && a.name == b.name &&
         a.target_model == b.target_model && a.target_members == b.target_members;
}

}  // namespace

/// Makes the tables that hold more than one model, and keeps them.
class FamilyTables {
 public:
  static const Table& stored(const Table& part) {
    static FamilyTables all;
    const std::lock_guard lock(all.mutex_);
    auto& place = all.tables_[{part.spec_->kind->family, part.name_}];
    if (!place) place = std::make_unique<const Table>(merged(part));
    return *place;
  }

 private:
  static Table merged(const Table& part) {
    std::optional<Table> all;
    for (const TableSpec* spec : members_of(*part.spec_->kind->family)) {
      const Table& model = spec->table();
      for (std::size_t level = 0; level < model.part_count(); ++level) {
        const Table& one = model.part(level);
        if (one.name_ != part.name_) continue;
        if (!all) {
          all = one;
        } else {
          add(*all, one);
        }
      }
    }
    all->parts_.clear();
    return std::move(*all);
  }
  static void add(Table& all, const Table& more) {
    for (const Column& column : more.columns_) {
      const auto known = all.find(column.name);
      if (!known) {
        all.columns_.push_back(column);
        all.columns_.back().nullable = column.nullable || column.sparse;
      } else if (const Column& other = all.columns_[*known];
                 other.id != column.id && other.type != column.type) {
        throw MappingError(fmt::format(
            "table '{}' would have two columns named '{}', of type {} and of type {}, of which one is of "
            "model {}: "
            "give it another name",
            all.name_, column.name, name_of(other.type.kind), name_of(column.type.kind), more.type_name_));
      }
    }
    for (const Constraint& constraint : more.constraints_) {
      const bool known = std::ranges::any_of(
          all.constraints_, [&](const Constraint& other) { return same_constraint(other, constraint); });
      if (!known) all.constraints_.push_back(constraint);
    }
  }

  std::mutex mutex_;
  std::map<std::pair<const Family*, std::string>, std::unique_ptr<const Table>> tables_;
};

/// One of the tables that hold a model's rows: its columns, and below the root the key that refers to the table above.
Table::Table(const Table& whole, std::size_t level)
    : schema_(whole.schema_), bind_key_(whole.bind_key_), spec_(whole.spec_), level_(level),
      type_name_(whole.type_name_), validate_(whole.validate_) {
  const Table* owner = &whole;
  while (owner->parent() != nullptr && owner->parent()->part_count() > level) owner = owner->parent();
  name_ = source_name_ = owner->name_;
  for (const Column& column : whole.columns_) {
    if (column.level == level) {
      columns_.push_back(column);
    } else if (column.primary_key) {
      Column& key = columns_.emplace_back(column);
      key.client_given = true;
      key.default_kind = DefaultKind::none;
      key.client_default = nullptr;
      Reference above;
      above.model = owner->parent()->spec_->table;
      above.member = column.id;
      above.on_delete = ReferentialAction::cascade;
      key.reference = above;
    }
  }
  for (std::size_t i = 0; i < whole.constraints_.size(); ++i) {
    if (whole.spec_->constraints[i].level == level) constraints_.push_back(whole.constraints_[i]);
  }
  finish();
  kind_column_ = find(whole.spec_->kind->member);
}

void Table::find_kind() {
  kind_column_ = find(spec_->kind->member);
  if (!kind_column_) {
    throw MappingError(
        fmt::format("model {} tells its kinds apart by a member that it does not map", type_name_));
  }
  for (const TableSpec* other : members_of(*spec_->kind->family)) {
    if (other == spec_ || other->kind->kind != spec_->kind->kind) continue;
    throw MappingError(fmt::format(
        "models {} and {} are both of kind '{}': give each a kind of its own, by `static constexpr auto "
        "inherits = single_table<Parent, \"kind\">` or joined_table",
        std::min(type_name_, other->type_name), std::max(type_name_, other->type_name), kind()));
  }
  std::size_t levels = 1;
  for (const TableSpec* each = spec_; each != nullptr; each = each->kind->parent)
    levels += each->kind->joined ? 1 : 0;
  if (levels == 1) return;
  for (std::size_t level = 0; level < levels; ++level) {
    parts_.push_back(std::shared_ptr<const Table>(new Table(*this, level)));
  }
}

const Table& Table::stored() const {
  if (spec_ == nullptr || spec_->kind == nullptr) return *this;
  return FamilyTables::stored(part_count() > 1 ? part(part_count() - 1) : *this);
}
const Table* Table::parent() const {
  const bool is_child = spec_ != nullptr && spec_->kind != nullptr && spec_->kind->parent != nullptr;
  return is_child ? &spec_->kind->parent->table() : nullptr;
}
const Table& Table::root() const {
  const Table* above = parent();
  return above == nullptr ? *this : above->root();
}
bool Table::is_a(const Table& ancestor) const {
  if (spec_ == nullptr || spec_->kind == nullptr) return this == &ancestor;
  return descends(spec_, ancestor.spec_);
}
std::string_view Table::kind() const {
  return spec_ == nullptr || spec_->kind == nullptr ? std::string_view() : spec_->kind->kind;
}
std::vector<std::string_view> Table::kinds() const {
  std::vector<std::string_view> all;
  if (kind().empty()) return all;
  for (const TableSpec* spec : members_of(*spec_->kind->family)) {
    if (descends(spec, spec_)) all.push_back(spec->kind->kind);
  }
  return all;
}
const Table* Table::table_of_kind(std::string_view kind) const {
  if (spec_ == nullptr || spec_->kind == nullptr) return nullptr;
  for (const TableSpec* spec : members_of(*spec_->kind->family)) {
    if (spec->kind->kind == kind) return &spec->table();
  }
  return nullptr;
}

}  // namespace bindery
