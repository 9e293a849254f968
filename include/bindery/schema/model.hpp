// Models: plain structs mapped to tables by member pointers, without macros and without touching the structs' values.
#pragma once
#include <bindery/schema/bind_key.hpp>
#include <bindery/schema/table.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace bindery {

/// How `T` is mapped: by its own `static constexpr auto columns()`, `bind_key`, `table_name` and `schema`.
/// Specialise it with the same members for a type that you can't edit.
template <class T> struct Mapping : T {};

namespace detail {

template <class T>
concept MapsItself = requires { T::columns(); };
template <class T>
concept MappedOutside =
    std::is_class_v<T> && !std::derived_from<Mapping<T>, T> && requires { Mapping<T>::columns(); };
template <class T> struct MappingSource {
  using type = Mapping<T>;
};
template <MapsItself T> struct MappingSource<T> {
  using type = T;
};
template <class T> using MappingOf = typename MappingSource<T>::type;

template <class T> consteval std::string_view bind_key_text() {
  if constexpr (requires { MappingOf<T>::bind_key; }) return std::string_view(MappingOf<T>::bind_key);
  return {};
}
template <class T> consteval std::string_view table_name_text() {
  if constexpr (requires { MappingOf<T>::table_name; }) return std::string_view(MappingOf<T>::table_name);
  return {};
}
template <class T> consteval std::string_view schema_text() {
  if constexpr (requires { MappingOf<T>::schema; }) return std::string_view(MappingOf<T>::schema);
  return {};
}
// Casts through the model, so that a member inherited from a mixin resolves to the right address.
template <class T, auto Member> void* field_of(void* object) { return &(static_cast<T*>(object)->*Member); }

template <class... Targets> struct TypeList {};
template <auto Member, class References> struct ColumnDef {
  ColumnSpec spec;
};
template <class Target> struct ConstraintDef {
  ConstraintSpec spec;
};

template <class Word> struct ReferenceTarget {
  using type = TypeList<>;
};
template <class A, class B> struct Joined;
template <class... A, class... B> struct Joined<TypeList<A...>, TypeList<B...>> {
  using type = TypeList<A..., B...>;
};
template <class... Words> struct ReferenceTargets {
  using type = TypeList<>;
};
template <class First, class... Rest> struct ReferenceTargets<First, Rest...> {
  using type =
      typename Joined<typename ReferenceTarget<First>::type, typename ReferenceTargets<Rest...>::type>::type;
};

}  // namespace detail

/// A struct with `columns()`, or with a `Mapping` of its own.
template <class T>
concept Model = detail::MapsItself<T> || detail::MappedOutside<T>;

/// The table of a model: made on first use, then constant. (Not constrained by Model: a model that refers to itself
/// names this function before it is complete.)
template <class T> const Table& table_of();

/// The bind key of a model; empty for the default bind.
template <class T> inline constexpr std::string_view bind_key_of = detail::bind_key_text<T>();

// ---- words that speak of other models -------------------------------------------------------------------------

template <class Target, auto Member, bool Logical> struct ReferenceWord {};
namespace detail {
template <class T> const Table& referred_table();
}

/// A foreign key to a column of another model in the same bind: `references<&User::id>`.
template <auto Member> inline constexpr ReferenceWord<MemberOwner<Member>, Member, false> references{};
/// The same for a member that `Target` inherits from a mixin.
template <class Target, auto Member> inline constexpr ReferenceWord<Target, Member, false> references_of{};
/// A reference that may cross binds: documents and loads, but makes no FOREIGN KEY.
template <auto Member> inline constexpr ReferenceWord<MemberOwner<Member>, Member, true> links{};
template <class Target, auto Member> inline constexpr ReferenceWord<Target, Member, true> links_of{};

