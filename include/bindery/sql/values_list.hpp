// Rows of the program's own as a source: VALUES with any number of rows.
#pragma once
#include <bindery/core/value.hpp>
#include <bindery/sql/condition.hpp>
#include <bindery/sql/derived.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {

template <FixedString... Labels> struct LabelList {
  static constexpr std::array<OutputColumn, sizeof...(Labels)> columns{
      {{std::string_view(Labels.data, sizeof(Labels.data) - 1)}...}};
};
template <class Labels, class... T> struct ListOutputs {
  static constexpr const auto& columns = Labels::columns;
  using types = TypeList<T...>;
};
struct ListColumn {
  std::string_view name;
  TypeKind type;
};
/// `values`: row by row.
Fragment values_fragment(const char* name, std::span<const ListColumn> columns, std::vector<Value> values);

}  // namespace detail

/// Rows of the program's own, to be read like a table. How many there are is known at run time only, so that a
/// statement that reads them is a run-time one.
template <FixedString Name, class Labels, class... T>
class ValuesList : public detail::ColumnsOfResult<Name, detail::ListOutputs<Labels, T...>> {
 public:
  static constexpr FixedString name = Name;

  explicit ValuesList(const std::vector<std::tuple<T...>>& rows) {
    std::vector<Value> values;
    values.reserve(rows.size() * sizeof...(T));
    for (const auto& row : rows)
      std::apply([&](const auto&... value) { (values.emplace_back(value), ...); }, row);
    constexpr TypeKind types[] = {detail::kind_of<T>()...};
    std::array<detail::ListColumn, sizeof...(T)> columns;
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = {Labels::columns[i].name, types[i]};
    source_ = detail::values_fragment(name.data, columns, std::move(values));
  }
  const Fragment& source_fragment() const { return source_; }

 private:
  Fragment source_;
};

/// `values<"v", "id", "name">(rows)`: the source's name, the columns' names, the rows. Its columns: `v.col<"id">`.
template <FixedString Name, FixedString... Labels, class... T>
auto values(const std::vector<std::tuple<T...>>& rows) {
  constexpr bool as_many = sizeof...(Labels) == sizeof...(T);
  static_assert(as_many, "bindery: a list of values needs a name for each of its columns");
  return ValuesList<Name, detail::LabelList<Labels...>, T...>(rows);
}

}  // namespace bindery
