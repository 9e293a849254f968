// Rendering of an expression's leaves: values and columns.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "literal.hpp"
#include "renderer.hpp"

namespace bindery {

void Renderer::parameter(const Node& node, bool type_is_known) {
  std::size_t value = value_position(node), number = value + 1;
  for (const ValueList& list : lists_) {
    if (list.first < value) number -= list.count - 1;
  }
  if (!numbers_.empty()) number = numbers_[value].number, value = numbers_[value].value;
  taken_.push_back(static_cast<std::uint16_t>(value));
  std::string placeholder = "?";
  if (dialect_.placeholders == Placeholders::numbered_dollar) placeholder = fmt::format("${}", number);
  if (dialect_.placeholders == Placeholders::numbered_question_mark && number != greatest_ + 1)
    placeholder = fmt::format("?{}", number);
  greatest_ = std::max(greatest_, number);
  if (written_ == Values::shown) placeholder = literal_of(values_[value], dialect_);
  if (dialect_.casts_parameters && !type_is_known && node.type != TypeKind::array) {
    placeholder = fmt::format("CAST({} AS {})", placeholder, dialect_.cast_name(ColumnType{node.type}));
  }
  out_ += placeholder;
}

std::size_t Renderer::value_position(const Node& parameter) {
  const auto at = static_cast<std::size_t>(&parameter - nodes_.data());
  if (at < counted_to_) counted_to_ = counted_ = 0;
  for (; counted_to_ < at; ++counted_to_) counted_ += nodes_[counted_to_].op == Op::parameter ? 1 : 0;
  return counted_;
}

void Renderer::column(const Node& node, const RenderScope& scope) {
  if (scope.of_set) {
    RenderScope first{{}, nullptr, true};
    collect_sources(scope.result, first);
    const std::string column = resolve(node, first).column->name;
    check_output(outputs(scope.result), column, "the first query of this set operation");
    name(column);
    return;
  }
  const Resolved found = resolve(node, scope);
  if (scope.qualified) {
    name(found.source);
    out_ += '.';
  }
  name(found.column->name);
}

void Renderer::all_columns(const Node& node, const RenderScope& scope) {
  const Table& table = table_of_node(node);
  bool first = true;
  for (const Column& each : table.columns()) {
    if (is_left_out(node, each)) continue;
    if (!first) out_ += ", ";
    first = false;
    if (scope.qualified) {
      name(*node.name != '\0' ? std::string_view(node.name) : std::string_view(table.source_name()));
      out_ += '.';
    }
    name(each.name);
  }
}

Renderer::Resolved Renderer::resolve(const Node& node, const RenderScope& scope) const {
  const std::string_view alias = node.name;
  const Table* wanted = node.table != nullptr  ? node.table
                        : node.spec != nullptr ? &node.spec->table()
                                               : nullptr;
  bool inside_derived = false;
  const auto check_reach = [&] {
    if (inside_derived && dialect_.backend == Backend::mariadb)
      refuse("use a column of the query around a derived table inside it",
             "write the condition outside of it");
  };
  for (const RenderScope* level = &scope; level != nullptr; level = level->outer) {
    inside_derived = inside_derived || level->derived;
    for (const RenderSource& candidate : level->sources) {
      if (candidate.table == nullptr || candidate.alias != alias ||
          (wanted != nullptr && candidate.table != wanted))
        continue;
      if (node.table != nullptr) {
        check_reach();
        return {candidate.table, &candidate.table->column(node.id), candidate.name()};
      }
      if (const auto position = candidate.table->find(MemberId{node.id})) {
        check_reach();
        return {candidate.table, &candidate.table->column(*position), candidate.name()};
      }
    }
  }
  const std::string where = wanted != nullptr ? fmt::format("table '{}'", wanted->name())
                            : alias.empty()   ? std::string("a model")
                                              : fmt::format("alias '{}'", alias);
  throw ProgrammingError(fmt::format("the statement uses a column of {} that it does not select from", where),
                         {.sqlstate = "42P01", .hint = "join the table, or select from it"});
}

}  // namespace bindery