template <class Target, auto Member, bool Logical>
constexpr void apply(ColumnSpec& c, ReferenceWord<Target, Member, Logical>) {
  c.reference = {&detail::referred_table<Target>, member_id<Member>, {}, Logical};
}
/// A default that the program computes for each new row: `client_default<[] { return Uuid::random(); }>`.
template <auto Make> struct ClientDefaultWord {};
template <auto Make> inline constexpr ClientDefaultWord<Make> client_default{};
template <auto Make> constexpr void apply(ColumnSpec& c, ClientDefaultWord<Make>) {
  using Made = std::remove_cvref_t<decltype(Make())>;
  c.client_default = [](void* field) { *static_cast<Made*>(field) = Make(); };
}

namespace detail {
template <class Target, auto Member> struct ReferenceTarget<ReferenceWord<Target, Member, false>> {
  using type = TypeList<Target>;
};
}  // namespace detail

// ---- declaring ------------------------------------------------------------------------------------------------

/// One mapped member. Its column's name is the member's, its type and nullability follow from the C++ type; words
/// say the rest: `column<&User::username>(String{80}, unique)`.
template <auto Member, class... Words> constexpr auto column(Words... words) {
  using Type = MemberType<Member>;
  static_assert(Storable<Type>,
                "bindery: this member's type is not a column type: use one that Bindery knows, or specialise "
                "bindery::CodecFor for it");
  ColumnSpec spec;
  if constexpr (Storable<Type>) {
    spec.name = member_name<Member>;
    spec.id = member_id<Member>;
    spec.codec = codec_for<Type>;
    spec.type = {codec_for<Type>->type};
    spec.nullable = codec_for<Type>->nullable;
  }
  (apply(spec, words), ...);
  return detail::ColumnDef<Member, typename detail::ReferenceTargets<Words...>::type>{spec};
}

namespace detail {
template <auto... Members>
constexpr ConstraintDef<void> over_columns(ConstraintKind kind, std::string_view name) {
  constexpr bool fits = sizeof...(Members) <= ConstraintSpec::max_columns;
  static_assert(fits, "bindery: a constraint spans at most 8 columns");
  if constexpr (fits) {
    return {ConstraintSpec{
        .kind = kind, .name = name, .columns = {member_id<Members>...}, .column_count = sizeof...(Members)}};
  } else {
    return {};
  }
}
}  // namespace detail

/// Constraints over several columns, to be given to `mapped` behind the columns.
template <auto... Members> constexpr auto unique_together(std::string_view name = {}) {
  return detail::over_columns<Members...>(ConstraintKind::unique_columns, name);
}
template <auto... Members> constexpr auto indexed_together(std::string_view name = {}) {
  return detail::over_columns<Members...>(ConstraintKind::index, name);
}
/// An index for full-text search over text columns: what `matches` looks into. On SQLite it needs a model whose key is
/// one integer.
template <auto... Members> constexpr auto full_text_index(std::string_view name = {}) {
  return detail::over_columns<Members...>(ConstraintKind::full_text, name);
}
/// A condition over a whole row, as SQL.
constexpr auto check(std::string_view sql, std::string_view name = {}) {
  return detail::ConstraintDef<void>{ConstraintSpec{.kind = ConstraintKind::check, .name = name, .sql = sql}};
}
template <auto... Members> struct Columns {};
/// A foreign key over several columns:
/// `foreign_key<Order>(Columns<&Line::shop, &Line::number>{}, Columns<&Order::shop, &Order::number>{})`.
template <class Target, auto... Members, auto... TargetMembers>
constexpr auto foreign_key(Columns<Members...>, Columns<TargetMembers...>,
                           DeleteWord on_delete = {ReferentialAction::no_action}) {
  static_assert(sizeof...(Members) == sizeof...(TargetMembers),
                "bindery: a foreign key needs as many columns as it refers to");
  ConstraintSpec spec = detail::over_columns<Members...>(ConstraintKind::foreign_key, {}).spec;
  spec.target = &table_of<Target>;
  const MemberId targets[] = {member_id<TargetMembers>...};
  for (std::size_t i = 0; i < sizeof...(TargetMembers); ++i) spec.target_columns[i] = targets[i];
  spec.on_delete = on_delete.action;
  return detail::ConstraintDef<Target>{spec};
}

