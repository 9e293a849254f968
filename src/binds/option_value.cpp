// Option values: text read as the type that an option needs.
#include <bindery/binds/option_value.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/parse_bool.hpp>
#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <variant>

namespace bindery {

namespace {

std::string_view trimmed(std::string_view text) {
  auto blank = [](char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Seconds in one unit; empty for an unknown one.
std::optional<double> unit_of(std::string_view unit) {
  if (unit.empty() || unit == "s") return 1.0;
  if (unit == "ms") return 0.001;
  if (unit == "m" || unit == "min") return 60.0;
  if (unit == "h") return 3600.0;
  return std::nullopt;
}

std::optional<double> seconds_of(std::string_view text) {
  text = trimmed(text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const auto unit = unit_of(trimmed(text.substr(static_cast<std::size_t>(end - text.data()))));
  return unit ? std::optional(number * *unit) : std::nullopt;
}

}  // namespace

struct OptionValue::Held {
  std::variant<bool, std::int64_t, double, std::string, Arguments> value;
};

OptionValue::OptionValue(std::initializer_list<std::pair<std::string_view, std::string_view>> arguments) {
  hold(Arguments(arguments.begin(), arguments.end()));
}

void OptionValue::hold(bool value) { held_ = std::make_shared<const Held>(Held{value}); }
void OptionValue::hold(std::int64_t value) { held_ = std::make_shared<const Held>(Held{value}); }
void OptionValue::hold(double value) { held_ = std::make_shared<const Held>(Held{value}); }
void OptionValue::hold(std::string_view text) {
  held_ = std::make_shared<const Held>(Held{std::string(text)});
}
void OptionValue::hold(const Arguments& arguments) { held_ = std::make_shared<const Held>(Held{arguments}); }

template <class T> const T* OptionValue::as() const noexcept {
  return held_ != nullptr ? std::get_if<T>(&held_->value) : nullptr;
}

bool OptionValue::is_text() const noexcept { return as<std::string>() != nullptr; }

bool operator==(const OptionValue& a, const OptionValue& b) {
  return a.is_null() || b.is_null() ? a.is_null() == b.is_null() : a.held_->value == b.held_->value;
}

void OptionValue::refuse(std::string_view expected) const {
  ErrorDetails details;
  details.phase = Phase::configure;
  if (is_null()) throw ConfigError(fmt::format("must be {}, not null", expected), std::move(details));
  if (as<Arguments>() != nullptr)
    throw ConfigError(fmt::format("must be {}, not a table", expected), std::move(details));
  throw ConfigError(
      fmt::format("must be {}, not {}{}{}", expected, is_text() ? "'" : "", to_text(), is_text() ? "'" : ""),
      std::move(details));
}

bool OptionValue::as_bool() const {
  if (const auto* value = as<bool>()) return *value;
  if (const auto* number = as<std::int64_t>(); number && (*number == 0 || *number == 1)) return *number == 1;
  if (const auto* text = as<std::string>())
    if (const auto value = parse_bool(trimmed(*text))) return *value;
  refuse("true or false");
}

std::int64_t OptionValue::as_integer(std::int64_t least, std::int64_t most) const {
  std::optional<std::int64_t> value;
  if (const auto* number = as<std::int64_t>()) value = *number;
  if (const auto* whole = as<std::string>()) {
    const std::string_view text = trimmed(*whole);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) value = number;
  }
  if (!value || *value < least || *value > most)
    refuse(fmt::format("a whole number from {} to {}", least, most));
  return *value;
}

std::chrono::milliseconds OptionValue::as_duration() const {
  constexpr double longest = 1e9;  // seconds; some thirty years
  std::optional<double> seconds;
  if (const auto* number = as<std::int64_t>()) seconds = static_cast<double>(*number);
  if (const auto* number = as<double>()) seconds = *number;
  if (const auto* text = as<std::string>()) seconds = seconds_of(*text);
  if (!seconds || !(*seconds >= 0) || *seconds > longest)
    refuse("a time in seconds, or with a unit as in '500ms', '30s', '10min', '2h'");
  return std::chrono::milliseconds(std::llround(*seconds * 1000));
}

const std::string& OptionValue::as_text() const {
  if (const auto* text = as<std::string>()) return *text;
  refuse("text");
}

const OptionValue::Arguments& OptionValue::as_arguments() const {
  if (const auto* arguments = as<Arguments>()) return *arguments;
  refuse("a table of names and values");
}

std::string OptionValue::to_text() const {
  if (const auto* value = as<bool>()) return *value ? "true" : "false";
  if (const auto* number = as<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = as<double>()) return fmt::format("{}", *number);
  if (const auto* text = as<std::string>()) return *text;
  return {};
}

}  // namespace bindery
