// Repeatable chance: the same numbers on every machine and with every compiler, so that generated data never change.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sample_data {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// A generator of numbers (splitmix64): small, quick, good enough for samples. The standard library's distributions
/// differ between implementations; these do not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  /// Below `bound`, each as likely; `bound` is at least 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  /// From `low` to `high`, both included.
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }
  /// True in so many of a hundred cases.
  bool percent(int chance) { return between(1, 100) <= chance; }
  /// Below `bound`, and the smaller the likelier: how best-sellers sell.
  std::size_t skewed(std::size_t bound);
  /// The same, but milder: how much customers buy.
  std::size_t uneven(std::size_t bound);

  template <class List> const auto& pick(const List& list) { return list[below(list.size())]; }

 private:
  std::uint64_t state_;
};

struct City {
  std::string_view name, region;
};
struct Country {
  std::string_view name;
  std::array<City, 4> cities;
};

std::span<const Country> countries();
std::string first_name(Dice& dice);
std::string last_name(Dice& dice);
std::string street(Dice& dice);
/// Two to four words in title case.
std::string title(Dice& dice);
/// A name that nobody else has: `number` tells it from all others.
std::string email(std::string_view first, std::string_view last, std::size_t number);
std::string phone(Dice& dice);
/// A sentence of so many words.
std::string sentence(Dice& dice, int words);
std::chrono::year_month_day day_after(std::chrono::year_month_day start, int days);

}  // namespace sample_data
