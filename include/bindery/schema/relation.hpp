// Relations between models, as they are declared: `relation<&Author::books>()` inside `mapped(...)`.
#pragma once
#include <bindery/schema/declare.hpp>
#include <bindery/schema/relation_spec.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

namespace bindery {

// ---- the words ------------------------------------------------------------------------------------------------

namespace detail {

/// `&Model::member` or "column" as a template argument.
template <class Key> struct ChosenColumn {
  Key key;
  bool descending = false;
  template <class From>
  constexpr ChosenColumn(const From& from, bool down = false) : key(from), descending(down) {}
};
template <std::size_t N> struct ChosenName {
  char text[N]{};
  constexpr ChosenName(const char (&name)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = name[i];
  }
};
template <std::size_t N> ChosenColumn(const char (&)[N]) -> ChosenColumn<ChosenName<N>>;
template <class Model, class Type> ChosenColumn(Type Model::*) -> ChosenColumn<Type Model::*>;

template <ChosenColumn Choice> constexpr ColumnChoice choice_of() {
  if constexpr (requires { Choice.key.text; }) {
    return {MemberId::none, std::string_view(Choice.key.text), Choice.descending};
  } else {
    return {member_id<Choice.key>, {}, Choice.descending};
  }
}
template <ChosenColumn... Choices>
inline constexpr std::array<ColumnChoice, sizeof...(Choices)> choices{choice_of<Choices>()...};

template <ChosenColumn... Choices> struct ByWord {};
template <ChosenColumn... Choices> struct OrderedWord {};
template <class Association> struct ThroughWord {};
template <auto Condition> struct FilteredWord {};
struct CascadeDeleteWord {};
struct DeleteOrphanWord {};
struct PassiveDeletesWord {};

}  // namespace detail

/// Which key a relation goes by, where several would do: `by<&Review::writer_id>`, or by name where the other model is
/// not complete yet: `by<"writer_id">`. A composite key is named by one or all of its columns.
template <detail::ChosenColumn... Choices> inline constexpr detail::ByWord<Choices...> by{};
/// The order in which a Many is loaded: `ordered_by<"published", "id">`, `ordered_by<descending("published")>`.
template <detail::ChosenColumn... Choices> inline constexpr detail::OrderedWord<Choices...> ordered_by{};
template <std::size_t N> consteval auto descending(const char (&name)[N]) {
  return detail::ChosenColumn<detail::ChosenName<N>>(detail::ChosenName<N>(name), true);
}
template <class T, class M> consteval auto descending(T M::* member) {
  return detail::ChosenColumn<T M::*>(member, true);
}
/// Many-to-many: `PostTag` is the model of the table between, with a key to each side.
template <class Association> inline constexpr detail::ThroughWord<Association> through{};
/// Only some of the related rows; such a relation is read, never changed:
/// `filtered_by<[]<class Book>() { return col<&Book::lent> == true; }>`.
template <auto Condition> inline constexpr detail::FilteredWord<Condition> filtered_by{};
/// Removing an object from its session removes those of the relation as well, loaded or not.
inline constexpr detail::CascadeDeleteWord cascade_delete{};
/// An object that is taken out of the relation, and not put into another, is removed; so are those of an object that
/// is removed.
inline constexpr detail::DeleteOrphanWord delete_orphan{};
/// The database sees to the related rows when an object is removed (ON DELETE): those not loaded are not read before.
inline constexpr detail::PassiveDeletesWord passive_deletes{};

// ---- declaring ------------------------------------------------------------------------------------------------

namespace detail {

template <class T> const TableSpec& spec_function();
template <class T, auto Member> RelationMember& relation_member(void* object) {
  return static_cast<T*>(object)->*Member;
}
template <class Target, auto Condition> void add_relation_filter(Fragment& condition);

template <class Target, ChosenColumn... C> constexpr void apply_relation(RelationSpec& r, ByWord<C...>) {
  r.by = choices<C...>;
}
template <class Target, ChosenColumn... C> constexpr void apply_relation(RelationSpec& r, OrderedWord<C...>) {
  r.order = choices<C...>;
}
template <class Target, class Association>
constexpr void apply_relation(RelationSpec& r, ThroughWord<Association>) {
  r.has_association = true;
  r.association = &spec_function<Association>;
}
template <class Target, auto Condition>
constexpr void apply_relation(RelationSpec& r, FilteredWord<Condition>) {
  r.filtered = true;
  r.add_filter = &add_relation_filter<Target, Condition>;
}
template <class Target> constexpr void apply_relation(RelationSpec& r, CascadeDeleteWord) {
  r.cascade_delete = true;
}
template <class Target> constexpr void apply_relation(RelationSpec& r, DeleteOrphanWord) {
  r.delete_orphan = true;
}
template <class Target> constexpr void apply_relation(RelationSpec& r, PassiveDeletesWord) {
  r.passive_deletes = true;
}

/// One declared relation: all that is known of it before the models are complete.
template <auto Member, class... Words> struct RelationDef {
  using Field = MemberType<Member>;
  static constexpr bool fits = requires {
    typename Field::model;
    Field::is_many;
  };
  template <class T> static constexpr RelationSpec spec() {
    RelationSpec r;
    if constexpr (fits) {
      using Target = typename Field::model;
      r.name = member_name<Member>;
      r.id = member_id<Member>;
      r.many = Field::is_many;
      r.target_id = type_id<Target>;
      r.target = &spec_function<Target>;
      r.target_type = &Field::target_type;
      r.member = &relation_member<T, Member>;
      (apply_relation<Target>(r, Words{}), ...);
    }
    return r;
  }
};

/// True if the key of this relation is the model's own.
constexpr bool goes_by_own_key(const RelationSpec& relation, std::span<const ColumnSpec> columns,
                               std::span<const ConstraintSpec> constraints) {
  if (relation.many) return false;
  const auto chosen = [&](MemberId id, std::string_view name) {
    bool among = relation.by.empty();
    for (const ColumnChoice& choice : relation.by)
      among = among || (choice.name.empty() ? choice.id == id : choice.name == name);
    return among;
  };
  for (const ColumnSpec& column : columns) {
    if (column.reference.model == relation.target_id && chosen(column.id, column.name)) return true;
  }
  for (const ConstraintSpec& key : constraints) {
    if (key.kind != ConstraintKind::foreign_key || key.target_id != relation.target_id) continue;
    for (const ColumnSpec& column : columns) {
      for (std::size_t i = 0; i < key.column_count; ++i) {
        if (key.columns[i] == column.id && chosen(column.id, column.name)) return true;
      }
    }
  }
  return false;
}
constexpr bool orphans_have_one_parent(std::span<const RelationSpec> relations,
                                       std::span<const ColumnSpec> columns,
                                       std::span<const ConstraintSpec> constraints) {
  for (const RelationSpec& relation : relations) {
    if (relation.delete_orphan && goes_by_own_key(relation, columns, constraints)) return false;
  }
  return true;
}

template <class Word> inline constexpr bool is_through = false;
template <class Association> inline constexpr bool is_through<ThroughWord<Association>> = true;
template <class Word> inline constexpr bool is_filter = false;
template <auto Condition> inline constexpr bool is_filter<FilteredWord<Condition>> = true;
template <class Word>
inline constexpr bool is_of_removal =
    std::same_as<Word, CascadeDeleteWord> || std::same_as<Word, DeleteOrphanWord> ||
    std::same_as<Word, PassiveDeletesWord>;
template <class... Words> consteval bool check_removal_words() {
  constexpr bool between = (is_through<Words> || ...) && (std::same_as<Words, DeleteOrphanWord> || ...);
  static_assert(!between,
                "bindery: a relation that goes through<...> another model holds objects that many may hold: "
                "delete_orphan is for relations whose objects belong to one; leave the word out");
  constexpr bool partial = (is_filter<Words> || ...) && (is_of_removal<Words> || ...);
  static_assert(
      !partial,
      "bindery: a relation with filtered_by<...> is only read: say cascade_delete, delete_orphan or "
      "passive_deletes in the relation that holds all of the objects");
  return !between && !partial;
}

template <class T, class... Defs>
constexpr std::array<RelationSpec, sizeof...(Defs)> relation_specs(TypeList<Defs...>) {
  return {Defs::template spec<T>()...};
}

}  // namespace detail

/// A member that holds related objects, `One<Model>` or `Many<Model>`. The key is found by the models' foreign keys
/// and links: a One goes by a key of its own model, else by one of the other model; a Many by one of the other model.
template <auto Member, class... Words> constexpr auto relation(Words...) {
  constexpr bool fits = detail::RelationDef<Member, Words...>::fits;
  static_assert(fits, "bindery: relation<...> needs a member of type One<Model> or Many<Model>");
  (void)detail::check_removal_words<Words...>();
  return detail::Mapped<0, 0, detail::TypeList<>, detail::TypeList<>,
                        detail::TypeList<detail::RelationDef<Member, Words...>>>{};
}

}  // namespace bindery
