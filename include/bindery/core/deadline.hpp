// A point in time by which a call must be done, or none.
#pragma once
#include <chrono>
#include <optional>

namespace bindery {

/// A deadline on the steady clock. Default: never. Pass it by value.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  constexpr Deadline() = default;
  explicit Deadline(Clock::time_point at) : at_(at) {}
  static Deadline in(std::chrono::nanoseconds span) {
    return Deadline(Clock::now() + std::chrono::duration_cast<Clock::duration>(span));
  }
  static constexpr Deadline never() { return {}; }

  bool is_never() const { return at_ == Clock::time_point::max(); }
  bool expired() const { return !is_never() && Clock::now() >= at_; }
  /// Time left, zero when expired. Only meaningful unless `is_never()`.
  Clock::duration remaining() const {
    const auto left = at_ - Clock::now();
    return left > Clock::duration::zero() ? left : Clock::duration::zero();
  }
  Clock::time_point at() const { return at_; }
  Deadline earlier_of(Deadline other) const { return at_ <= other.at_ ? *this : other; }

 private:
  Clock::time_point at_ = Clock::time_point::max();
};

/// `deadline(200ms)`: reads well where a call takes a deadline.
inline Deadline deadline(std::chrono::nanoseconds span) { return Deadline::in(span); }

}  // namespace bindery
