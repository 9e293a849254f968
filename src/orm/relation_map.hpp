// Relations of a model with everything looked up: which columns they go by, and which relation is their other side.
#pragma once
#include <bindery/orm/entity.hpp>
#include <bindery/orm/relation_member.hpp>
#include <bindery/schema/relation_keys.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bindery::detail {

using Positions = std::vector<std::size_t>;

/// A relation as compiled code works with it. Columns are positions, pairwise.
struct Relation {
  const RelationSpec* spec;
  const EntityType* owner;
  const EntityType* target;
  RelationKind kind;
  /// Of the owner's table and of the target's. Whichever has the key: `own_columns` equal `target_columns`.
  /// Many-to-many: what the association refers to on each side.
  Positions own_columns = {}, target_columns = {};
  const TableSpec* association = nullptr;
  Positions association_own = {}, association_target = {};
  std::size_t position = 0;                 ///< among the owner's relations
  std::optional<std::size_t> inverse = {};  ///< among the target's relations

  bool read_only() const { return spec->filtered; }
  bool same_bind() const { return owner->table.bind_key() == target->table.bind_key(); }
  /// Many-to-one: the owner's object has the key columns.
  bool holds_key() const { return kind == RelationKind::many_to_one; }
  RelationMember& member(Entity& entity) const { return spec->member(object_as(entity, owner->spec)); }
  const Relation* other_side() const { return inverse ? &target->relations()[*inverse] : nullptr; }
  /// "Author.books"
  std::string name() const;
};

/// What is wrong with a model's relations.
std::vector<std::string> relation_flaws(const TableSpec& owner);
/// The relation of this member. ProgrammingError if it is not mapped.
const Relation& relation_of(const EntityType& type, MemberId member);

/// The key that an object has in these columns, as text that equal keys share; empty if one of them is NULL.
std::string key_text(const Table& table, const Positions& columns, void* object);
/// The same of cells.
std::string key_text(std::span<const Cell> cells);

}  // namespace bindery::detail
