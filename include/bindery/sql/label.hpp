// Names of the result in ORDER BY.
#pragma once
#include <bindery/sql/expression.hpp>

namespace bindery {

template <FixedString Name> struct LabelReference : ExpressionBase {
  using type = ResultName;
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::label_name, .name = name.data}; }
  constexpr void write(Cell*&) const {}
};
/// A column of the result by its name: `.order_by(desc(label<"total">))`.
template <FixedString Name> inline constexpr LabelReference<Name> label{};

}  // namespace bindery
