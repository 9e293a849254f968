// Rows of typed queries as structs of the program's own, checked at compile time: `.into<Summary>()` by name,
// `.into_in_order<Summary>()` by position.
#pragma once
#include <bindery/sql/sources.hpp>
#include <bindery/sql/struct_shape.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

/// A query whose rows become structs.
template <class Query, class Shape> class Into {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  constexpr explicit Into(Query query) : query_(std::move(query)) {}
  auto statement() const { return query_.statement(); }

 private:
  Query query_;
};

/// A column of type `T` that goes to a member of `S`, or nowhere (-1).
template <class T, int Member> struct ColumnInto {};

namespace detail {

void read_nothing(const Codec&, const Cell&, void*);
inline constexpr Codec unread{
    .type = TypeKind::text, .read = &read_nothing, .write = nullptr, .equal = nullptr, .assign = nullptr};

template <class S, std::size_t I> void* struct_part(void* object, bool present) {
  return model_in(field_at<I>(*static_cast<S*>(object)), present);
}
template <class S, class T, int Member> constexpr RowElement struct_element(ColumnInto<T, Member>) {
  if constexpr (Member >= 0)
    return row_element<FieldType<S, Member>>(&struct_field<S, Member>, &struct_part<S, Member>);
  else if constexpr (RowModel<T>)
    return {nullptr, nullptr, &table_of<typename ModelIn<T>::type>,
            [](void*, bool) -> void* { return nullptr; }, false};
  else
    return {&unread, &itself<S>, nullptr, nullptr, false};
}
template <class S, class T, int Member> consteval bool holds_model(ColumnInto<T, Member>) {
  if constexpr (Member >= 0)
    return RowModel<FieldType<S, Member>>;
  else
    return RowModel<T>;
}

}  // namespace detail

/// A row becomes a struct; where each column goes is known at compile time.
template <class S, class... Columns> struct StructShape {
  using row_type = S;
  using scalar_type = S;
  static constexpr ReadMode mode = ReadMode::by_position;
  static constexpr std::array<RowElement, sizeof...(Columns)> elements{
      detail::struct_element<S>(Columns{})...};
  static constexpr bool has_models = (detail::holds_model<S>(Columns{}) || ...);
  static RowPlan plan() { return detail::plan_of_elements<StructShape>(); }
};

namespace detail {

// ---- what fits a member ---------------------------------------------------------------------------------------

template <class T, class Member> consteval bool fits_member() {
  using A = typename ModelIn<T>::type;
  using B = typename ModelIn<Member>::type;
  if constexpr (std::same_as<A, B>)
    return true;
  else if constexpr (SqlNumber<A> && SqlNumber<B>)
    return std::floating_point<B> || std::integral<A> ||
           (std::same_as<B, Decimal> && !std::floating_point<A>);
  else
    return Storable<B> && ComparableTypes<A, B>;
}

// The name is a template argument so that compilers show it beside the sentence.
template <FixedString Member, bool Found, bool Once> consteval bool check_column_of_member() {
  static_assert(Found,
                "bindery: a member of this struct has no column in the query: give a column its name by "
                ".as<\"name\">()");
  static_assert(Once,
                "bindery: two columns of the query have the name of one member: rename one by "
                ".as<\"name\">()");
  return Found && Once;
}
template <FixedString Member, class T, class MemberType> consteval bool check_member() {
  constexpr bool fits = fits_member<T, MemberType>();
  static_assert(fits, "bindery: a column of the query can't be read into its member: their types differ");
  constexpr bool takes_null = !is_optional<T> || is_optional<MemberType>;
  static_assert(takes_null,
                "bindery: a column of the query may be NULL and its member may not: make the member "
                "std::optional, or use coalesce(column, value)");
  return fits && takes_null;
}
template <class S, std::size_t I> consteval auto member_label() {
  constexpr std::string_view name = field_name<S, I>;
  char text[name.size() + 1]{};
  name.copy(text, name.size());
  return FixedString<name.size() + 1>(text);
}

// ---- which column goes where ----------------------------------------------------------------------------------

/// The names that a column answers to; `model_name` is for models, which are found by their type.
struct ColumnNames {
  std::string_view label, member;
  constexpr bool match(std::string_view name) const {
    return (!label.empty() && label == name) || (!member.empty() && member == name);
  }
};

template <class S, class M, std::size_t... I>
consteval std::string_view member_for_model(std::index_sequence<I...>) {
  std::string_view name;
  ((std::same_as<typename ModelIn<FieldType<S, I>>::type, M> && name.empty() ? void(name = field_name<S, I>)
                                                                             : void()),
   ...);
  return name;
}
template <class S, class E> struct NamesOf {
  static constexpr ColumnNames get() {
    constexpr auto& nodes = nodes_of<E>;
    if (nodes[0].op == Op::label) return {nodes[0].name, {}};
    if constexpr (nodes.size() > 1) {
      if (nodes[0].op == Op::named_column) return {nodes[1].name, {}};
    }
    return {};
  }
};
template <class S, class M, auto Member, FixedString Alias, bool Named>
struct NamesOf<S, ColumnExpression<M, Member, Alias, Named>> {
  static constexpr ColumnNames get() {
    ColumnNames names{{}, member_name<Member>};
    for (const ColumnSpec& column : spec_of<M>->columns) {
      if (column.id == member_id<Member>) names.label = column.name;
    }
    return names;
  }
};
template <class S, class M, FixedString Alias> struct NamesOf<S, AllColumns<M, Alias>> {
  static constexpr ColumnNames get() {
    if (!Alias.view().empty()) return {Alias.view(), {}};
    return {member_for_model<S, M>(std::make_index_sequence<field_count<S>>{}), {}};
  }
};

/// For each column its member (-1: none), for each member how many columns it has.
template <std::size_t Columns, std::size_t Members> struct Places {
  std::array<int, Columns> member_of{};
  std::array<int, Members> columns_of{};
};
template <class S, class... E, std::size_t... I> consteval auto places_by_name(std::index_sequence<I...>) {
  Places<sizeof...(E), sizeof...(I)> places;
  const std::array<ColumnNames, sizeof...(E)> columns{NamesOf<S, E>::get()...};
  const std::array<std::string_view, sizeof...(I)> members{field_name<S, I>...};
  for (std::size_t c = 0; c < columns.size(); ++c) {
    places.member_of[c] = -1;
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (!columns[c].match(members[m])) continue;
      places.member_of[c] = static_cast<int>(m);
      ++places.columns_of[m];
    }
  }
  return places;
}