namespace detail {

template <std::size_t ColumnCount, std::size_t ConstraintCount, class ColumnDefs, class Targets>
struct Mapped {
  std::array<ColumnSpec, ColumnCount> columns{};
  std::array<ConstraintSpec, ConstraintCount> constraints{};
};

template <class Item> inline constexpr bool is_column = false;
template <auto Member, class R> inline constexpr bool is_column<ColumnDef<Member, R>> = true;

template <class... Items> struct SortItems {
  using columns = TypeList<>;
  using targets = TypeList<>;
};
template <auto Member, class... R, class... Rest>
struct SortItems<ColumnDef<Member, TypeList<R...>>, Rest...> {
  using columns = typename Joined<TypeList<std::integral_constant<decltype(Member), Member>>,
                                  typename SortItems<Rest...>::columns>::type;
  using targets = typename Joined<TypeList<R...>, typename SortItems<Rest...>::targets>::type;
};
template <class Target, class... Rest> struct SortItems<ConstraintDef<Target>, Rest...> {
  using columns = typename SortItems<Rest...>::columns;
  using targets = typename Joined<std::conditional_t<std::is_void_v<Target>, TypeList<>, TypeList<Target>>,
                                  typename SortItems<Rest...>::targets>::type;
};

template <class M, auto Member, class R>
constexpr void place(M& mapped, std::size_t& c, std::size_t&, const ColumnDef<Member, R>& def) {
  mapped.columns[c++] = def.spec;
}
template <class M, class Target>
constexpr void place(M& mapped, std::size_t&, std::size_t& k, const ConstraintDef<Target>& def) {
  mapped.constraints[k++] = def.spec;
}

}  // namespace detail

/// All columns of a model, and constraints over several of them.
template <class... Items> constexpr auto mapped(Items... items) {
  constexpr std::size_t columns = (std::size_t{detail::is_column<Items>} + ... + 0);
  using Sorted = detail::SortItems<Items...>;
  detail::Mapped<columns, sizeof...(Items) - columns, typename Sorted::columns, typename Sorted::targets> all;
  std::size_t c = 0, k = 0;
  (detail::place(all, c, k, items), ...);
  return all;
}

namespace detail {

template <class T, std::size_t N, std::size_t K, auto... Members, class Targets>
constexpr auto with_fields(
    const Mapped<N, K, TypeList<std::integral_constant<decltype(Members), Members>...>, Targets>& mapped) {
  auto columns = mapped.columns;
  std::size_t i = 0;
  ((columns[i++].field = &field_of<T, Members>), ...);
  return columns;
}
template <std::size_t N> consteval bool has_primary_key(const std::array<ColumnSpec, N>& columns) {
  for (const ColumnSpec& column : columns) {
    if (column.primary_key) return true;
  }
  return false;
}
template <class T, std::size_t N, std::size_t K, class Columns, class... Targets>
consteval bool references_stay(const Mapped<N, K, Columns, TypeList<Targets...>>&) {
  return ((bind_key_of<T> == bind_key_of<Targets>) && ...);
}

/// A type that is no model has none of the data of one.
template <class T> struct ModelData {
  static constexpr bool is_model = Model<T>;
  static_assert(is_model,
                "bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise "
                "bindery::Mapping for it");
  static constexpr TableSpec spec{};
};
/// The constant data of a model.
template <Model T> struct ModelData<T> {
  static constexpr bool is_model = true;
  static constexpr auto mapped = MappingOf<T>::columns();
  static constexpr auto columns = with_fields<T>(mapped);
  static_assert(
      has_primary_key(columns),
      "bindery: a model needs a primary key: mark one of its columns (or several) with primary_key");
  static_assert(references_stay<T>(mapped),
                "bindery: a foreign key can't cross binds, each is a database of its own: use links<...> "
                "instead of references<...>");
  static constexpr TableSpec spec{type_name<T>, table_name_text<T>(), schema_text<T>(), bind_key_of<T>,
                                  columns,      mapped.constraints,   &table_of<T>};
};

}  // namespace detail

template <class T> const Table& table_of() {
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

}  // namespace bindery
