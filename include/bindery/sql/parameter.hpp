// Values inside statements, and what makes an operand of a value.
#pragma once
#include <bindery/core/codecs.hpp>
#include <bindery/core/enums.hpp>
#include <bindery/sql/expression.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

/// A value inside a statement. It owns what it was made of, so a stored query never dangles; string literals are
/// viewed.
template <class T> struct Parameter : ExpressionBase {
  using type = T;
  static constexpr std::size_t node_count = 1, value_count = 1;
  T value;
  constexpr explicit Parameter(T v) : value(std::move(v)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::parameter, .type = detail::kind_of<T>(), .nullable = detail::is_optional<T>};
  }
  constexpr void write(Cell*& out) const {
    writer_for<T>->write(*writer_for<T>, &value, *out);
    ++out;
  }
  /// A name for this column of the result: `literal(0).as<"depth">()`.
  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, T, Parameter>{{}, {{*this}}};
  }
};

namespace detail {
/// A text inside a statement. Statements are copied as they grow: its copies are compiled once.
class HeldText {
 public:
  explicit HeldText(std::string text);
  explicit HeldText(std::string_view text);
  HeldText(const HeldText&);
  HeldText(HeldText&&) noexcept;
  HeldText& operator=(const HeldText&);
  HeldText& operator=(HeldText&&) noexcept;
  ~HeldText();

  operator const std::string&() const { return text_; }
  void write(Cell*& out) const { *out++ = Cell::of_text({text_.data(), text_.size()}); }

 private:
  std::string text_;
};
}  // namespace detail

template <> struct Parameter<std::string> : ExpressionBase {
  using type = std::string;
  static constexpr std::size_t node_count = 1, value_count = 1;
  detail::HeldText value;
  explicit Parameter(std::string text) : value(std::move(text)) {}
  explicit Parameter(std::string_view text) : value(text) {}
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::parameter, .type = TypeKind::text}; }
  void write(Cell*& out) const { value.write(out); }
  template <FixedString Name> auto as() const {
    return Compound<Head<Op::label, 0, Name>, std::string, Parameter>{{}, {{*this}}};
  }
};

/// NULL, as `std::nullopt` says it.
struct NullLiteral : ExpressionBase {
  using type = std::nullopt_t;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::null, .nullable = true}; }
  constexpr void write(Cell*&) const {}
};

namespace detail {

template <class T> constexpr auto as_operand(T&& value) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (Expression<Plain>) {
    return Plain(std::forward<T>(value));
  } else if constexpr (is_deferred<Plain>) {
    return as_operand(plain_value(value));
  } else if constexpr (std::same_as<Plain, std::nullopt_t> || std::same_as<Plain, std::nullptr_t>) {
    return NullLiteral{};
  } else if constexpr (std::is_array_v<Plain> && std::is_const_v<std::remove_reference_t<T>>) {
    return Parameter<std::string_view>{std::string_view(value)};
  } else if constexpr (SqlText<Plain> && !is_optional<Plain>) {
    if constexpr (std::same_as<T, std::string>)
      return Parameter<std::string>{std::move(value)};
    else
      return Parameter<std::string>{std::string_view(value)};
  } else {
    constexpr bool writable = Writable<Plain>;
    static_assert(writable,
                  "bindery: a value of this type can't be part of a statement: use a column type, or "
                  "specialise bindery::CodecFor for it");
    if constexpr (writable)
      return Parameter<Plain>{std::forward<T>(value)};
    else
      return NullLiteral{};
  }
}
template <class T> using operand_t = decltype(as_operand(std::declval<T>()));

}  // namespace detail

}  // namespace bindery
