// The wait point: the one place where a driver waits for a socket.
#pragma once
#include <bindery/core/deadline.hpp>

#include <cstdint>

namespace bindery {

enum class Readiness : std::uint8_t { none = 0, readable = 1, writable = 2, either = 3 };

/// How the current thread waits. The default polls; an event loop installs one that suspends the fibre.
class Waiter {
 public:
  virtual ~Waiter() = default;
  /// Waits until `descriptor` is ready for (one of) `wanted`, or until the deadline. Returns what it is ready
  /// for, `Readiness::none` at the deadline. Errors on the descriptor count as ready: the client library sees them.
  virtual Readiness wait(int descriptor, Readiness wanted, Deadline deadline) = 0;
};

/// Waits with the waiter of the current thread.
Readiness wait_for(int descriptor, Readiness wanted, Deadline deadline);

/// True if the current thread has a waiter of its own: nothing may wait for a socket past it.
bool has_waiter() noexcept;

/// Installs `waiter` for the current thread while it lives (nullptr: polling), and restores the previous one.
class WaiterScope {
 public:
  explicit WaiterScope(Waiter* waiter);
  ~WaiterScope();
  WaiterScope(const WaiterScope&) = delete;
  WaiterScope& operator=(const WaiterScope&) = delete;

 private:
  Waiter* previous_;
};

}  // namespace bindery
