// Lists of values as nodes.
#include <bindery/sql/values_list.hpp>

namespace bindery::detail {

Fragment values_fragment(const char* name, std::span<const ListColumn> columns, std::vector<Value> values) {
  const auto width = static_cast<std::uint32_t>(columns.size());
  Fragment list;
  list.add({.op = Op::values_list,
            .count = 1 + static_cast<std::uint32_t>(values.size() / columns.size()),
            .name = name});
  list.add({.op = Op::row, .count = width});
  for (const ListColumn& column : columns)
    list.add({.op = Op::text, .type = column.type, .name = column.name.data()});
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % width == 0) list.add({.op = Op::row, .count = width});
    list.add({.op = Op::parameter, .type = columns[i % width].type}, std::move(values[i]));
  }
  return list;
}

}  // namespace bindery::detail
