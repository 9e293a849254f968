// Processors: the suite and its servers are bound to one; what needs others leaves it for a while.
#pragma once
#include <sched.h>

namespace bindery::bench {

/// Moves this thread, and the threads that it starts, to other processors while it lives.
class Moved {
 public:
  explicit Moved(const cpu_set_t& there) {
    sched_getaffinity(0, sizeof before_, &before_);
    done_ = sched_setaffinity(0, sizeof there, &there) == 0;
  }
  ~Moved() { sched_setaffinity(0, sizeof before_, &before_); }
  Moved(const Moved&) = delete;
  /// False if there is no such processor.
  bool done() const { return done_; }

 private:
  cpu_set_t before_{};
  bool done_ = false;
};

inline cpu_set_t every_processor() {
  cpu_set_t all;
  CPU_ZERO(&all);
  for (int i = 0; i < CPU_SETSIZE; ++i) CPU_SET(i, &all);
  return all;
}

/// Those that this thread is not bound to.
inline cpu_set_t other_processors() {
  cpu_set_t mine, others = every_processor();
  sched_getaffinity(0, sizeof mine, &mine);
  CPU_XOR(&others, &others, &mine);
  return others;
}

}  // namespace bindery::bench
