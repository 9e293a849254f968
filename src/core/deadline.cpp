// Deadlines: what is left until a point in time.
#include <bindery/core/deadline.hpp>

namespace bindery {

Deadline Deadline::in(std::chrono::nanoseconds span) {
  return Deadline(Clock::now() + std::chrono::duration_cast<Clock::duration>(span));
}

bool Deadline::has_passed() const { return Clock::now() >= at_; }

Deadline::Clock::duration Deadline::remaining() const {
  const auto left = at_ - Clock::now();
  return left > Clock::duration::zero() ? left : Clock::duration::zero();
}

Deadline Deadline::earlier_of(Deadline other) const { return at_ <= other.at_ ? *this : other; }

Deadline deadline(std::chrono::nanoseconds span) { return Deadline::in(span); }

}  // namespace bindery
