// Which sources of a FROM clause a row may come without, because an outer join found no partner.
#pragma once
#include <bindery/sql/node.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace bindery::detail {

inline constexpr std::size_t max_sources = 32;

constexpr bool same_name(const char* a, const char* b) { return std::string_view(a) == b; }
constexpr bool maps(const TableSpec& spec, MemberId id) {
  for (const ColumnSpec& column : spec.columns) {
    if (column.id == id) return true;
  }
  return false;
}
/// True if the column, or all columns of a model, come from this source.
constexpr bool belongs(const Node& column, const Node& source) {
  if (!same_name(source.name, column.name)) return false;
  if (column.op == Op::named_column) return source.op != Op::source;
  if (source.op != Op::source) return false;
  const bool of_model = column.op == Op::all_columns || column.detail == of_model_detail;
  if (of_model && column.spec->type_name != source.spec->type_name) return false;
  return column.op == Op::all_columns || maps(*source.spec, MemberId{column.id});
}

/// A source of a FROM clause: where its node stands, and whether a row may come without it.
struct NullableSource {
  std::size_t at = 0;
  bool nullable = false;
};
struct NullableSources {
  NullableSource sources[max_sources] = {};
  std::size_t size = 0;
};
/// `from`: the nodes of a FROM clause of typed sources, or none.
constexpr NullableSources nullable_sources(std::span<const Node> from) {
  NullableSources found;
  std::size_t at = 1;
  for (std::uint32_t i = 0; !from.empty() && i < from[0].count; ++i, at = behind(from, at)) {
    if (from[at].op != Op::join) {
      found.sources[found.size++] = {at, false};
      continue;
    }
    const JoinKind kind = join_kind(from[at]);
    if (kind == JoinKind::right || kind == JoinKind::full) {
      for (std::size_t left = 0; left < found.size; ++left) found.sources[left].nullable = true;
    }
    found.sources[found.size++] = {at + 1, kind == JoinKind::left || kind == JoinKind::full};
  }
  return found;
}
/// True if a row of this FROM clause may come without the source of this column (or of all columns of a model).
constexpr bool may_be_missing(std::span<const Node> from, const Node& column) {
  const NullableSources found = nullable_sources(from);
  for (std::size_t i = 0; i < found.size; ++i) {
    if (found.sources[i].nullable && belongs(column, from[found.sources[i].at])) return true;
  }
  return false;
}

}  // namespace bindery::detail
