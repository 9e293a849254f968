// Lets objects with a lock survive fork(): no lock is held by a vanished thread, and the child knows what it is.
#pragma once
#include <cstdint>
#include <mutex>

namespace bindery::detail {

/// How often this process and its ancestors have forked, seen from here: differs from the value that an object
/// was made with exactly when the object was inherited from the parent.
std::uint32_t fork_count() noexcept;

/// While it lives, fork() waits for `mutex`, so that the child finds what it guards whole and the mutex free.
/// The mutex must be held for short times only, and no other registered mutex may be taken under it.
class ForkGuard {
 public:
  explicit ForkGuard(std::mutex& mutex);
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;

 private:
  std::mutex& mutex_;
};

}  // namespace bindery::detail
