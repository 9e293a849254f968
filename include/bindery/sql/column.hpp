// Columns of models as expressions, and their assignment in an UPDATE.
#pragma once
#include <bindery/schema/model.hpp>
#include <bindery/sql/parameter.hpp>

#include <type_traits>
#include <utility>

namespace bindery {

template <class Value> struct AssignmentTag {};

/// `column = value` inside `update().set(...)`.
template <class Target, class Source> struct Assignment : ExpressionBase {
  using type = void;
  static constexpr std::size_t node_count = 1 + Target::node_count + Source::node_count;
  static constexpr std::size_t value_count = Source::value_count;
  Source source;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::assign, .count = 2};
    Target::flatten(out);
    Source::flatten(out);
  }
  constexpr void write(Cell*& out) const { source.write(out); }
};

/// A column of a model, perhaps under an alias. Use `col<&Model::member>`.
template <class M, auto Member, FixedString Alias = "", bool Named = false>
struct ColumnExpression : ExpressionBase {
  using type = detail::without_deferred<MemberType<Member>>;
  using model = M;
  static constexpr FixedString alias = Alias;
  static constexpr std::size_t node_count = 1, value_count = 0;

  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::column,
              .type = detail::kind_of<type>(),
              .nullable = detail::is_optional<type>,
              .detail = Named ? of_model_detail : std::uint16_t{0},
              .id = static_cast<std::uint64_t>(member_id<Member>),
              .spec = spec(),
              .name = alias.data};
  }
  constexpr void write(Cell*&) const {}

  /// Assigns in an UPDATE: `col<&Book::price> = col<&Book::price> * 2`.
  template <class Value> constexpr auto operator=(Value&& value) const {
    using Source = detail::operand_t<Value>;
    if constexpr (std::same_as<Source, NullLiteral>) {
      static_assert(detail::is_optional<type>,
                    "bindery: NULL can't be assigned to a column that may not be NULL");
    } else {
      (void)check_assignable<type, value_of<Source>>();
    }
    return Assignment<ColumnExpression, Source>{{}, detail::as_operand(std::forward<Value>(value))};
  }
  constexpr ColumnExpression() = default;
  constexpr ColumnExpression(const ColumnExpression&) = default;
  constexpr auto operator=(const ColumnExpression& other) const {
    return Assignment<ColumnExpression, ColumnExpression>{{}, other};
  }

  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, type, ColumnExpression>{{}, {{*this}}};
  }

 private:
  static constexpr const TableSpec* spec() {
    if constexpr (Named) return spec_of<M>;
    return nullptr;
  }
};

template <class M, auto Member, FixedString Alias, bool Named> struct CompositeColumn;

namespace detail {
/// The expression that names a member, or a part of it.
template <class M, FixedString Alias, bool Named, auto Member, auto... Path> struct ColumnFor {
  using type = ColumnExpression<M, Member, Alias, Named>;
};
template <class M, FixedString Alias, bool Named, auto Member>
  requires HasParts<typename WithoutOptional<MemberType<Member>>::type>
struct ColumnFor<M, Alias, Named, Member> {
  using type = CompositeColumn<M, Member, Alias, Named>;
};
template <class M, FixedString Alias, bool Named, auto Member, auto Part>
struct ColumnFor<M, Alias, Named, Member, Part> {
  using type = ColumnExpression<M, PartOf<Member, Part>{}, Alias, Named>;
};
}  // namespace detail

/// A model's column: `col<&User::username>`; a part of a composite value: `col<&Customer::address, &Address::city>`.
template <auto Member, auto... Path>
inline constexpr typename detail::ColumnFor<MemberOwner<Member>, "", false, Member, Path...>::type col{};
/// The same for a member that the model inherits from a mixin: `col_of<User, &User::created_at>`.
template <class M, auto Member, auto... Path>
inline constexpr typename detail::ColumnFor<M, "", true, Member, Path...>::type col_of{};

}  // namespace bindery
