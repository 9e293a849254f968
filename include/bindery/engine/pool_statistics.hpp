// What a pool tells of itself.
#pragma once
#include <cstddef>
#include <cstdint>

namespace bindery {

/// Counts of one pool at one moment.
struct PoolStatistics {
  std::size_t size = 0;      ///< connections that the pool keeps; 0: no limit, or none kept
  std::size_t idle = 0;      ///< open and free
  std::size_t in_use = 0;    ///< lent, being opened or being tested
  std::size_t overflow = 0;  ///< open beyond `size`
  std::size_t waiting = 0;   ///< callers that wait for a connection
  std::uint64_t opened_total = 0;
  std::uint64_t closed_total = 0;
  std::uint64_t timeouts_total = 0;  ///< callers that waited in vain or were refused
};

}  // namespace bindery
