// Queries as tables: their columns are found by label or by member, checked and typed at compile time.
#pragma once
#include <bindery/sql/output.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace bindery {

namespace detail {

/// A label, or a member pointer, as a template argument.
template <class K> struct ColumnKey {
  K key;
  consteval ColumnKey(K k) : key(k) {}
};
template <std::size_t N> struct ColumnKey<FixedString<N>> {
  FixedString<N> key;
  consteval ColumnKey(const char (&text)[N]) : key(text) {}
};
template <class K> ColumnKey(K) -> ColumnKey<K>;
template <std::size_t N> ColumnKey(const char (&)[N]) -> ColumnKey<FixedString<N>>;

template <class Outputs, ColumnKey Key> consteval std::size_t position_of_column() {
  for (std::size_t i = 0; i < Outputs::columns.size(); ++i) {
    if constexpr (std::is_member_pointer_v<decltype(Key.key)>) {
      if (Outputs::columns[i].member == member_id<Key.key> && !Outputs::columns[i].name.empty()) return i;
    } else {
      if (Outputs::columns[i].name == Key.key.view()) return i;
    }
  }
  return Outputs::columns.size();
}
template <class Outputs> consteval bool names_differ() {
  for (std::size_t i = 0; i < Outputs::columns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!Outputs::columns[i].name.empty() && Outputs::columns[i].name == Outputs::columns[j].name)
        return false;
    }
  }
  return true;
}
/// Checked when a query becomes a table.
template <class Outputs> consteval bool check_column_names() {
  constexpr bool different = names_differ<Outputs>();
  static_assert(different,
                "bindery: two columns of this query have one name, so that a table made of it could not tell "
                "them apart: give one a name of its own by .as<\"name\">()");
  return true;
}

/// The name of a column of a result. Not the result itself: it would stand in every name of a type that compilers print.
template <class Outputs, std::size_t I> consteval auto name_of_column() {
  constexpr std::string_view name = Outputs::columns[I].name;
  char text[name.size() + 1]{};
  name.copy(text, name.size());
  return FixedString<name.size() + 1>(text);
}
template <FixedString Label> struct LabelName {
  static constexpr std::string_view get() { return Label.view(); }
};

}  // namespace detail

/// A column of a source that is no table.
template <FixedString Source, class NameSource, class T> struct NamedColumn : ExpressionBase {
  using type = T;
  static constexpr FixedString source = Source;
  static constexpr std::size_t node_count = 2, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::named_column,
              .type = detail::kind_of<T>(),
              .nullable = detail::is_optional<T>,
              .count = 1,
              .name = source.data};
    *out++ = {.op = Op::text, .name = detail::name_storage<NameSource>.data()};
  }
  constexpr void write(Cell*&) const {}
  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, T, NamedColumn>{{}, {{*this}}};
  }
};

namespace detail {

template <FixedString Source, class NameSource, class T, class Clauses>
struct OutputOf<NamedColumn<Source, NameSource, T>, Clauses> {
  static constexpr std::array<OutputColumn, 1> columns{{{NameSource::get()}}};
  using types = TypeList<result_type<NamedColumn<Source, NameSource, T>, Clauses>>;
};

template <FixedString Source, class Outputs, ColumnKey Key> consteval auto column_of_result() {
  constexpr std::size_t position = position_of_column<Outputs, Key>();
  constexpr bool found = position < Outputs::columns.size();
  static_assert(found,
                "bindery: this query gives no such column: name its columns by .as<\"name\">(), or take a "
                "plain column by its member or its name in the database");
  if constexpr (found) {
    using T = typename TypeAt<typename Outputs::types>::template type<position>;
    return NamedColumn<Source, LabelName<name_of_column<Outputs, position>()>, T>{};
  } else {
    return NamedColumn<Source, LabelName<"">, std::int64_t>{};
  }
}

/// The columns of a query under a name: `sales.col<"total">`, `sales.col<&Invoice::customer_id>`.
template <FixedString Name, class Outputs> struct ColumnsOfResult {
  template <ColumnKey Key> static constexpr decltype(column_of_result<Name, Outputs, Key>()) col{};
};

/// Columns whose names nobody knows at compile time: `source.col<"label", T>`; checked when the text is made.
template <FixedString Name> struct ColumnsAtRunTime {
  template <FixedString Label, class T> static constexpr NamedColumn<Name, LabelName<Label>, T> col{};
};

}  // namespace detail

/// A query in FROM: what `as_table` makes.
template <FixedString Name, class Query>
struct DerivedTable : SourceBase, detail::ColumnsOfResult<Name, typename Query::outputs> {
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 1 + Query::node_count, value_count = Query::value_count;
  Query query;

  constexpr explicit DerivedTable(Query q) : query(std::move(q)) {
    (void)detail::check_column_names<typename Query::outputs>();
  }
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::derived_table, .count = 1, .name = name.data};
    Query::flatten(out);
  }
  constexpr void write(Cell*& out) const { query.write(out); }
};

/// A query that was put together at run time, in FROM.
template <FixedString Name> class RunTimeTable : public detail::ColumnsAtRunTime<Name> {
 public:
  static constexpr FixedString name = Name;
  explicit RunTimeTable(const Fragment& query) {
    source_.add({.op = Op::derived_table, .count = 1, .name = name.data});
    source_.append(query);
  }
  const Fragment& source_fragment() const { return source_; }

 private:
  Fragment source_;
};

}  // namespace bindery
