// Models: plain structs mapped to tables by member pointers, without macros and without touching the structs' values.
#pragma once
#include <bindery/schema/bind_key.hpp>
#include <bindery/schema/composite.hpp>
#include <bindery/schema/declare.hpp>
#include <bindery/schema/inheritance.hpp>
#include <bindery/schema/mapping.hpp>
#include <bindery/schema/relation.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace bindery {

namespace detail {

// Casts through the model, so that a member inherited from a mixin resolves to the right address.
template <class T, auto Member> void* field_of(void* object) {
  if constexpr (std::is_member_pointer_v<decltype(Member)>) {
    return &(static_cast<T*>(object)->*Member);
  } else {
    return Member.template field<T>(object);
  }
}

/// The model's own check, if it has one: `void validate() const`, or `static void validate(const T&)` of its Mapping.
template <class T> consteval auto validation_of() -> void (*)(const void*) {
  if constexpr (requires(const T& object) { object.validate(); }) {
    return [](const void* object) { static_cast<const T*>(object)->validate(); };
  } else if constexpr (requires(const T& object) { MappingOf<T>::validate(object); }) {
    return [](const void* object) { MappingOf<T>::validate(*static_cast<const T*>(object)); };
  } else {
    return nullptr;
  }
}

}  // namespace detail

/// The table of a model: made on first use, then constant. (Not constrained by Model: a model that refers to itself
/// names this function before it is complete.)
template <class T> const Table& table_of();

