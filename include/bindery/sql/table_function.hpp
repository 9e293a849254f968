// Functions that give rows: a series of integers, and functions of the database's own.
#pragma once
#include <bindery/sql/derived.hpp>
#include <bindery/sql/parameter.hpp>

#include <cstdint>
#include <utility>

namespace bindery {

/// A column of a table function, by the name that the database gives it.
template <FixedString Name, class T> struct Field {
  static constexpr FixedString name = Name;
  using type = T;
};

namespace detail {
template <class... Fields> struct FieldOutputs {
  static constexpr std::array<OutputColumn, sizeof...(Fields)> columns{{{Fields::name.view()}...}};
  using types = TypeList<typename Fields::type...>;
};
}  // namespace detail

/// The integers from `first` to `last`, both included; none if `first` is greater. Its column: `n.col<"value">`.
template <FixedString Name>
struct Series : SourceBase,
                detail::ColumnsOfResult<Name, detail::FieldOutputs<Field<"value", std::int64_t>>> {
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 3, value_count = 2;
  Parameter<std::int64_t> first, last;

  constexpr Series(std::int64_t from, std::int64_t to) : first(from), last(to) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::series, .count = 2, .name = name.data};
    Parameter<std::int64_t>::flatten(out);
    Parameter<std::int64_t>::flatten(out);
  }
  constexpr void write(Cell*& out) const { first.write(out), last.write(out); }
};
template <FixedString Name> constexpr Series<Name> series(std::int64_t first, std::int64_t last) {
  return {first, last};
}

/// A function of the database's own that gives rows. Its arguments may speak of the sources before it.
template <FixedString Function, FixedString Name, class Outputs, class... Args>
struct FunctionSource : SourceBase, detail::ColumnsOfResult<Name, Outputs> {
  static constexpr FixedString function = Function, name = Name;
  using Parts = detail::Pack<Args...>;
  static constexpr std::size_t node_count = 2 + Parts::node_count, value_count = Parts::value_count;
  Parts arguments;

  constexpr explicit FunctionSource(Parts parts) : arguments(std::move(parts)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::table_function, .count = 1 + sizeof...(Args), .name = name.data};
    *out++ = {.op = Op::text, .name = function.data};
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const { arguments.write(out); }
};
/// `table_function<"json_each", "e", Field<"value", std::string>>(col<&Film::tags>)`: the function and its columns in
/// the database's own words (a PostgreSQL function of single values has one column, called like the source). MariaDB
/// has none: ProgrammingError when the text is made.
template <FixedString Function, FixedString Name, class... Fields, class... Args>
constexpr auto table_function(Args&&... arguments) {
  using Outputs = detail::FieldOutputs<Fields...>;
  return FunctionSource<Function, Name, Outputs, detail::operand_t<Args>...>(
      detail::pack(detail::as_operand(std::forward<Args>(arguments))...));
}

}  // namespace bindery
