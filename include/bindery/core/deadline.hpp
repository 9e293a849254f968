// A point in time by which a call must be done, or none.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace bindery {

/// A deadline on the steady clock. Default: never. Pass it by value.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  constexpr Deadline() = default;
  explicit Deadline(Clock::time_point at) : at_(at) {}
  static Deadline in(std::chrono::nanoseconds span);
  static constexpr Deadline never() { return {}; }

  bool is_never() const { return at_.time_since_epoch().count() == never_; }
  bool expired() const { return !is_never() && has_passed(); }
  /// Time left, zero when expired. Only meaningful unless `is_never()`.
  Clock::duration remaining() const;
  Clock::time_point at() const { return at_; }
  Deadline earlier_of(Deadline other) const;

 private:
  bool has_passed() const;

  static constexpr Clock::rep never_ = static_cast<std::uint64_t>(-1) >> 1;

  Clock::time_point at_ = Clock::time_point(Clock::duration(never_));
};

/// `deadline(200ms)`: reads well where a call takes a deadline.
Deadline deadline(std::chrono::nanoseconds span);

}  // namespace bindery