template <class S, int Member, class T> consteval bool check_place() {
  if constexpr (Member < 0)
    return true;
  else
    return check_member<member_label<S, Member>(), T, FieldType<S, Member>>();
}
template <class Query> constexpr auto refused_into(const Query& query) { return Into<Query, NoShape>(query); }

template <class S, auto Places, class Query, class... T, std::size_t... C>
constexpr auto into_places(const Query& query, std::tuple<T...>*, std::index_sequence<C...>) {
  if constexpr ((check_place<S, Places.member_of[C], T>() && ...))
    return Into<Query, StructShape<S, ColumnInto<T, Places.member_of[C]>...>>(query);
  else
    return refused_into(query);
}
template <class S, auto Places, std::size_t... I> consteval bool check_members(std::index_sequence<I...>) {
  return (check_column_of_member<member_label<S, I>(), (Places.columns_of[I] > 0),
                                 (Places.columns_of[I] < 2)>() &&
          ...);
}

/// The types of a row's columns.
template <class Shape> struct ColumnTypes {
  using type = std::tuple<typename Shape::row_type>;
};
template <class... T> struct ColumnTypes<TupleShape<T...>> {
  using type = std::tuple<T...>;
};

/// By name, of a query with these columns.
template <class S, class Query, class H, class... E>
constexpr auto into(const Query& query, const Compound<H, void, E...>*) {
  if constexpr (check_row_struct<S>()) {
    constexpr auto members = std::make_index_sequence<field_count<S>>{};
    constexpr auto places = places_by_name<S, E...>(members);
    if constexpr (check_members<S, places>(members)) {
      using Types = typename ColumnTypes<typename Query::shape>::type;
      constexpr bool alike = std::tuple_size_v<Types> == sizeof...(E);
      static_assert(alike,
                    "bindery: the queries of this union give models in different ways: select their columns, "
                    "each by itself");
      if constexpr (alike)
        return into_places<S, places>(query, static_cast<Types*>(nullptr), std::index_sequence_for<E...>{});
      else
        return refused_into(query);
    } else {
      return refused_into(query);
    }
  } else {
    return refused_into(query);
  }
}

template <std::size_t N> consteval Places<N, N> places_in_order() {
  Places<N, N> places;
  for (std::size_t i = 0; i < N; ++i) places.member_of[i] = static_cast<int>(i);
  return places;
}
/// By position.
template <class S, class Query> constexpr auto into_in_order(const Query& query) {
  if constexpr (check_row_struct<S>()) {
    using Types = typename ColumnTypes<typename Query::shape>::type;
    constexpr std::size_t columns = std::tuple_size_v<Types>;
    constexpr bool as_many = columns == field_count<S>;
    static_assert(as_many, "bindery: this struct has another number of members than the query has columns");
    if constexpr (as_many)
      return into_places<S, places_in_order<columns>()>(query, static_cast<Types*>(nullptr),
                                                        std::make_index_sequence<columns>{});
    else
      return refused_into(query);
  } else {
    return refused_into(query);
  }
}

}  // namespace detail
}  // namespace bindery
