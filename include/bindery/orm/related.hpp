// Related objects in conditions and columns: how many there are, and whether there are some, without loading them.
#pragma once
#include <bindery/orm/loading.hpp>
#include <bindery/schema/relation_keys.hpp>
#include <bindery/sql/aggregates.hpp>
#include <bindery/sql/order.hpp>
#include <bindery/sql/select.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {

// ---- what is known of a relation at compile time ----------------------------------------------------------------

template <class... Words> struct AssociationIn {
  using type = void;
};
template <class Association, class... Words> struct AssociationIn<ThroughWord<Association>, Words...> {
  using type = Association;
};
template <class First, class... Words> struct AssociationIn<First, Words...> : AssociationIn<Words...> {};

template <class Target, class... Words> constexpr auto filter_in(TypeList<Words...>) { return pack(); }
template <class Target, auto Condition, class... Words>
constexpr auto filter_in(TypeList<FilteredWord<Condition>, Words...>) {
  return pack(Condition.template operator()<Target>());
}
template <class Target, class First, class... Words> constexpr auto filter_in(TypeList<First, Words...>) {
  return filter_in<Target>(TypeList<Words...>{});
}

template <auto Member, class... Words> struct KnownRelation {
  using Owner = MemberOwner<Member>;
  using Target = typename MemberType<Member>::model;
  using Association = typename AssociationIn<Words...>::type;
  static constexpr bool mapped = true;

  static constexpr RelationKeys keys() {
    const RelationSpec spec = RelationDef<Member, Words...>::template spec<Owner>();
    if constexpr (std::is_void_v<Association>)
      return keys_of(*spec_of<Owner>, spec, *spec_of<Target>);
    else
      return keys_through(*spec_of<Owner>, spec, *spec_of<Target>, *spec_of<Association>);
  }
  static constexpr auto filter() { return filter_in<Target>(TypeList<Words...>{}); }
};
struct UnmappedRelation {
  static constexpr bool mapped = false;
};
template <auto Member, class Defs> struct FindRelation {
  using type = UnmappedRelation;
};
template <auto Member, auto First, class... Words, class... Rest>
struct FindRelation<Member, TypeList<RelationDef<First, Words...>, Rest...>> {
  static constexpr bool found = member_id<Member> == member_id<First>;
  using type = typename std::conditional_t<found, std::type_identity<KnownRelation<First, Words...>>,
                                           FindRelation<Member, TypeList<Rest...>>>::type;
};
template <auto Member>
using RelationFor =
    typename FindRelation<Member, typename decltype(ModelData<MemberOwner<Member>>::mapped)::relations>::type;

template <auto Member> consteval bool check_relation() {
  constexpr bool field = RelationField<MemberType<Member>>;
  static_assert(field, "bindery: a relation is named by a member of type One<Model> or Many<Model>");
  if constexpr (field) {
    using Known = RelationFor<Member>;
    static_assert(
        Known::mapped,
        "bindery: this member is no relation yet: name it in mapped(...), relation<&Model::member>()");
    if constexpr (Known::mapped) {
      constexpr bool one_key = Known::keys().flaw == RelationFlaw::none;
      static_assert(
          one_key,
          "bindery: this relation has no key, or several: add references<...> or links<...> to one of its "
          "models, or say which key it goes by: by<...>");
      constexpr bool one_bind =
          bind_key_of<typename Known::Owner> == std::string_view(bind_key_of<typename Known::Target>);
      static_assert(one_bind,
                    "bindery: the models of this relation are in different binds, and a statement runs on "
                    "one database: "
                    "load the relation by selectin<...> or session.load<...>");
      return one_key && one_bind;
    }
  }
  return false;
}

// ---- statements about related objects ---------------------------------------------------------------------------

/// A column of a model by its position, where no member pointer is at hand.
template <class M, std::size_t Position, FixedString Name> struct PositionColumn : ExpressionBase {
  using type = void;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    const ColumnSpec& column = spec_of<M>->columns[Position];
    *out++ = {.op = Op::column,
              .type = column.type.kind,
              .nullable = column.nullable,
              .detail = of_model_detail,
              .id = static_cast<std::uint64_t>(column.id),
              .spec = spec_of<M>,
              .name = Name.data};
  }
  constexpr void write(Cell*&) const {}
};

