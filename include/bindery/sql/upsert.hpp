// "Insert or update": what an INSERT does when the row is there already.
#pragma once
#include <bindery/sql/column.hpp>
#include <bindery/sql/condition.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// The value of the row that could not be inserted: `col<&Page::hits> = col<&Page::hits> + excluded<&Page::hits>`.
template <class M, auto Member> struct ExcludedColumn : ExpressionBase {
  using type = detail::without_deferred<MemberType<Member>>;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::excluded,
              .type = detail::kind_of<type>(),
              .nullable = detail::is_optional<type>,
              .id = static_cast<std::uint64_t>(member_id<Member>)};
  }
  constexpr void write(Cell*&) const {}
};
template <auto Member> inline constexpr ExcludedColumn<MemberOwner<Member>, Member> excluded{};

namespace detail {

/// The compiled part of ON CONFLICT.
class ConflictClause {
 public:
  ConflictClause();
  ConflictClause(const ConflictClause&);
  ConflictClause(ConflictClause&&) noexcept;
  ~ConflictClause();
  ConflictClause& operator=(const ConflictClause&);
  ConflictClause& operator=(ConflictClause&&) noexcept;

  void on_columns(std::vector<std::size_t> columns);
  void on_constraint(std::string_view name);
  void set_index_filter(const Condition& filter);
  void do_nothing();
  /// Takes the column from the row that could not be inserted.
  void take(const Table& table, std::size_t column);
  void assign(const Fragment& assignment);
  void set_update_filter(const Condition& filter);

  /// Adds the clause to an INSERT into `table`; nothing if no conflict was spoken of. ProgrammingError for words that
  /// do not go together.
  void append_to(Fragment& insert, const Table& table) const;

 private:
  void check(const Table& table) const;

  std::optional<ConflictTarget> target_;
  std::vector<std::size_t> columns_;
  std::string constraint_;
  Condition index_filter_;
  Fragment assignments_;
  std::uint32_t assignment_count_ = 0;
  Condition update_filter_;
};

}  // namespace detail
}  // namespace bindery
