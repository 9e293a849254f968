// Which key a relation goes by: found from the models' foreign keys and links, at compile time or on first use.
#pragma once
#include <bindery/schema/relation.hpp>
#include <bindery/schema/table.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bindery {

/// `many_to_one`: this model has the key. `one_to_many`, `one_to_one`: the other one has it. `many_to_many`: a model
/// between has a key to each.
enum class RelationKind : std::uint8_t { many_to_one, one_to_one, one_to_many, many_to_many };

enum class RelationFlaw : std::uint8_t { none, no_key, several_keys, no_such_column, incomplete_association };

namespace detail {

/// A foreign key or link: positions in the table that has it and in the one that it refers to, pairwise.
struct KeyColumns {
  std::size_t size = 0;
  std::size_t own[ConstraintSpec::max_columns] = {};
  std::size_t target[ConstraintSpec::max_columns] = {};

  friend constexpr bool operator==(const KeyColumns&, const KeyColumns&) = default;
};

/// What a relation goes by. `key` is that of the side that has it; many-to-many: `key` is the association's to this
/// model, `far_key` the one to the other.
struct RelationKeys {
  RelationFlaw flaw = RelationFlaw::none;
  RelationKind kind = RelationKind::many_to_one;
  KeyColumns key = {}, far_key = {};
};

/// True for the model itself, and for one below it.
constexpr bool is_a(const TableSpec& table, TypeId model) {
  for (const TypeId each : table.lineage) {
    if (each == model) return true;
  }
  return false;
}

constexpr std::size_t no_column = static_cast<std::size_t>(-1);
constexpr std::size_t position_in(const TableSpec& table, MemberId id) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].id == id) return i;
  }
  return no_column;
}
constexpr std::size_t position_in(const TableSpec& table, const ColumnChoice& choice) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnSpec& column = table.columns[i];
    if (choice.name.empty() ? column.id == choice.id : column.name == choice.name) return i;
  }
  return no_column;
}

/// The keys of `from` that refer to `to`, counted; `key` is the last that `by` allows.
struct FoundKeys {
  std::size_t count = 0;
  KeyColumns key = {};
};
constexpr bool chosen(const TableSpec& from, const KeyColumns& key, std::span<const ColumnChoice> by) {
  for (const ColumnChoice& choice : by) {
    bool among = false;
    for (std::size_t i = 0; i < key.size; ++i) among = among || key.own[i] == position_in(from, choice);
    if (!among) return false;
  }
  return true;
}
constexpr FoundKeys keys_between(const TableSpec& from, const TableSpec& to,
                                 std::span<const ColumnChoice> by) {
  FoundKeys found;
  const auto take = [&](const KeyColumns& key) {
    if (!chosen(from, key, by)) return;
    ++found.count;
    found.key = key;
  };
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    const ReferenceSpec& reference = from.columns[i].reference;
    if (!is_a(to, reference.model)) continue;
    KeyColumns key{.size = 1};
    key.own[0] = i;
    key.target[0] = position_in(to, reference.member);
    take(key);
  }
  for (const ConstraintSpec& constraint : from.constraints) {
    if (constraint.kind != ConstraintKind::foreign_key || !is_a(to, constraint.target_id)) continue;
    KeyColumns key{.size = constraint.column_count};
    for (std::size_t i = 0; i < key.size; ++i) {
      key.own[i] = position_in(from, constraint.columns[i]);
      key.target[i] = position_in(to, constraint.target_columns[i]);
    }
    take(key);
  }
  return found;
}

constexpr bool known_columns(const TableSpec& table, std::span<const ColumnChoice> choices) {
  for (const ColumnChoice& choice : choices) {
    if (position_in(table, choice) == no_column) return false;
  }
  return true;
}

constexpr RelationKeys keys_through(const TableSpec& owner, const RelationSpec& relation,
                                    const TableSpec& target, const TableSpec& association) {
  RelationKeys keys{.kind = RelationKind::many_to_many};
  if (!known_columns(association, relation.by)) return {.flaw = RelationFlaw::no_such_column};
  const FoundKeys near = keys_between(association, owner, relation.by);
  if (near.count != 1)
    return {.flaw = near.count == 0 ? RelationFlaw::incomplete_association : RelationFlaw::several_keys};
  FoundKeys far = keys_between(association, target, {});
  if (owner.lineage.back() == target.lineage.back()) {
    // Both keys refer to one model: the other one is that which is not ours.
    FoundKeys other;
    for (const ColumnSpec& column : association.columns) {
      const ColumnChoice choice[] = {{.id = column.id}};
      const FoundKeys candidate = keys_between(association, target, {choice, 1});
      if (candidate.count != 1 || candidate.key == near.key ||
          (other.count == 1 && candidate.key == other.key))
        continue;
      ++other.count;
      other.key = candidate.key;
    }
    far = other;
  }
  if (far.count != 1)
    return {.flaw = far.count == 0 ? RelationFlaw::incomplete_association : RelationFlaw::several_keys};
  keys.key = near.key;
  keys.far_key = far.key;
  return keys;
}

}  // namespace detail

/// The key that a relation without an association goes by.
constexpr detail::RelationKeys keys_of(const TableSpec& owner, const RelationSpec& relation,
                                       const TableSpec& target) {
  using detail::FoundKeys;
  const FoundKeys none;
  const FoundKeys own = relation.many ? none : detail::keys_between(owner, target, relation.by);
  const FoundKeys other = detail::keys_between(target, owner, relation.by);
  const bool by_own = own.count > 0;
  const std::size_t count = by_own ? own.count : other.count;
  if (count > 1) return {.flaw = RelationFlaw::several_keys};
  if (count == 0) {
    const bool known =
        detail::known_columns(owner, relation.by) || detail::known_columns(target, relation.by);
    return {.flaw = known ? RelationFlaw::no_key : RelationFlaw::no_such_column};
  }
  const RelationKind kind = by_own          ? RelationKind::many_to_one
                            : relation.many ? RelationKind::one_to_many
                                            : RelationKind::one_to_one;
  return {.kind = kind, .key = by_own ? own.key : other.key};
}

}  // namespace bindery
