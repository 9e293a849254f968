// Inheritance: models whose rows are told apart by one column, in one table or in a table for each level.
#pragma once
#include <bindery/schema/declare.hpp>
#include <bindery/schema/mapping.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace bindery {

/// What the root of a family says: which member tells the kinds of rows apart, and the name of its own kind. The
/// member is text, or an enumeration with the kinds' names.
///
///     static constexpr auto kinds = polymorphic<&Employee::kind, "employee">;
template <auto Member, FixedString Kind> struct PolymorphicWord {
  static constexpr auto member = Member;
  static constexpr std::string_view kind = Kind.view();
};
template <auto Member, FixedString Kind> inline constexpr PolymorphicWord<Member, Kind> polymorphic{};

template <class Parent, FixedString Kind, bool Joined> struct InheritsWord {
  using parent = Parent;
  static constexpr std::string_view kind = Kind.view();
  static constexpr bool joined = Joined;
};
/// What a child says whose columns are in its parent's table, where they may be NULL:
///
///     struct Intern : Employee { static constexpr auto inherits = single_table<Employee, "intern">; ... };
template <class Parent, FixedString Kind> inline constexpr InheritsWord<Parent, Kind, false> single_table{};
/// What a child says that has a table of its own for its columns, with the key of the parent's:
///
///     struct Manager : Employee { static constexpr auto inherits = joined_table<Employee, "manager">; ... };
template <class Parent, FixedString Kind> inline constexpr InheritsWord<Parent, Kind, true> joined_table{};

/// One kind of a family, known to it from the start of the program.
struct KindLink {
  const TableSpec* spec;
  const KindLink* next = nullptr;
};
/// All models of one family.
struct Family {
  std::atomic<const KindLink*> first{nullptr};
};

/// A model's place in its family.
struct KindSpec {
  const TableSpec* parent = nullptr;  ///< none: the root
  std::string_view kind = {};
  MemberId member = MemberId::none;  ///< that tells the kind
  bool joined = false;
  Family* family = nullptr;
  void* (*to_parent)(void* object) = nullptr;
};

namespace detail {

template <class T>
concept ChildModel = requires { typename decltype(MappingOf<T>::inherits)::parent; };
template <class T>
concept RootModel = !ChildModel<T> && requires { MappingOf<T>::kinds.kind; };
template <class T>
concept KindModel = ChildModel<T> || RootModel<T>;
template <ChildModel T> using ParentOf = typename decltype(MappingOf<T>::inherits)::parent;

template <class T> struct RootOf : std::type_identity<T> {};
template <ChildModel T> struct RootOf<T> : RootOf<ParentOf<T>> {};

/// How many tables lie above the one with a model's own columns.
template <class T> consteval std::uint8_t level_of() {
  if constexpr (ChildModel<T>) {
    return static_cast<std::uint8_t>(level_of<ParentOf<T>>() +
                                     (decltype(MappingOf<T>::inherits)::joined ? 1 : 0));
  }
  return 0;
}

template <auto Function> struct FunctionConstant {};
/// False for a child that inherits `columns()` itself.
template <class T> consteval bool has_own_columns() {
  return !std::same_as<FunctionConstant<&MappingOf<T>::columns>,
                       FunctionConstant<&MappingOf<ParentOf<T>>::columns>>;
}

template <class T> consteval bool derives_from_parent() {
  if constexpr (ChildModel<T>) return std::derived_from<T, ParentOf<T>>;
  return false;
}

/// Everything that a model maps: of a child, what its parent maps, and its own behind.
template <class T> constexpr auto all_mapped() {
  if constexpr (!derives_from_parent<T>()) {
    return MappingOf<T>::columns();
  } else if constexpr (!has_own_columns<T>()) {
    return all_mapped<ParentOf<T>>();
  } else {
    auto own = MappingOf<T>::columns();
    for (ColumnSpec& column : own.columns) {
      column.level = level_of<T>();
      column.sparse = !decltype(MappingOf<T>::inherits)::joined;
    }
    for (ConstraintSpec& constraint : own.constraints) constraint.level = level_of<T>();
    return mapped(all_mapped<ParentOf<T>>(), own);
  }
}

template <class Root> inline constinit Family family_of{};

template <class T> consteval KindSpec kind_of_model() {
  using Root = typename RootOf<T>::type;
  KindSpec spec;
  spec.member = member_id<MappingOf<Root>::kinds.member>;
  (void)check_key_is_read<is_deferred<MemberType<MappingOf<Root>::kinds.member>>>();
  spec.family = &family_of<Root>;
  if constexpr (ChildModel<T>) {
    using Word = decltype(MappingOf<T>::inherits);
    spec.kind = Word::kind;
    spec.joined = Word::joined;
  } else {
    spec.kind = MappingOf<T>::kinds.kind;
  }
  return spec;
}

template <class T> consteval bool check_child() {
  using Parent = ParentOf<T>;
  using Root = typename RootOf<T>::type;
  constexpr bool derives = std::derived_from<T, Parent>;
  static_assert(derives, "bindery: a child model derives from its parent: `struct Manager : Employee`");
  constexpr bool told_apart = RootModel<Root>;
  static_assert(told_apart,
                "bindery: the root of a family names the member that tells its rows apart: `static constexpr "
                "auto kinds "
                "= polymorphic<&Employee::kind, \"employee\">`");
  constexpr bool one_bind = bind_key_of<T> == bind_key_of<Parent>;
  static_assert(one_bind,
                "bindery: a child model lives in its parent's database, and asks for another bind: remove "
                "its bind_key, "
                "or map it without inheritance");
  return derives && told_apart;
}

}  // namespace detail

}  // namespace bindery
