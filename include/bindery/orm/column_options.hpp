// Words that say which Deferred members a query reads: of its objects, and of those loaded along with them.
#pragma once
#include <bindery/core/deferred.hpp>
#include <bindery/sql/query_options.hpp>

#include <type_traits>

namespace bindery {

namespace detail {

template <auto... Members> consteval bool check_deferred() {
  constexpr bool can_wait = (is_deferred<MemberType<Members>> && ...);
  static_assert(can_wait,
                "bindery: a plain member can't tell that it was not read, and is always read: declare it as "
                "Deferred<T> "
                "to leave it out or to read it on its own");
  return can_wait;
}
template <auto... Members> inline constexpr MemberId member_list[]{member_id<Members>...};

template <ColumnOption::What What, auto... Members> struct ColumnWord {
  static consteval ColumnOption checked() {
    (void)check_deferred<Members...>();
    return {What, member_list<Members...>};
  }
  static constexpr ColumnOption option = checked();
};
struct ReadAllWord {
  static constexpr ColumnOption option{ColumnOption::What::read_all, {}};
};

}  // namespace detail

/// Of the Deferred members of their model, reads these and no others: `load_only<&Post::body>`. Plain members, and with
/// them keys and versions, are always read.
template <auto First, auto... Rest>
inline constexpr detail::ColumnWord<ColumnOption::What::read_only, First, Rest...> load_only{};
/// Leaves these out: `defer<&Post::body>`.
template <auto First, auto... Rest>
inline constexpr detail::ColumnWord<ColumnOption::What::leave_out, First, Rest...> defer{};
/// Reads these, which the model leaves out by the word `deferred`: `undefer<&Post::body>`.
template <auto First, auto... Rest>
inline constexpr detail::ColumnWord<ColumnOption::What::read, First, Rest...> undefer{};
/// Reads all columns of all models of the query.
inline constexpr detail::ReadAllWord undefer_all{};

}  // namespace bindery
