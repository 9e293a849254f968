// Locks on the rows that a SELECT gives: FOR UPDATE and FOR SHARE.
#pragma once
#include <bindery/sql/sources.hpp>

#include <cstdint>

namespace bindery {

/// Parts of a lock clause's `detail`.
inline constexpr std::uint16_t share_detail = 1, nowait_detail = 2, skip_locked_detail = 4;

struct NowaitWord {};
struct SkipLockedWord {};
template <class M> struct LockOfWord {};

/// A row that someone else has locked is an error instead of a wait.
inline constexpr NowaitWord nowait{};
/// Rows that someone else has locked are left out.
inline constexpr SkipLockedWord skip_locked{};
/// Locks the rows of this model only: `.for_update(lock_of<Order>)`. PostgreSQL only.
template <class M> inline constexpr LockOfWord<M> lock_of{};

namespace detail {

template <class Word> inline constexpr std::uint16_t lock_bits = 0;
template <> inline constexpr std::uint16_t lock_bits<NowaitWord> = nowait_detail;
template <> inline constexpr std::uint16_t lock_bits<SkipLockedWord> = skip_locked_detail;
template <class Sources> constexpr auto lock_sources(Sources sources) { return sources; }
template <class Sources, class M, class... Rest>
constexpr auto lock_sources(Sources sources, LockOfWord<M>, Rest... rest) {
  return lock_sources(append(sources, ModelSource<M>{}), rest...);
}
template <class Sources, class Word, class... Rest>
constexpr auto lock_sources(Sources sources, Word, Rest... rest) {
  return lock_sources(sources, rest...);
}
template <class HeadOf, class Places, class... Sources>
constexpr auto clause_over(const PackOf<Places, Sources...>& sources) {
  return Compound<HeadOf, void, Sources...>{{}, sources};
}
/// The clause of a lock with these words.
template <std::uint16_t Detail, class... Words> constexpr auto lock_clause(Words... words) {
  constexpr auto bits = static_cast<std::uint16_t>((Detail | ... | lock_bits<Words>));
  constexpr bool both = (bits & nowait_detail) != 0 && (bits & skip_locked_detail) != 0;
  static_assert(!both,
                "bindery: a lock either fails at once (nowait) or leaves locked rows out (skip_locked)");
  return clause_over<Head<Op::lock_rows, bits>>(lock_sources(Pack<>{}, words...));
}

}  // namespace detail
}  // namespace bindery
