// Composite values in statements: the whole is compared and assigned part by part.
#pragma once
#include <bindery/sql/column.hpp>
#include <bindery/sql/condition.hpp>
#include <bindery/sql/operators.hpp>

#include <concepts>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace bindery {

/// What a composite value assigns: one column for each part.
template <class... Assignments> struct CompositeAssignment {
  std::tuple<Assignments...> parts;
};

namespace detail {
/// What may stand in `set(...)`.
template <class T> inline constexpr bool assigns = false;
template <class Target, class Source> inline constexpr bool assigns<Assignment<Target, Source>> = true;
template <class... Parts> inline constexpr bool assigns<CompositeAssignment<Parts...>> = true;
}  // namespace detail

/// The columns of a composite member: `col<&Customer::address>`. Compared and assigned as a whole; a part is
/// `col<&Customer::address, &Address::city>`.
template <class M, auto Member, FixedString Alias, bool Named> struct CompositeColumn {
  using value_type = typename detail::WithoutOptional<MemberType<Member>>::type;
  template <auto Part> static constexpr ColumnExpression<M, PartOf<Member, Part>{}, Alias, Named> column{};

  constexpr CompositeColumn() = default;
  constexpr CompositeColumn(const CompositeColumn&) = default;

  /// Assigns in an UPDATE: `col<&Customer::address> = Address{...}`.
  constexpr auto operator=(const value_type& value) const {
    return with_parts([&]<auto... Parts>(detail::TypeList<detail::MemberConstant<Parts>...>) {
      return CompositeAssignment{std::tuple((column<Parts> = value.*Parts)...)};
    });
  }

  friend constexpr auto operator==(const CompositeColumn&, const value_type& value) {
    return with_parts([&]<auto... Parts>(detail::TypeList<detail::MemberConstant<Parts>...>) {
      if constexpr ((detail::is_optional_value<MemberType<Parts>> || ...)) {
        Condition all;
        ((all = all && is_part(column<Parts>, value.*Parts)), ...);
        return all;
      } else {
        return ((column<Parts> == value.*Parts) && ...);
      }
    });
  }
  friend constexpr auto operator!=(const CompositeColumn& whole, const value_type& value) {
    return !(whole == value);
  }
  /// NULL: its first part is.
  friend constexpr auto operator==(const CompositeColumn&, std::nullopt_t) { return first() == std::nullopt; }
  friend constexpr auto operator!=(const CompositeColumn&, std::nullopt_t) { return first() != std::nullopt; }

 private:
  template <class Use> static constexpr auto with_parts(Use use) {
    return use(typename std::remove_cvref_t<decltype(detail::parts_of<value_type>)>::members{});
  }
  static constexpr auto first() {
    return with_parts([]<auto First, auto... Rest>(
                          detail::TypeList<detail::MemberConstant<First>, detail::MemberConstant<Rest>...>) {
      return column<First>;
    });
  }
  template <class Column, class Part> static Condition is_part(const Column& part, const Part& value) {
    if constexpr (detail::is_optional_value<Part>) {
      return value ? Condition(part == *value) : Condition(part == std::nullopt);
    } else {
      return Condition(part == value);
    }
  }
};

}  // namespace bindery
