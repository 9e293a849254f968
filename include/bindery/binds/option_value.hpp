// One value of an engine option, as it stands in code, a file or the environment.
#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace bindery {

/// A boolean, number, text, time, or (for `connect_args`) a map of texts; or null. Text is read as the type
/// that an option needs: "5", "false" and "30" do where 5, false and 30 do. The `as_` functions throw
/// ConfigError with a message that says what was expected.
class OptionValue {
 public:
  using Arguments = std::map<std::string, std::string>;

  OptionValue() = default;
  OptionValue(std::nullptr_t) {}
  template <class T>
    requires std::integral<T> || std::floating_point<T>
  OptionValue(T value) {
    if constexpr (std::same_as<T, bool>) {
      value_ = value;
    } else if constexpr (std::integral<T>) {
      value_ = static_cast<std::int64_t>(value);
    } else {
      value_ = static_cast<double>(value);
    }
  }
  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  OptionValue(const T& text) : value_(std::string(std::string_view(text))) {}
  template <class Rep, class Period>
  OptionValue(std::chrono::duration<Rep, Period> time)
      : value_(std::chrono::duration<double>(time).count()) {}
  template <std::same_as<Arguments> T> OptionValue(T arguments) : value_(std::move(arguments)) {}
  OptionValue(std::initializer_list<std::pair<std::string_view, std::string_view>> arguments)
      : value_(Arguments(arguments.begin(), arguments.end())) {}

  /// Nothing was given, or null.
  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(value_); }
  bool is_text() const noexcept { return std::holds_alternative<std::string>(value_); }

  bool as_bool() const;
  std::int64_t as_integer(std::int64_t least, std::int64_t most) const;
  /// Seconds, or text with a unit: `500ms`, `30s`, `10min`, `2h`. Never negative.
  std::chrono::milliseconds as_duration() const;
  const std::string& as_text() const;
  const Arguments& as_arguments() const;
  /// The value as text, whatever its type; a map has none.
  std::string to_text() const;

  friend bool operator==(const OptionValue&, const OptionValue&) = default;

 private:
  [[noreturn]] void refuse(std::string_view expected) const;

  std::variant<std::monostate, bool, std::int64_t, double, std::string, Arguments> value_;
};

using OptionMap = std::map<std::string, OptionValue>;

}  // namespace bindery
