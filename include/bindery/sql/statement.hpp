// Statements on their way to a connection: nodes, values, and where the rendered text is kept.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/sql/dialect.hpp>
#include <bindery/sql/expression.hpp>
#include <bindery/sql/node.hpp>
#include <bindery/sql/render.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// The texts of one statement, one per dialect, made when first needed. Constant-initialised; thread-safe.
class TextSlots {
 public:
  constexpr TextSlots() = default;
  TextSlots(const TextSlots&) = delete;
  TextSlots& operator=(const TextSlots&) = delete;

 private:
  friend const StatementText& text_of(const struct StatementRef&, const Dialect&,
                                      std::shared_ptr<const StatementText>&);
  mutable std::array<std::atomic<const StatementText*>, dialect_slots> texts_{};
};

/// A statement as compiled code sees it. `slots` is set for statements known at compile time.
struct StatementRef {
  std::span<const Node> nodes;
  std::span<const Cell> values;
  const TextSlots* slots = nullptr;
};

namespace detail {
/// A statement that lives in a fragment, with its values where they are.
class FragmentStatement {
 public:
  explicit FragmentStatement(const Fragment& fragment);
  explicit FragmentStatement(Fragment&&) = delete;
  ~FragmentStatement();
  FragmentStatement(const FragmentStatement&) = delete;
  FragmentStatement& operator=(const FragmentStatement&) = delete;
  const StatementRef& ref() const { return ref_; }

 private:
  static constexpr std::size_t usual_values = 16;

  alignas(Cell) std::byte room_[usual_values * sizeof(Cell)];  // for the cells of most statements
  std::vector<Cell> more_;                                     // for those of all others
  StatementRef ref_;
};
/// The same with its fragment.
struct KeptStatement {
  Fragment fragment;
  FragmentStatement viewed{fragment};
  ~KeptStatement();  // compiled once, not in each function that runs a statement
  const StatementRef& ref() const { return viewed.ref(); }
};
/// A statement known at compile time, with the values that it has now.
template <class Query> class WrittenStatement {
 public:
  WrittenStatement(const Query& query, const TextSlots& slots) : values_(query), slots_(slots) {}
  StatementRef ref() const { return {nodes_of<Query>, values_.cells(), &slots_}; }

 private:
  WrittenValues<Query> values_;
  const TextSlots& slots_;
};
}  // namespace detail

/// The statement's text in this dialect: from its slots, or from a cache by structure. `owner` keeps it alive.
const StatementText& text_of(const StatementRef& statement, const Dialect& dialect,
                             std::shared_ptr<const StatementText>& owner);

/// The values in the order in which the text's placeholders take them, for each `width` of them; `room` keeps them
/// if that is not the order of the statement.
std::span<const Cell> arranged(const StatementText& text, std::span<const Cell> values, std::size_t width,
                               std::vector<Cell>& room);

/// The bind that a statement's tables agree on. No tables: `has_tables` is false.
struct StatementBind {
  std::string_view key;
  bool has_tables = false;
};
/// Throws BindError that names tables and binds when they do not agree.
StatementBind bind_of(std::span<const Node> nodes);

}  // namespace bindery