namespace detail {

/// The query of a view: `static constexpr auto view = "SELECT ..."`, or `static auto view() { return select(...); }`.
template <class T> consteval auto view_of() -> std::string (*)(Backend) {
  if constexpr (requires { std::string_view(MappingOf<T>::view); }) {
    return [](Backend) { return std::string(std::string_view(MappingOf<T>::view)); };
  } else if constexpr (requires { MappingOf<T>::view(); }) {
    return [](Backend backend) {
      return view_text(MappingOf<T>::view(), backend);
    };  // told by the statement's layer
  } else {
    return nullptr;
  }
}

template <class T, auto Member>
inline constexpr UnreadMember unread_member{type_name<T>, member_name<Member>};
template <class T, auto Member> constexpr auto leave_unread_of() -> void (*)(void*) {
  if constexpr (is_deferred<MemberType<Member>>) {
    return [](void* field) {
      DeferredAccess::leave_unread<without_deferred<MemberType<Member>>>(field, unread_member<T, Member>);
    };
  } else {
    return nullptr;
  }
}

template <class T, std::size_t N, std::size_t K, auto... Members, class Targets, class Relations>
constexpr auto with_fields(
    const Mapped<N, K, TypeList<MemberConstant<Members>...>, Targets, Relations>& mapped) {
  auto columns = mapped.columns;
  std::size_t i = 0;
  ((columns[i].field = &field_of<T, Members>, columns[i++].leave_unread = leave_unread_of<T, Members>()),
   ...);
  return columns;
}
template <std::size_t N> consteval bool has_primary_key(const std::array<ColumnSpec, N>& columns) {
  for (const ColumnSpec& column : columns) {
    if (column.primary_key) return true;
  }
  return false;
}
template <class T, class... Targets> consteval bool references_stay(TypeList<Targets...>) {
  return ((bind_key_of<T> == bind_key_of<Targets>) && ...);
}

template <class T> consteval auto lineage_of() {
  if constexpr (ChildModel<T>) {
    constexpr auto above = lineage_of<ParentOf<T>>();
    std::array<TypeId, above.size() + 1> all{type_id<T>};
    for (std::size_t i = 0; i < above.size(); ++i) all[i + 1] = above[i];
    return all;
  } else {
    return std::array<TypeId, 1>{type_id<T>};
  }
}
template <class T> inline constexpr auto lineage = lineage_of<T>();

/// A type that is no model has none of the data of one.
template <class T> struct ModelData {
  static constexpr bool is_model = Model<T>;
  static_assert(is_model,
                "bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise "
                "bindery::Mapping for it");
  static constexpr TableSpec spec{};
};
template <class T> consteval KindSpec kind_spec() {
  KindSpec spec = kind_of_model<T>();
  if constexpr (ChildModel<T>) {
    using Parent = ParentOf<T>;
    spec.parent = &ModelData<Parent>::spec;
    spec.to_parent = [](void* object) -> void* { return static_cast<Parent*>(static_cast<T*>(object)); };
  }
  return spec;
}
template <class T> inline constexpr KindSpec kind_spec_of = kind_spec<T>();
template <class T> consteval const KindSpec* kind_pointer() {
  if constexpr (ChildModel<T>) {
    if constexpr (check_child<T>()) return &kind_spec_of<T>;
  } else if constexpr (RootModel<T>) {
    return &kind_spec_of<T>;
  }
  return nullptr;
}
/// A child that says nothing else inherits its parent's `table_name`: that is not a name of its own.
template <class T> consteval std::string_view own_table_name() {
  const std::string_view name = table_name_text<T>();
  if constexpr (ChildModel<T>) {
    if (name == table_name_text<ParentOf<T>>()) return {};
  }
  return name;
}

/// The constant data of a model.
template <Model T> struct ModelData<T> {
  static constexpr bool is_model = true;
  static constexpr auto mapped = all_mapped<T>();
  static constexpr auto columns = with_fields<T>(mapped);
  static constexpr auto relations = relation_specs<T>(typename decltype(mapped)::relations{});
  static_assert(
      has_primary_key(columns),
      "bindery: a model needs a primary key: mark one of its columns (or several) with primary_key");
  static_assert(references_stay<T>(typename decltype(mapped)::targets{}),
                "bindery: a foreign key can't cross binds, each is a database of its own: use links<...> "
                "instead of references<...>");
  static_assert(
      orphans_have_one_parent(relations, columns, mapped.constraints),
      "bindery: delete_orphan belongs to the model that the key refers to, and this model has the key: "
      "say it in the relation of the other side");
  static constexpr TableSpec spec{.type_name = type_name<T>,
                                  .table_name = own_table_name<T>(),
                                  .schema = schema_text<T>(),
                                  .bind_key = bind_key_of<T>,
                                  .columns = columns,
                                  .constraints = mapped.constraints,
                                  .table = &table_of<T>,
                                  .validate = validation_of<T>(),
                                  .view = view_of<T>(),
                                  .kind = kind_pointer<T>(),
                                  .lineage = lineage<T>,
                                  .relations = relations};
};

/// Makes a model known to its family before the program's `main` begins, wherever the program names it.
template <class T> struct KindRegistration {
  KindRegistration() {
    Family& family = family_of<typename RootOf<T>::type>;
    link.next = family.first.load();
    while (!family.first.compare_exchange_weak(link.next, &link)) {}
  }
  KindLink link{&ModelData<T>::spec};
};
template <class T> inline KindRegistration<T> kind_registration{};

}  // namespace detail

template <class T> const Table& table_of() {
  if constexpr (detail::KindModel<T>) (void)&detail::kind_registration<T>;
  static const Table table(detail::ModelData<T>::spec);
  return table;
}

template <class T> const Table& detail::referred_table() {
  constexpr bool is_model = Model<T>;
  static_assert(is_model,
                "bindery: a reference must name a model: for a member inherited from a mixin write "
                "references_of<Model, &Model::member>");
  if constexpr (is_model) return table_of<T>();
}

/// The constant data of a model's table, for use at compile time.
template <class T> inline constexpr const TableSpec* spec_of = &detail::ModelData<T>::spec;
template <class T> const TableSpec& detail::spec_function() {
  constexpr bool complete = requires { sizeof(T); };
  static_assert(complete,
                "bindery: a model that a relation leads to, or goes through, is only declared here: include "
                "its header");
  if constexpr (complete) return detail::ModelData<T>::spec;
}

}  // namespace bindery
