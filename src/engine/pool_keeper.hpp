// The thread that keeps a pool in order while nobody borrows.
#pragma once
#include <bindery/core/deadline.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace bindery::detail {

/// Calls `pass` again and again on a thread of its own, each time after the pause that the last one returned.
class PoolKeeper {
 public:
  using Pause = Deadline::Clock::duration;

  /// Makes and starts one. Destroying the handle stops and joins the thread; in the child of a fork, where the
  /// thread does not exist, it does nothing.
  struct Stop {
    void operator()(PoolKeeper* keeper) const noexcept;
  };
  using Handle = std::unique_ptr<PoolKeeper, Stop>;
  static Handle start(std::function<Pause()> pass);

 private:
  explicit PoolKeeper(std::function<Pause()> pass);
  ~PoolKeeper() = default;
  void run();

  std::function<Pause()> pass_;
  std::uint32_t fork_count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace bindery::detail
