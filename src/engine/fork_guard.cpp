// Lets objects with a lock survive fork(): one set of pthread_atfork handlers for all of them.
#include "fork_guard.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace bindery::detail {

namespace {

std::atomic<std::uint32_t> forks{0};

struct Registry {
  std::mutex mutex;
  std::vector<std::mutex*> guarded;
};

void before_fork();
void after_fork_in_parent();
void after_fork_in_child();

// Never destroyed: pools may be static objects, too.
Registry& registry() {
  static Registry* const instance = [] {
    ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    return new Registry;
  }();
  return *instance;
}

void before_fork() {
  Registry& all = registry();
  all.mutex.lock();
  for (std::mutex* mutex : all.guarded) mutex->lock();
}

void after_fork_in_parent() {
  Registry& all = registry();
  for (std::mutex* mutex : all.guarded) mutex->unlock();
  all.mutex.unlock();
}

void after_fork_in_child() {
  forks.fetch_add(1, std::memory_order_relaxed);
  after_fork_in_parent();
}

}  // namespace

std::uint32_t fork_count() noexcept { return forks.load(std::memory_order_relaxed); }

ForkGuard::ForkGuard(std::mutex& mutex) : mutex_(mutex) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.guarded.push_back(&mutex_);
}

ForkGuard::~ForkGuard() {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::erase(all.guarded, &mutex_);
}

}  // namespace bindery::detail
