// What a query says beside its text: which relations its objects are loaded with, which columns of them it reads, and
// which filters it goes round.
#pragma once
#include <bindery/core/names.hpp>
#include <bindery/sql/filters.hpp>

#include <concepts>
#include <cstdint>
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

/// Which Deferred members a query reads, of whichever of its models has them.
struct ColumnOption {
  enum class What : std::uint8_t { read_only, leave_out, read, read_all } what;
  std::span<const MemberId> members;
};

/// All that is said of one query.
struct QueryOptions {
  std::vector<LoadOption> relations = {};
  std::vector<ColumnOption> columns = {};
  std::vector<Unfiltered> unfiltered = {};

  void add(const LoadOption& option);
  void add(const ColumnOption& option);
  void add(const Unfiltered& option);
  template <class Word>
    requires requires { Word::option; }
  void add(const Word&) {
    add(Word::option);
  }

  bool has_joined() const;
};

template <class O>
concept QueryOption = requires(QueryOptions& options, const O& option) { options.add(option); };

/// A query with options: `select<Author>().options(selectin<&Author::books>)`. Only a session can run it. Options are
/// the last that is said of a query. Not thread-safe.
template <class Query> class WithOptions {
 public:
  template <QueryOption... O> WithOptions(Query query, const O&... options) : query_(std::move(query)) {
    (options_.add(options), ...);
  }
  const Query& query() const { return query_; }
  const QueryOptions& options() const { return options_; }

 private:
  Query query_;
  QueryOptions options_;
};

}  // namespace bindery
