// Rendering of SELECT and its clauses.
#include <bindery/sql/render.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "equal_values.hpp"
#include "renderer.hpp"

namespace bindery {

std::string render(std::span<const Node> statement, const Dialect& dialect) {
  return render_text(statement, dialect).sql;
}

StatementText render_text(std::span<const Node> statement, const Dialect& dialect,
                          std::span<const Cell> values) {
  return Renderer(statement, dialect, values, Values::placeholders).statement();
}

namespace {

bool in_sequence(std::span<const std::uint16_t> taken) {
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] != i) return false;
  }
  return true;
}

}  // namespace

std::string render(std::span<const Node> statement, const Dialect& dialect, std::span<const Cell> values) {
  return Renderer(statement, dialect, values, Values::shown).statement().sql;
}

std::string quoted(const Dialect& dialect, std::string_view name) {
  std::string text(1, dialect.quote);
  for (const char c : name) {
    if (c == dialect.quote) text += c;
    text += c;
  }
  return text += dialect.quote;
}

StatementText Renderer::statement() {
  StatementText text;
  text.compared = compared_values(nodes_, values_);
  if (dialect_.placeholders == Placeholders::numbered_dollar) share_placeholders(text.compared);
  find_lists();
  any_statement(0, nullptr);
  if (!numbers_.empty()) {
    std::sort(taken_.begin(), taken_.end());
    taken_.erase(std::unique(taken_.begin(), taken_.end()), taken_.end());
    text.order = std::move(taken_);
  } else if (dialect_.placeholders == Placeholders::question_mark && !in_sequence(taken_)) {
    text.order = std::move(taken_);
  }
  text.lists = std::move(lists_);
  text.sql = std::move(out_);
  return text;
}

// Equal values take one placeholder, which is numbered as if the later ones were not there.
void Renderer::share_placeholders(std::span<const ValuePair> pairs) {
  if (pairs.empty()) return;
  std::vector<std::uint16_t> first(values_.size());
  std::iota(first.begin(), first.end(), std::uint16_t{0});
  for (const ValuePair& pair : pairs) {
    if (!pair.equal) continue;
    const auto [to, from] = std::minmax(first[pair.first], first[pair.second]);
    std::replace(first.begin(), first.end(), std::uint16_t{from}, std::uint16_t{to});
  }
  std::size_t number = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool own = first[i] == i;
    numbers_.push_back({first[i], own ? ++number : numbers_[first[i]].number});
  }
  if (number == first.size()) numbers_.clear();
}

std::size_t Renderer::any_statement(std::size_t at, const RenderScope* outer) {
  switch (nodes_[at].op) {
    case Op::select:
    case Op::set_query: return query(at, outer);
    case Op::insert: return insert(at);
    case Op::update: return update(at);
    case Op::delete_: return remove(at);
    case Op::raw: return raw(at);
    default: throw ProgrammingError("this is a piece of a statement, not a statement");
  }
}

std::size_t Renderer::raw(std::size_t at) {
  const RenderScope none;
  const std::size_t end = behind(nodes_, at);
  for (std::size_t next = at + 1; next < end;) next = expression(next, none, true);
  return end;
}

std::size_t Renderer::query(std::size_t at, const RenderScope* outer) {
  return nodes_[at].op == Op::set_query ? set_query(at, outer) : select(at, outer);
}

std::size_t Renderer::select(std::size_t at, const RenderScope* outer) {
  const std::size_t defined = definitions_.size(), end = behind(nodes_, at);
  const std::size_t groups_around = std::exchange(having_groups_, 0);
  std::size_t next = at + 1;
  if (nodes_[next].op == Op::with) next = with(next, outer);
  RenderScope scope{{}, outer, true, at};
  collect_sources(at, scope);
  out_ += "SELECT ";
  clauses(next, end, scope);
  definitions_.resize(defined);
  having_groups_ = groups_around;
  return end;
}

std::size_t Renderer::clauses(std::size_t at, std::size_t end, RenderScope& scope) {
  bool limited = false;
  while (at < end) {
    const Op op = nodes_[at].op;
    if (op == Op::limit) limited = true;
    if (op == Op::offset && !limited && dialect_.limit_needs_count)
      out_ += fmt::format(" LIMIT {}", dialect_.unlimited);
    at = op == Op::from ? from(at, scope) : clause(at, scope);
  }
  return at;
}

std::size_t Renderer::clause(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::distinct: return distinct(at, scope);
    case Op::lock_rows: return lock_rows(at);
    case Op::columns:
      if (scope.result != 0 && scope.result == recursion_start_ && dialect_.backend != Backend::sqlite)
        return start_columns(at, scope);
      return list(at + 1, node.count, scope, false);
    case Op::conflict_where:
    case Op::where: out_ += " WHERE "; return expression(at + 1, scope, true);
    case Op::having: return having(at, scope);
    case Op::group_by: out_ += " GROUP BY "; return terms(at + 1, node.count, scope);
    case Op::order_by: out_ += " ORDER BY "; return terms(at + 1, node.count, scope);
    case Op::limit: out_ += " LIMIT "; return expression(at + 1, scope, true);
    case Op::offset: out_ += " OFFSET "; return expression(at + 1, scope, true);
    default: throw ProgrammingError("a clause stands where it can't");
  }
}

// In HAVING, MariaDB knows groups that are plain columns only. Others have one value in each group, which is the least.
std::size_t Renderer::having(std::size_t at, const RenderScope& scope) {
  out_ += " HAVING ";
  if (dialect_.backend == Backend::mariadb) having_groups_ = find_clause(scope.result, Op::group_by);
  const std::size_t next = expression(at + 1, scope, true);
  having_groups_ = 0;
  return next;
}

bool Renderer::is_computed_group(std::size_t at) const {
  if (having_groups_ == 0 || nodes_[at].count == 0 || nodes_[at].op == Op::named_column) return false;
  std::size_t key = having_groups_ + 1;
  for (std::uint32_t i = 0; i < nodes_[having_groups_].count; ++i, key = behind(nodes_, key)) {
    if (same_expression(nodes_, key, at)) return true;
  }
  return false;
}

void Renderer::refuse(std::string_view feature, std::string_view advice) const {
  throw ProgrammingError(fmt::format("{} cannot {}", dialect_.name, feature),
                         {.sqlstate = "0A000", .hint = std::string(advice)});
}

}  // namespace bindery
