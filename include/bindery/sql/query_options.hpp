// What a query says beside its text: which relations its objects are loaded with.
#pragma once
#include <bindery/core/names.hpp>

#include <algorithm>
#include <concepts>
#include <span>
#include <utility>
#include <vector>

namespace bindery {

/// A relation, or one behind another, to be loaded with the objects of a query.
struct LoadOption {
  TypeId model;  ///< whose relation the first one is
  std::span<const MemberId> path;
  bool joined = false;  ///< by the same statement
};

template <class O>
concept QueryOption = requires {
  { O::option } -> std::convertible_to<LoadOption>;
};

/// A query with options: `select<Author>().options(selectin<&Author::books>)`. Only a session can run it. Options are
/// the last that is said of a query. Not thread-safe.
template <class Query> class WithOptions {
 public:
  WithOptions(Query query, std::vector<LoadOption> options)
      : query_(std::move(query)), options_(std::move(options)) {}
  const Query& query() const { return query_; }
  const std::vector<LoadOption>& options() const { return options_; }
  bool has_joined() const {
    return std::any_of(options_.begin(), options_.end(), [](const LoadOption& each) { return each.joined; });
  }

 private:
  Query query_;
  std::vector<LoadOption> options_;
};

}  // namespace bindery
