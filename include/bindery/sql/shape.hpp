// Shapes: what a row of a result becomes in C++, as a plan that one compiled loop follows.
#pragma once
#include <bindery/core/codecs.hpp>
#include <bindery/core/value.hpp>
#include <bindery/schema/model.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace bindery {

/// Where one column of a result goes.
struct FieldPlan {
  const Codec* codec;
  void* (*field)(void* object);
  std::string_view name;  ///< for messages
};

/// Where the rows of a result go.
struct Sink {
  void* container;
  void* (*emplace)(void* container);  ///< a new, default-constructed row
};

/// A row of several columns.
template <class... T> using Row = std::tuple<T...>;

/// A row whose columns are known at run time only.
class DynamicRow {
 public:
  /// The value of a column by name; ProgrammingError that lists the columns there are.
  const Value& operator[](std::string_view column) const;
  const Value& operator[](std::size_t position) const { return values_.at(position); }
  template <Storable T> T get(std::string_view column) const { return (*this)[column].template as<T>(); }
  std::size_t size() const { return values_.size(); }
  const std::vector<std::string>& columns() const { return *names_; }
  const std::vector<Value>& values() const { return values_; }

  DynamicRow() = default;
  DynamicRow(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
  std::vector<Value> values_;
};

/// The field plans of a table's model, in the order of its columns.
std::vector<FieldPlan> plan_of(const Table& table);

/// A row becomes a model.
template <class M> struct ModelShape {
  using row_type = M;
  using scalar_type = M;
  static std::span<const FieldPlan> plan() {
    static const std::vector<FieldPlan> fields = plan_of(table_of<M>());
    return fields;
  }
};

namespace detail {
template <class Tuple, std::size_t I> void* tuple_field(void* tuple) {
  return &std::get<I>(*static_cast<Tuple*>(tuple));
}
template <class T> consteval const Codec* reader_of() {
  if constexpr (Storable<T>) return codec_for<T>;
  return nullptr;
}
template <class Tuple, std::size_t... I> consteval auto tuple_plan(std::index_sequence<I...>) {
  return std::array<FieldPlan, sizeof...(I)>{
      FieldPlan{reader_of<std::tuple_element_t<I, Tuple>>(), &tuple_field<Tuple, I>, {}}...};
}
}  // namespace detail

/// A row becomes a tuple, to be taken apart by structured bindings.
template <class... T> struct TupleShape {
  static constexpr bool readable = (Storable<T> && ...);
  static_assert(readable, "bindery: a column of this query has a type that can't be read");
  using row_type = Row<T...>;
  using scalar_type = std::tuple_element_t<0, row_type>;
  static constexpr auto fields = detail::tuple_plan<row_type>(std::index_sequence_for<T...>{});
  static std::span<const FieldPlan> plan() { return fields; }
};

/// A row becomes a DynamicRow.
struct DynamicShape {
  using row_type = DynamicRow;
  using scalar_type = Value;
};

/// The statement gives no rows.
struct NoShape {
  using row_type = void;
  using scalar_type = void;
};

}  // namespace bindery
