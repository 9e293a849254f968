// The joins of a typed SELECT, by every kind and of every source.
#pragma once
#include <bindery/sql/condition.hpp>
#include <bindery/sql/sources.hpp>

#include <concepts>

namespace bindery {

/// What may stand behind ON.
template <class On>
concept JoinCondition = Expression<On> || std::same_as<On, Condition>;

namespace detail {

/// Inherited by `Query`, which says what `joined<kind>(source, on...)` makes. Without a condition the join is by the
/// foreign key between the source and the tables before it. A source is an alias, a derived table, a common table, a
/// list of values or a table function.
template <class Query> class Joins : public ExpressionBase {
 public:
  template <class M> constexpr auto join() const { return add<JoinKind::inner>(ModelSource<M>{}); }
  template <class M, JoinCondition On> constexpr auto join(On on) const {
    return add<JoinKind::inner>(ModelSource<M>{}, std::move(on));
  }
  template <SourceLike S, JoinCondition On> constexpr auto join(S source, On on) const {
    return add<JoinKind::inner>(std::move(source), std::move(on));
  }
  /// Keeps rows without a partner: the partner's columns become std::optional.
  template <class M> constexpr auto left_join() const { return add<JoinKind::left>(ModelSource<M>{}); }
  template <class M, JoinCondition On> constexpr auto left_join(On on) const {
    return add<JoinKind::left>(ModelSource<M>{}, std::move(on));
  }
  template <SourceLike S, JoinCondition On> constexpr auto left_join(S source, On on) const {
    return add<JoinKind::left>(std::move(source), std::move(on));
  }
  /// Keeps the partner's rows: the columns of all sources before it become std::optional.
  template <class M> constexpr auto right_join() const { return add<JoinKind::right>(ModelSource<M>{}); }
  template <class M, JoinCondition On> constexpr auto right_join(On on) const {
    return add<JoinKind::right>(ModelSource<M>{}, std::move(on));
  }
  template <SourceLike S, JoinCondition On> constexpr auto right_join(S source, On on) const {
    return add<JoinKind::right>(std::move(source), std::move(on));
  }
  /// Keeps the rows of both sides. MariaDB has none: ProgrammingError when the text is made.
  template <class M> constexpr auto full_join() const { return add<JoinKind::full>(ModelSource<M>{}); }
  template <class M, JoinCondition On> constexpr auto full_join(On on) const {
    return add<JoinKind::full>(ModelSource<M>{}, std::move(on));
  }
  template <SourceLike S, JoinCondition On> constexpr auto full_join(S source, On on) const {
    return add<JoinKind::full>(std::move(source), std::move(on));
  }
  /// Every row with every row.
  template <class M> constexpr auto cross_join() const { return add<JoinKind::cross>(ModelSource<M>{}); }
  template <SourceLike S> constexpr auto cross_join(S source) const {
    return add<JoinKind::cross>(std::move(source));
  }
  /// A derived table that speaks of the sources before it. PostgreSQL alone has it.
  template <SourceLike S, JoinCondition On> constexpr auto join_lateral(S source, On on) const {
    return add<JoinKind::inner, lateral_detail>(std::move(source), std::move(on));
  }
  template <SourceLike S, JoinCondition On> constexpr auto left_join_lateral(S source, On on) const {
    return add<JoinKind::left, lateral_detail>(std::move(source), std::move(on));
  }

 private:
  template <JoinKind Kind, std::uint16_t Detail = 0, class S, class... On>
  constexpr auto add(S source, On... on) const {
    constexpr std::uint16_t detail = Detail | static_cast<std::uint16_t>(Kind);
    return static_cast<const Query&>(*this).template joined<detail>(std::move(source), std::move(on)...);
  }
};

}  // namespace detail
}  // namespace bindery
