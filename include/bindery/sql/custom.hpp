// Functions and operators of the user's own, each declared in one line.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <optional>
#include <utility>

namespace bindery {

/// A function by its name in the database: `constexpr auto levenshtein = sql_function<"levenshtein", std::int64_t>;`,
/// then `levenshtein(col<&User::name>, "Ada")`. Its value may be NULL if an argument may, or if T is std::optional.
template <FixedString Name, class T> struct SqlFunction {
  template <class... Args> constexpr auto operator()(Args&&... args) const {
    return detail::compound<Head<Op::as_written, 0, Name>,
                            detail::nullable_like<T, detail::operand_t<Args>...>>(
        detail::as_operand(std::forward<Args>(args))...);
  }
};
template <FixedString Name, class T> inline constexpr SqlFunction<Name, T> sql_function{};

/// An aggregate by its name; it takes `filter` and `over` like any other. NULL for no rows.
template <FixedString Name, class T> struct SqlAggregate {
  template <class... Args> constexpr auto operator()(Args&&... args) const {
    return detail::compound<Head<Op::aggregate, as_written_detail, Name>,
                            std::optional<detail::strip_optional<T>>>(
        detail::as_operand(std::forward<Args>(args))...);
  }
};
template <FixedString Name, class T> inline constexpr SqlAggregate<Name, T> sql_aggregate{};

/// An operator between two operands: `constexpr auto similar_to = sql_operator<"SIMILAR TO", bool>;`.
template <FixedString Name, class T> struct SqlOperator {
  template <class Left, class Right> constexpr auto operator()(Left&& left, Right&& right) const {
    using Result = detail::nullable_like<T, detail::operand_t<Left>, detail::operand_t<Right>>;
    return detail::compound<Head<Op::infix, 0, Name>, Result>(detail::as_operand(std::forward<Left>(left)),
                                                              detail::as_operand(std::forward<Right>(right)));
  }
};
template <FixedString Name, class T> inline constexpr SqlOperator<Name, T> sql_operator{};

}  // namespace bindery
