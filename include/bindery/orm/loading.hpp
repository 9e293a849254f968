// Words that say which relations are loaded: for the objects of a query, or for objects at hand.
#pragma once
#include <bindery/orm/relation.hpp>
#include <bindery/sql/query_options.hpp>

#include <concepts>
#include <memory>
#include <span>
#include <vector>

namespace bindery {

namespace detail {

template <class Field>
concept RelationField = requires {
  typename Field::model;
  Field::is_many;
};
template <class Owner, auto First, auto... Rest> consteval bool leads_on() {
  using Field = MemberType<First>;
  if constexpr (!RelationField<Field> || !std::derived_from<Owner, MemberOwner<First>>) {
    return false;
  } else if constexpr (sizeof...(Rest) == 0) {
    return true;
  } else {
    return leads_on<typename Field::model, Rest...>();
  }
}
template <auto First, auto... Rest> consteval bool check_path() {
  constexpr bool path = leads_on<MemberOwner<First>, First, Rest...>();
  static_assert(
      path,
      "bindery: relations are named by members of type One<Model> or Many<Model>, each of the model that the "
      "one before it leads to");
  return path;
}
template <class Field> consteval bool check_loadable() {
  constexpr bool loadable = RelationField<Field> || is_deferred<Field>;
  static_assert(
      loadable,
      "bindery: only relations and members of type Deferred<T> can be loaded: a plain member is always read");
  return loadable;
}
template <auto... Path> inline constexpr MemberId member_path[]{member_id<Path>...};

/// A path of relations from objects at hand.
struct PathLoad {
  std::vector<std::shared_ptr<Entity>> owners;
  std::span<const MemberId> path;
  bool all = false;  ///< they are all rows of their table
};

/// The objects behind one Ref, or behind many.
template <class T> std::vector<std::shared_ptr<Entity>> entities_of(const Ref<T>& ref) {
  if (!ref) return {};
  return {ref.entity()};
}
template <class Refs> std::vector<std::shared_ptr<Entity>> entities_of(const Refs& refs) {
  std::vector<std::shared_ptr<Entity>> entities;
  for (const auto& ref : refs) {
    if (ref) entities.push_back(ref.entity());
  }
  return entities;
}

/// The same, one for each Ref: none for an empty one.
template <class T> std::vector<std::shared_ptr<Entity>> each_entity_of(const Ref<T>& ref) {
  return {ref.entity()};
}
template <class Refs> std::vector<std::shared_ptr<Entity>> each_entity_of(const Refs& refs) {
  std::vector<std::shared_ptr<Entity>> entities;
  for (const auto& ref : refs) entities.push_back(ref.entity());
  return entities;
}

/// Objects of a model among the rows of a result.
template <class T>
void collect(const Ref<T>& ref, TypeId model, std::vector<std::shared_ptr<Entity>>& found) {
  if (ref && type_id<T> == model) found.push_back(ref.entity());
}
template <class... T>
void collect(const std::tuple<T...>& row, TypeId model, std::vector<std::shared_ptr<Entity>>& found) {
  const auto each = [&](const auto& element) {
    if constexpr (requires { element.entity(); }) collect(element, model, found);
  };
  std::apply([&](const auto&... elements) { (each(elements), ...); }, row);
}

}  // namespace detail

/// Loads relations of all objects of a query: one more statement for each, or, of a part of a table, for every 512 keys:
/// `selectin<&Author::books>`; along a path: `selectin<&Author::books, &Book::tags>`.
template <auto First, auto... Rest> struct SelectIn {
  static_assert(detail::check_path<First, Rest...>());
  static constexpr LoadOption option{type_id<MemberOwner<First>>, detail::member_path<First, Rest...>};
};
template <auto First, auto... Rest> inline constexpr SelectIn<First, Rest...> selectin{};

}  // namespace bindery
