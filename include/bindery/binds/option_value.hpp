// One value of an engine option, as it stands in code, a file or the environment.
#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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
      hold(value);
    } else if constexpr (std::integral<T>) {
      hold(static_cast<std::int64_t>(value));
    } else {
      hold(static_cast<double>(value));
    }
  }
  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  OptionValue(const T& text) {
    hold(std::string_view(text));
  }
  template <class Rep, class Period> OptionValue(std::chrono::duration<Rep, Period> time) {
    hold(std::chrono::duration<double>(time).count());
  }
  template <std::same_as<Arguments> T> OptionValue(const T& arguments) { hold(arguments); }
  OptionValue(std::initializer_list<std::pair<std::string_view, std::string_view>> arguments);

  /// Nothing was given, or null.
  bool is_null() const noexcept { return held_ == nullptr; }
  bool is_text() const noexcept;

  bool as_bool() const;
  std::int64_t as_integer(std::int64_t least, std::int64_t most) const;
  /// Seconds, or text with a unit: `500ms`, `30s`, `10min`, `2h`. Never negative.
  std::chrono::milliseconds as_duration() const;
  const std::string& as_text() const;
  const Arguments& as_arguments() const;
  /// The value as text, whatever its type; a map has none.
  std::string to_text() const;

  friend bool operator==(const OptionValue& a, const OptionValue& b);

 private:
  struct Held;

  void hold(bool value);
  void hold(std::int64_t value);
  void hold(double value);
  void hold(std::string_view text);
  void hold(const Arguments& arguments);
  /// The value if it is a T, or nullptr.
  template <class T> const T* as() const noexcept;
  [[noreturn]] void refuse(std::string_view expected) const;

  std::shared_ptr<const Held> held_;  // never changed: copies share it; none: null
};

using OptionMap = std::map<std::string, OptionValue>;

}  // namespace bindery
