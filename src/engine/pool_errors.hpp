// What a pool says when it lends nothing.
#pragma once
#include <bindery/core/error.hpp>
#include <bindery/engine/pool.hpp>

#include <chrono>
#include <string>

namespace bindery::detail {

PoolTimeout pool_timeout(const std::string& bind, const PoolOptions& options, const PoolStatistics& counts,
                         std::chrono::nanoseconds waited);
PoolTimeout pool_crowded(const std::string& bind, const PoolOptions& options, const PoolStatistics& counts);
BindError pool_drained(const std::string& bind);

}  // namespace bindery::detail
