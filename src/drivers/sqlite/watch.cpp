// The callbacks that sqlite3 makes while a statement runs or waits.
#include "watch.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace bindery::drivers::sqlite {

namespace {

/// Steps of sqlite3's virtual machine between two looks at the clock: some ten microseconds.
constexpr int steps_between_looks = 1000;

int on_progress(void* watch) {
  const auto* self = static_cast<const Watch*>(watch);
  return self->cancelled() || self->expired() ? 1 : 0;
}

int on_busy(void* watch, int attempt) { return static_cast<Watch*>(watch)->wait_for_lock(attempt) ? 1 : 0; }

}  // namespace

void Watch::attach(sqlite3* handle) {
  sqlite3_progress_handler(handle, steps_between_looks, on_progress, this);
  sqlite3_busy_handler(handle, on_busy, this);
}

bool Watch::wait_for_lock(int attempt) noexcept {
  using std::chrono::milliseconds;
  constexpr std::array<milliseconds, 6> pauses{milliseconds(1),  milliseconds(2),  milliseconds(5),
                                               milliseconds(10), milliseconds(15), milliseconds(20)};
  if (attempt == 0) {
    lock_asked_ = true;
    give_up_ = Deadline::in(busy_timeout_).earlier_of(deadline_);
  }
  if (cancelled() || give_up_.expired()) return false;
  const auto pause = pauses[std::min(static_cast<std::size_t>(attempt), pauses.size() - 1)];
  std::this_thread::sleep_for(std::min<Deadline::Clock::duration>(pause, give_up_.remaining()));
  return true;
}

}  // namespace bindery::drivers::sqlite
