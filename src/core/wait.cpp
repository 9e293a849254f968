// The wait point: polling by default.
#include <bindery/core/wait.hpp>

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace bindery {

namespace {

thread_local Waiter* current_waiter = nullptr;

int poll_timeout(Deadline deadline) {
  if (deadline.is_never()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining()).count();
  return static_cast<int>(std::min<long long>(left, std::numeric_limits<int>::max()));
}

Readiness poll_for(int descriptor, Readiness wanted, Deadline deadline) {
  const auto wants = static_cast<unsigned>(wanted);
  short events = 0;
  if (wants & static_cast<unsigned>(Readiness::readable)) events |= POLLIN;
  if (wants & static_cast<unsigned>(Readiness::writable)) events |= POLLOUT;
  for (;;) {
    pollfd entry{descriptor, events, 0};
    const int ready = ::poll(&entry, 1, poll_timeout(deadline));
    if (ready > 0) {
      unsigned result = 0;
      if (entry.revents & (POLLIN | POLLERR | POLLHUP | POLLNVAL))
        result |= static_cast<unsigned>(Readiness::readable);
      if (entry.revents & (POLLOUT | POLLERR | POLLHUP | POLLNVAL))
        result |= static_cast<unsigned>(Readiness::writable);
      return static_cast<Readiness>(result & wants ? result & wants : wants);
    }
    if (ready == 0 && deadline.expired()) return Readiness::none;
    if (ready < 0 && errno != EINTR) return wanted;
  }
}

}  // namespace

Readiness wait_for(int descriptor, Readiness wanted, Deadline deadline) {
  if (current_waiter != nullptr) return current_waiter->wait(descriptor, wanted, deadline);
  return poll_for(descriptor, wanted, deadline);
}

bool has_waiter() noexcept { return current_waiter != nullptr; }

WaiterScope::WaiterScope(Waiter* waiter) : previous_(current_waiter) { current_waiter = waiter; }
WaiterScope::~WaiterScope() { current_waiter = previous_; }

}  // namespace bindery
