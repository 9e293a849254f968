// Rendering of sources that are no tables: lists of values and series.
#include <fmt/format.h>

#include "renderer.hpp"

namespace bindery {

// Only PostgreSQL takes the columns' names behind a list; the others take them from a query around it.
void Renderer::values_list(std::size_t at) {
  const Node &node = nodes_[at], &names = nodes_[at + 1];
  const std::size_t first_name = at + 2;
  const auto column_names = [&] {
    for (std::uint32_t i = 0; i < names.count; ++i) {
      if (i > 0) out_ += ", ";
      name(nodes_[first_name + i].name);
    }
  };
  if (node.count == 1) {
    empty_list(names, first_name);
  } else if (dialect_.backend == Backend::postgresql) {
    out_ += '(';
    list_rows(at);
    out_ += ") AS ";
    name(node.name);
    out_ += " (";
    column_names();
    out_ += ')';
    return;
  } else if (dialect_.backend == Backend::mariadb) {
    united_rows(at);
  } else {
    out_ += "(WITH ";
    name(node.name);
    out_ += " (";
    column_names();
    out_ += ") AS (";
    list_rows(at);
    out_ += ") SELECT * FROM ";
    name(node.name);
    out_ += ')';
  }
  out_ += " AS ";
  name(node.name);
}

// MariaDB 10.11 loses rows of VALUES that hold parameters.
void Renderer::united_rows(std::size_t at) {
  const RenderScope none;
  const Node& names = nodes_[at + 1];
  std::size_t value = behind(nodes_, at + 1);
  out_ += '(';
  for (std::uint32_t row = 1; row < nodes_[at].count; ++row) {
    out_ += row == 1 ? "SELECT " : " UNION ALL SELECT ";
    ++value;
    for (std::uint32_t i = 0; i < names.count; ++i) {
      if (i > 0) out_ += ", ";
      value = expression(value, none, false);
      if (row > 1) continue;
      out_ += " AS ";
      name(nodes_[at + 2 + i].name);
    }
  }
  out_ += ')';
}

void Renderer::empty_list(const Node& names, std::size_t first_name) {
  out_ += "(SELECT ";
  for (std::uint32_t i = 0; i < names.count; ++i) {
    const Node& column = nodes_[first_name + i];
    out_ +=
        fmt::format("{}CAST(NULL AS {}) AS ", i > 0 ? ", " : "", dialect_.cast_name(ColumnType{column.type}));
    name(column.name);
  }
  out_ += " WHERE 1 = 0)";
}

void Renderer::list_rows(std::size_t at) {
  const RenderScope none;
  out_ += "VALUES ";
  std::size_t row = behind(nodes_, at + 1);
  for (std::uint32_t i = 1; i < nodes_[at].count; ++i) {
    out_ += i == 1 ? "(" : ", (";
    row = list(row + 1, nodes_[row].count, none, false);
    out_ += ')';
  }
}

void Renderer::series(std::size_t at) {
  const RenderScope none;
  const std::string called = quoted(dialect_, nodes_[at].name), value = quoted(dialect_, "value");
  if (dialect_.backend == Backend::postgresql) {
    out_ += "generate_series(";
    list(at + 1, 2, none, false);
    out_ += fmt::format(") AS {} ({})", called, value);
    return;
  }
  const std::string first = quoted(dialect_, "first"), last = quoted(dialect_, "last");
  out_ += fmt::format("(WITH RECURSIVE {} ({}, {}) AS (SELECT ", called, value, last);
  list(at + 1, 2, none, false);
  out_ += fmt::format(
      " UNION ALL SELECT {0} + 1, {1} FROM {2} WHERE {0} < {1}) SELECT {0} FROM {2} WHERE {0} <= {1}) AS {2}",
      value, last, called);
}

}  // namespace bindery
