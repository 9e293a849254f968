// The thread that keeps a pool in order while nobody borrows.
#include "pool_keeper.hpp"
#include "fork_guard.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bindery::detail {

namespace {

// A thread and a condition variable that someone waits on can't be destroyed where the thread doesn't exist.
void keep_forever(PoolKeeper* keeper) {
  static auto* const mutex = new std::mutex;
  static auto* const inherited = new std::vector<PoolKeeper*>;
  const std::lock_guard lock(*mutex);
  inherited->push_back(keeper);
}

}  // namespace

PoolKeeper::Handle PoolKeeper::start(std::function<Pause()> pass) {
  return Handle(new PoolKeeper(std::move(pass)));
}

PoolKeeper::PoolKeeper(std::function<Pause()> pass)
    : pass_(std::move(pass)), fork_count_(fork_count()), thread_([this] { run(); }) {}

void PoolKeeper::Stop::operator()(PoolKeeper* keeper) const noexcept {
  if (keeper->fork_count_ != fork_count()) return keep_forever(keeper);
  {
    const std::lock_guard lock(keeper->mutex_);
    keeper->stopping_ = true;
  }
  keeper->changed_.notify_all();
  keeper->thread_.join();
  delete keeper;
}

void PoolKeeper::run() {
  constexpr Pause longest = std::chrono::hours(1);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Pause pause = std::clamp(pass_(), Pause::zero(), longest);
    lock.lock();
    changed_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

}  // namespace bindery::detail
