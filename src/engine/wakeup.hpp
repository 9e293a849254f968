// A one-shot signal to wait for at the wait point, so that a thread polls and a fibre suspends.
#pragma once
#include <bindery/core/deadline.hpp>

namespace bindery::detail {

/// An eventfd. `signal` may be called from any thread.
class Wakeup {
 public:
  Wakeup();  ///< throws OperationalError when the process has no descriptors left
  Wakeup(Wakeup&& other) noexcept;
  Wakeup& operator=(Wakeup&& other) noexcept;
  ~Wakeup();

  void signal() noexcept;
  /// False at the deadline.
  bool wait(Deadline deadline);
  /// Takes back a signal, if there is one, for the next use.
  void clear() noexcept;

 private:
  int descriptor_;
};

}  // namespace bindery::detail
