// What a pool says when it lends nothing.
#include "pool_errors.hpp"

#include <fmt/format.h>

namespace bindery::detail {

namespace {

std::string limit_reached(const PoolOptions& options, const PoolStatistics& counts) {
  const std::string limit =
      options.shared_single
          ? std::string("the single connection of this pool is in use")
          : fmt::format("pool limit of size {} overflow {} reached", options.size, options.max_overflow);
  return fmt::format("{} ({} in use, {} idle, {} waiting)", limit, counts.in_use, counts.idle,
                     counts.waiting);
}

ErrorDetails details(const std::string& bind, std::string hint) {
  ErrorDetails facts;
  facts.bind = bind;
  facts.phase = Phase::checkout;
  facts.retry = Retry::transaction;
  facts.hint = std::move(hint);
  return facts;
}

std::string advice(const PoolOptions& options) {
  if (options.shared_single) {
    return "an in-memory database lives in one connection: end the session that holds it first, above all "
           "one "
           "in the same thread, or use a file";
  }
  return "end sessions sooner, look for leaks with leak_threshold, or raise size, max_overflow or timeout";
}

}  // namespace

PoolTimeout pool_timeout(const std::string& bind, const PoolOptions& options, const PoolStatistics& counts,
                         std::chrono::nanoseconds waited) {
  const auto milliseconds = std::chrono::round<std::chrono::milliseconds>(waited).count();
  return PoolTimeout(fmt::format("{}, waited {:.4g} s", limit_reached(options, counts),
                                 static_cast<double>(milliseconds) / 1000),
                     details(bind, advice(options)));
}

PoolTimeout pool_crowded(const std::string& bind, const PoolOptions& options, const PoolStatistics& counts) {
  return PoolTimeout(
      fmt::format("{}, and no more than {} may wait", limit_reached(options, counts), options.max_waiters),
      details(bind, "try again later, or raise max_waiters, size or max_overflow"));
}

BindError pool_drained(const std::string& bind) {
  ErrorDetails facts =
      details(bind, "ask the database for the bind's engine again instead of keeping the old one");
  facts.retry = Retry::never;
  return BindError("the bind was replaced or removed: its old pool lends no more connections",
                   std::move(facts));
}

}  // namespace bindery::detail
