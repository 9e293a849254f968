// The columns that a query gives: their names and types, and the shape of its rows.
#pragma once
#include <bindery/sql/nullability.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/sources.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bindery::detail {

/// The type of an expression in a row of these FROM and GROUP BY clauses.
template <class E, class From, class Groups> consteval auto column_type_of() {
  using T = value_of<E>;
  if constexpr (is_optional<T>)
    return std::type_identity<T>{};
  else if constexpr (Nullability(nodes_of<E>, nodes_of<From>, nodes_of<Groups>).may_be_null())
    return std::type_identity<std::optional<T>>{};
  else
    return std::type_identity<T>{};
}
template <class E, class From, class Groups = Pack<>>
using column_type = typename decltype(column_type_of<E, From, Groups>())::type;

template <class Columns, class From, class Groups = Pack<>> struct ShapeOf;
template <class M, FixedString Name, class From, class Groups>
struct ShapeOf<Compound<Head<Op::columns>, void, AllColumns<M, Name>>, From, Groups> {
  using type = ModelShape<column_type<AllColumns<M, Name>, From, Groups>>;
};
template <class... E, class From, class Groups>
struct ShapeOf<Compound<Head<Op::columns>, void, E...>, From, Groups> {
  using type = TupleShape<column_type<E, From, Groups>...>;
};

// ---- a result's columns by name, for queries that are read like tables ----------------------------------------

/// A column of a result. The name is empty if nothing gives it one; `member` is set for plain columns of a model.
struct OutputColumn {
  std::string_view name;
  MemberId member = MemberId::none;
};

template <class... A, class... B> TypeList<A..., B...> operator+(TypeList<A...>, TypeList<B...>);
template <class List> struct TypeAt;
template <class... T> struct TypeAt<TypeList<T...>> {
  template <std::size_t I> using type = std::tuple_element_t<I, std::tuple<T...>>;
  static constexpr std::size_t size = sizeof...(T);
};

template <std::size_t N, std::size_t K, auto... Members, class... Rest>
TypeList<without_deferred<MemberType<Members>>...> member_types(
    const Mapped<N, K, TypeList<MemberConstant<Members>...>, Rest...>&);
template <bool Optional, class... T>
TypeList<std::conditional_t<Optional, std::optional<strip_optional<T>>, T>...> optional_if(TypeList<T...>);

/// The clauses that the columns' types depend on.
template <class From, class Groups> struct ResultClauses {
  using from = From;
  using groups = Groups;
};
template <class E, class Clauses>
using result_type = column_type<E, typename Clauses::from, typename Clauses::groups>;

/// The columns that one expression adds to a result.
template <class E, class Clauses> struct OutputOf {
  static constexpr std::array<OutputColumn, 1> columns{};
  using types = TypeList<result_type<E, Clauses>>;
};
template <class M, auto Member, FixedString Alias, bool Named, class Clauses>
struct OutputOf<ColumnExpression<M, Member, Alias, Named>, Clauses> {
  static constexpr std::string_view name() {
    for (const ColumnSpec& column : spec_of<M>->columns) {
      if (column.id == member_id<Member>) return column.name;
    }
    return {};
  }
  static constexpr std::array<OutputColumn, 1> columns{{{name(), member_id<Member>}}};
  using types = TypeList<result_type<ColumnExpression<M, Member, Alias, Named>, Clauses>>;
};
template <FixedString Name, class T, class E, class Clauses>
struct OutputOf<Compound<Head<Op::label, 0, Name>, T, E>, Clauses> {
  static constexpr std::array<OutputColumn, 1> columns{
      {{std::string_view(Name.data), OutputOf<E, Clauses>::columns[0].member}}};
  using types = TypeList<result_type<Compound<Head<Op::label, 0, Name>, T, E>, Clauses>>;
};
template <class M, FixedString Name, class Clauses> struct OutputOf<AllColumns<M, Name>, Clauses> {
  static constexpr auto names() {
    std::array<OutputColumn, spec_of<M>->columns.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = {spec_of<M>->columns[i].name, spec_of<M>->columns[i].id};
    return all;
  }
  static constexpr auto columns = names();
  static constexpr bool optional =
      may_be_missing(nodes_of<typename Clauses::from>, nodes_of<AllColumns<M, Name>>[0]);
  using types = decltype(optional_if<optional>(member_types(ModelData<M>::mapped)));
};

/// All columns of a result.
template <class Columns, class Clauses> struct OutputsOf;
template <class... E, class Clauses> struct OutputsOf<Compound<Head<Op::columns>, void, E...>, Clauses> {
  static constexpr auto all() {
    std::array<OutputColumn, (OutputOf<E, Clauses>::columns.size() + ...)> names{};
    std::size_t next = 0;
    const auto place = [&](const auto& some) {
      for (const OutputColumn& column : some) names[next++] = column;
    };
    (place(OutputOf<E, Clauses>::columns), ...);
    return names;
  }
  static constexpr auto columns = all();
  using types = decltype((TypeList<>{} + ... + typename OutputOf<E, Clauses>::types{}));
};

}  // namespace bindery::detail