/// A condition about related objects of the model's own kind: its columns are those of the alias.
template <class E, class M, FixedString Name> struct UnderAlias : ExpressionBase {
  using type = typename E::type;
  static constexpr std::size_t node_count = E::node_count, value_count = E::value_count;
  E expression;
  static constexpr void flatten(Node*& out) {
    Node* const first = out;
    E::flatten(out);
    for (Node* node = first; node != out; ++node) {
      const bool plain = node->op == Op::column && std::string_view(node->name).empty();
      if (plain && maps(*spec_of<M>, MemberId{node->id})) node->name = Name.data;
    }
  }
  constexpr void write(Cell*& out) const { expression.write(out); }
};

template <class A, class B> constexpr auto both(A a, B b) {
  return compound<Head<Op::and_>, bool>(std::move(a), std::move(b));
}
template <class A, class B, class C, class... More> constexpr auto both(A a, B b, C c, More... more) {
  return both(both(std::move(a), std::move(b)), std::move(c), std::move(more)...);
}
template <class A> constexpr auto both(A a) { return a; }

/// That the columns of a key equal what they refer to.
template <class From, FixedString FromName, class To, FixedString ToName, KeyColumns Key>
constexpr auto equal_keys() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return both(compound<Head<Op::eq>, bool>(PositionColumn<From, Key.own[I], FromName>{},
                                             PositionColumn<To, Key.target[I], ToName>{})...);
  }(std::make_index_sequence<Key.size>{});
}

template <class M, FixedString Name, class E> constexpr auto about(E condition) {
  if constexpr (Name.view().empty())
    return condition;
  else
    return UnderAlias<E, M, Name>{{}, std::move(condition)};
}
template <class M, FixedString Name, class Query, class Places, class... E>
constexpr auto filtered(Query query, [[maybe_unused]] const PackOf<Places, E...>& filter) {
  if constexpr (sizeof...(E) == 0)
    return query;
  else
    return query.where(about<M, Name>(part_at<0>(filter)));
}

template <auto Member, FixedString Name, class Column, class... Conditions>
constexpr auto related_under(Column column, Conditions... conditions) {
  using Known = RelationFor<Member>;
  using Owner = typename Known::Owner;
  using Target = typename Known::Target;
  constexpr RelationKeys keys = Known::keys();
  const auto query = [&] {
    const auto from = select(std::move(column)).select_from(ModelSource<Target, Name>{});
    if constexpr (keys.kind == RelationKind::many_to_many) {
      using Between = typename Known::Association;
      return from.join(ModelSource<Between>{}, equal_keys<Between, "", Target, Name, keys.far_key>())
          .where(equal_keys<Between, "", Owner, "", keys.key>());
    } else if constexpr (keys.kind == RelationKind::many_to_one) {
      return from.where(equal_keys<Owner, "", Target, Name, keys.key>());
    } else {
      return from.where(equal_keys<Target, Name, Owner, "", keys.key>());
    }
  }();
  const auto wanted = filtered<Target, Name>(query, Known::filter());
  if constexpr (sizeof...(Conditions) == 0)
    return wanted;
  else
    return wanted.where(both(about<Target, Name>(std::move(conditions))...));
}
/// A query about the objects related to those of the statement around it.
template <auto Member, class Column, class... Conditions>
constexpr auto related(Column column, Conditions... conditions) {
  using Known = RelationFor<Member>;
  if constexpr (std::same_as<typename Known::Owner, typename Known::Target>)
    return related_under<Member, "related">(std::move(column), std::move(conditions)...);
  else
    return related_under<Member, "">(std::move(column), std::move(conditions)...);
}

}  // namespace detail

/// How many related objects there are: `select(col<&Author::name>, count_of<&Author::books>())`; with a condition about
/// them, how many of those.
template <auto Member, Expression... Conditions> constexpr auto count_of(Conditions... conditions) {
  if constexpr (detail::check_relation<Member>()) {
    auto query = detail::related<Member>(count(), std::move(conditions)...);
    return detail::compound<Head<Op::scalar_query>, std::int64_t>(std::move(query));
  } else {
    return literal(std::int64_t{0});
  }
}
/// True where there are related objects: `.where(any<&Author::books>())`; with a condition, such objects:
/// `any<&Author::books>(col<&Book::lent> == true)`. In a relation of a model to itself the condition's columns are those of
/// the related object.
template <auto Member, Expression... Conditions> constexpr auto any(Conditions... conditions) {
  if constexpr (detail::check_relation<Member>())
    return exists(detail::related<Member>(literal(1), std::move(conditions)...));
  else
    return literal(true);
}
/// The same of a One: `has<&Book::author>(col<&Author::name> == "Le Guin")`.
template <auto Member, Expression... Conditions> constexpr auto has(Conditions... conditions) {
  return any<Member>(std::move(conditions)...);
}

}  // namespace bindery
