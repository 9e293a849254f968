// Sources: what may stand in FROM. Models and their aliases are here, other sources in files of their own.
#pragma once
#include <bindery/sql/clauses.hpp>
#include <bindery/sql/column.hpp>
#include <bindery/sql/nullable_sources.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace bindery {

/// Base of all sources known at compile time. Each has `node_count`, `value_count`, `flatten` and `write`, as
/// expressions have.
struct SourceBase {};
template <class S>
concept TypedSource = std::derived_from<std::remove_cvref_t<S>, SourceBase>;
/// Sources whose text depends on their values, such as a list of rows: a statement that reads one is a run-time one.
template <class S>
concept RunTimeSource = requires(const S& source) { source.source_fragment(); };
template <class S>
concept SourceLike = TypedSource<S> || RunTimeSource<S>;

/// A model in FROM, perhaps under an alias.
template <class M, FixedString Name = ""> struct ModelSource : SourceBase {
  using model = M;
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::source, .spec = spec_of<M>, .name = name.data};
  }
  constexpr void write(Cell*&) const {}
};

/// The same model once more, under another name: `constexpr auto boss = alias<User, "boss">;`, then
/// `boss.col<&User::id>`, `.join(boss, ...)`.
template <class M, FixedString Name> struct Alias : ModelSource<M, Name> {
  template <auto Member, auto... Path>
  static constexpr typename detail::ColumnFor<M, Name, false, Member, Path...>::type col{};
};
template <class M, FixedString Name> inline constexpr Alias<M, Name> alias{};

namespace detail {

/// All columns of a source, to become a model.
template <class M, FixedString Name = ""> struct AllColumns : ExpressionBase {
  using type = M;
  using Source = ModelSource<M, Name>;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::all_columns, .spec = spec_of<M>, .name = Source::name.data};
  }
  constexpr void write(Cell*&) const {}
};

}  // namespace detail

/// A model among the columns of a SELECT: `select(model<Author>, count(col<&Book::id>))`.
template <class M> inline constexpr detail::AllColumns<M> model{};
/// The same under an alias: `select(model<Employee>, model_of(boss))`.
template <class M, FixedString Name> constexpr auto model_of(Alias<M, Name>) {
  return detail::AllColumns<M, Name>{};
}

namespace detail {

/// The source that an expression speaks of first, or void.
template <class E> struct FirstSource {
  using type = void;
};
template <class M, auto Member, FixedString Name, bool Named>
struct FirstSource<ColumnExpression<M, Member, Name, Named>> {
  using type = ModelSource<M, Name>;
};
template <class M, FixedString Name> struct FirstSource<AllColumns<M, Name>> {
  using type = ModelSource<M, Name>;
};
template <class... E> struct FirstSourceOf {
  using type = void;
};
template <class First, class... Rest> struct FirstSourceOf<First, Rest...> {
  using Mine = typename FirstSource<First>::type;
  using type = typename std::conditional_t<std::is_void_v<Mine>, FirstSourceOf<Rest...>,
                                           std::type_identity<Mine>>::type;
};
template <class H, class T, class... Args>
struct FirstSource<Compound<H, T, Args...>> : FirstSourceOf<Args...> {};

/// Stands for a run-time source where only its name counts.
template <FixedString Name> struct SourceName : SourceBase {
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::derived_table, .name = name.data}; }
  constexpr void write(Cell*&) const {}
};
/// What a source puts into FROM; a common table puts its name there.
template <class S> constexpr auto in_from(S source) {
  if constexpr (requires { typename S::Reference; })
    return typename S::Reference{};
  else
    return source;
}
template <class S> consteval bool check_source() {
  if constexpr (requires { typename S::model; }) (void)check_model<typename S::model>();
  return true;
}

template <class Join, class... Parts>
constexpr auto extend_from(const Compound<Head<Op::from>, void, Parts...>& from, Join join) {
  return Compound<Head<Op::from>, void, Parts..., Join>{{}, append(from.parts, std::move(join))};
}

}  // namespace detail
}  // namespace bindery
