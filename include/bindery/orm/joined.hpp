// The word for relations that are read by the statement that reads their owners.
#pragma once
#include <bindery/orm/related.hpp>

namespace bindery {

/// Loads relations of a query's objects by LEFT JOINs of the same statement: best for a One, or for few objects. Along a
/// path: `joined<&Book::author, &Author::country>`. For a query of one model, and within one bind.
template <auto First, auto... Rest> struct JoinedLoad {
  static consteval LoadOption checked() {
    if constexpr (detail::check_path<First, Rest...>())
      (void)(detail::check_relation<First>() && ... && detail::check_relation<Rest>());
    return {type_id<MemberOwner<First>>, detail::member_path<First, Rest...>, true};
  }
  static constexpr LoadOption option = checked();
};
template <auto First, auto... Rest> inline constexpr JoinedLoad<First, Rest...> joined{};

}  // namespace bindery
