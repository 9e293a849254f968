// Looking up the keys and other sides of a model's relations, once, on first use.
#include "relation_map.hpp"

#include <bindery/core/error.hpp>
#include <bindery/core/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace bindery::detail {

namespace {

Positions positions(const std::size_t* from, std::size_t count) { return {from, from + count}; }

RelationKeys keys_of_relation(const TableSpec& owner, const RelationSpec& relation, const TableSpec& target) {
  if (relation.has_association) return keys_through(owner, relation, target, relation.association());
  return keys_of(owner, relation, target);
}

/// The columns by which `from` could refer to `to`: "writer_id, reader_id".
std::string candidates(const TableSpec& from, const TableSpec& to) {
  std::string names;
  for (const ColumnSpec& column : from.columns) {
    const ColumnChoice choice[] = {{.id = column.id}};
    if (keys_between(from, to, choice).count > 0)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", column.name);
  }
  return names;
}

std::string text_of(const TableSpec& owner, const RelationSpec& relation, const TableSpec& target,
                    RelationFlaw flaw) {
  const std::string what = fmt::format("relation {}.{}", owner.type_name, relation.name);
  const TableSpec& from = relation.has_association                             ? relation.association()
                          : relation.many || candidates(owner, target).empty() ? target
                                                                               : owner;
  const TableSpec& to = &from == &owner ? target : owner;
  switch (flaw) {
    case RelationFlaw::no_such_column:
      return fmt::format("{}: by<...> names a column that {} has not", what, from.type_name);
    case RelationFlaw::several_keys:
      return fmt::format("{}: {} has several keys to {} ({}): say which one by<\"column\">", what,
                         from.type_name, to.type_name, candidates(from, to));
    case RelationFlaw::incomplete_association:
      return fmt::format("{}: {} needs a key to {} and one to {}: add references<...> or links<...>", what,
                         from.type_name, owner.type_name, target.type_name);
    default:
      return fmt::format("{}: {} has no key to {}{}: add references<...> or links<...>", what,
                         target.type_name, owner.type_name, relation.many ? "" : ", nor the other way round");
  }
}

/// What is wrong with a relation; empty if nothing is.
std::string flaw_of(const TableSpec& owner, const RelationSpec& relation, const TableSpec& target,
                    const RelationKeys& keys) {
  if (keys.flaw != RelationFlaw::none) return text_of(owner, relation, target, keys.flaw);
  for (const ColumnChoice& choice : relation.order) {
    if (position_in(target, choice) != no_column) continue;
    return fmt::format("relation {}.{}: ordered_by<...> names a column that {} has not", owner.type_name,
                       relation.name, target.type_name);
  }
  return {};
}

Relation resolve(const EntityType& owner, const RelationSpec& spec, std::size_t position) {
  const EntityType& target = spec.target_type();
  const RelationKeys keys = keys_of_relation(*owner.spec, spec, *target.spec);
  if (std::string flaw = flaw_of(*owner.spec, spec, *target.spec, keys); !flaw.empty())
    throw MappingError(std::move(flaw));
  Relation relation{
      .spec = &spec, .owner = &owner, .target = &target, .kind = keys.kind, .position = position};
  if (spec.delete_orphan && keys.kind == RelationKind::many_to_one) {
    throw MappingError(
        fmt::format("relation {}.{}: delete_orphan belongs to the model that the key refers to, and {} has "
                    "the key: say it in the relation of the other side",
                    owner.spec->type_name, spec.name, owner.spec->type_name));
  }
  const Positions holding = positions(keys.key.own, keys.key.size);
  const Positions referred = positions(keys.key.target, keys.key.size);
  if (spec.has_association) {
    relation.association = &spec.association();
    relation.association_own = holding;
    relation.own_columns = referred;
    relation.association_target = positions(keys.far_key.own, keys.far_key.size);
    relation.target_columns = positions(keys.far_key.target, keys.far_key.size);
  } else {
    relation.own_columns = relation.holds_key() ? holding : referred;
    relation.target_columns = relation.holds_key() ? referred : holding;
  }
  return relation;
}

bool other_side_of(const RelationKeys& keys, const RelationSpec& other, const RelationKeys& other_keys,
                   const RelationSpec& spec) {
  if (spec.has_association != other.has_association || other_keys.flaw != RelationFlaw::none) return false;
  if (spec.has_association) {
    return &spec.association() == &other.association() && keys.key == other_keys.far_key &&
           keys.far_key == other_keys.key;
  }
  const bool one_holds =
      (keys.kind == RelationKind::many_to_one) != (other_keys.kind == RelationKind::many_to_one);
  return one_holds && keys.key == other_keys.key;
}

std::optional<std::size_t> find_other_side(const Relation& relation) {
  if (relation.read_only()) return std::nullopt;
  const TableSpec& owner = *relation.owner->spec;
  const TableSpec& target = *relation.target->spec;
  const RelationKeys keys = keys_of_relation(owner, *relation.spec, target);
  for (std::size_t i = 0; i < target.relations.size(); ++i) {
    const RelationSpec& other = target.relations[i];
    if (!is_a(owner, other.target_id) || other.filtered || other.id == relation.spec->id) continue;
    if (other_side_of(keys, other, keys_of_relation(target, other, owner), *relation.spec)) return i;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> relation_flaws(const TableSpec& owner) {
  std::vector<std::string> flaws;
  for (const RelationSpec& relation : owner.relations) {
    const TableSpec& target = relation.target();
    std::string flaw = flaw_of(owner, relation, target, keys_of_relation(owner, relation, target));
    if (!flaw.empty()) flaws.push_back(std::move(flaw));
  }
  return flaws;
}

std::string Relation::name() const { return fmt::format("{}.{}", owner->spec->type_name, spec->name); }

std::span<const Relation> EntityType::relations() const {
  if (const auto* known = known_.load(std::memory_order_acquire)) return *known;
  std::call_once(resolved_, [this] {
    auto found = std::make_shared<std::vector<Relation>>();
    for (std::size_t i = 0; i < spec->relations.size(); ++i)
      found->push_back(resolve(*this, spec->relations[i], i));
    for (Relation& relation : *found) relation.inverse = find_other_side(relation);
    relations_ = std::move(found);
    known_.store(relations_.get(), std::memory_order_release);
  });
  return *relations_;
}

std::string key_text(std::span<const Cell> cells) {
  std::string text;
  for (const Cell& cell : cells) {
    if (cell.is_null()) return {};
    text += Value(cell).to_string() + '\x1f';
  }
  return text;
}

std::string key_text(const Table& table, const Positions& columns, void* object) {
  std::vector<Cell> cells;
  for (const std::size_t position : columns) {
    const Column& column = table.column(position);
    column.codec->write(*column.codec, column.field(object), cells.emplace_back());
  }
  return key_text(cells);
}

}  // namespace bindery::detail
