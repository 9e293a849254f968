// Shapes: what a row of a result becomes in C++, as a plan that one compiled loop follows.
#pragma once
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/dynamic_row.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
class Arena;
}

/// How rows are read: by the order of columns, by their names (`by_every_name`: no member may be without a column),
/// only the first columns, or as DynamicRows.
enum class ReadMode : std::uint8_t { by_position, by_name, by_every_name, first_columns, dynamic };

/// Where one column of a result goes.
struct FieldPlan {
  const Codec* codec;
  void* (*field)(void* object);
  std::string_view name;  ///< for messages
};

/// Fields side by side whose object is a part of the row: a model among other columns.
struct PartPlan {
  std::size_t first, count;
  /// The part of this row; null for one that is missing.
  void* (*object)(void* row, bool present);
  std::vector<std::size_t> keys;  ///< the part is missing when all these columns are NULL; none: it never is
};

/// How the columns of a result become a row. Without parts the row itself is the fields' object.
struct RowPlan {
  std::span<const FieldPlan> fields;
  std::span<const PartPlan> parts = {};

  RowPlan() = default;
  RowPlan(std::span<const FieldPlan> all, std::span<const PartPlan> of_parts = {})
      : fields(all), parts(of_parts) {}
  RowPlan(const std::vector<FieldPlan>& all);
};

/// Where the rows of a result go.
struct Sink {
  void* container;
  void* (*emplace)(void* container);  ///< a new, default-constructed row
  /// Makes room for so many rows in all, or gives back room that is far more.
  void (*make_room)(void* container, std::size_t rows) = nullptr;
  detail::Arena* texts = nullptr;  ///< keeps what views show; none: it is gone with the row
};

/// A row of several columns.
template <class... T> using Row = std::tuple<T...>;

/// The field plans of a table's model, in the order of its columns.
std::vector<FieldPlan> plan_of(const Table& table);

/// One value or one model of a row.
struct RowElement {
  const Codec* codec = nullptr;              ///< of a value
  void* (*field)(void* row) = nullptr;       ///< of a value
  const Table& (*table)() = nullptr;         ///< of a model
  void* (*object)(void* row, bool present);  ///< of a model
  bool may_be_missing = false;               ///< of a model: an outer join may find none
};

/// The plan of a row with models among its elements.
class RowLayout {
 public:
  explicit RowLayout(std::span<const RowElement> elements);
  ~RowLayout();
  RowPlan plan() const;

 private:
  void add_model(const RowElement& element);
  void add_value(const RowElement& element);

  std::vector<FieldPlan> fields_;
  std::vector<PartPlan> parts_;
};

/// A row becomes a model.
template <class M> struct ModelShape {
  using row_type = M;
  using scalar_type = M;
  static constexpr ReadMode mode = ReadMode::by_position;
  static RowPlan plan() {
    static const std::vector<FieldPlan> fields = plan_of(table_of<M>());
    return fields;
  }
};

namespace detail {

template <class T> struct ModelIn {
  using type = T;
};
template <class T> struct ModelIn<std::optional<T>> {
  using type = T;
};
/// A model, or a model that an outer join may not find.
template <class T>
concept RowModel = !Storable<T> && Model<typename ModelIn<T>::type>;

/// Where a model is: in its place, or in a std::optional that is filled when there is one.
template <class T> void* model_in(T& place, bool present) {
  if constexpr (!std::is_same_v<typename ModelIn<T>::type, T>) {
    if (!present) {
      place.reset();
      return nullptr;
    }
    return place ? &*place : &place.emplace();
  } else {
    return &place;
  }
}

template <class T> void* itself(void* object) { return object; }
template <class T> void* part_itself(void* object, bool present) {
  return model_in(*static_cast<T*>(object), present);
}
template <class Tuple, std::size_t I> void* tuple_field(void* tuple) {
  return &std::get<I>(*static_cast<Tuple*>(tuple));
}
template <class Tuple, std::size_t I> void* tuple_part(void* tuple, bool present) {
  return model_in(std::get<I>(*static_cast<Tuple*>(tuple)), present);
}

/// `T` read through these two functions, of which it needs one.
template <class T> constexpr RowElement row_element(void* (*field)(void*), void* (*object)(void*, bool)) {
  using M = typename ModelIn<T>::type;
  if constexpr (RowModel<T>)
    return {nullptr, nullptr, &table_of<M>, object, !std::is_same_v<M, T>};
  else if constexpr (Storable<T>)
    return {codec_for<T>, field, nullptr, nullptr, false};
  else
    return {};
}
template <class Tuple, std::size_t... I> consteval auto tuple_elements(std::index_sequence<I...>) {
  return std::array<RowElement, sizeof...(I)>{
      row_element<std::tuple_element_t<I, Tuple>>(&tuple_field<Tuple, I>, &tuple_part<Tuple, I>)...};
}
template <std::size_t N> consteval auto value_plan(const std::array<RowElement, N>& elements) {
  std::array<FieldPlan, N> fields{};
  for (std::size_t i = 0; i < N; ++i) fields[i] = {elements[i].codec, elements[i].field, {}};
  return fields;
}

/// `Of` has `elements` and says by `has_models` whether there are models among them.
template <class Of> RowPlan plan_of_elements() {
  if constexpr (Of::has_models) {
    static const RowLayout layout(Of::elements);
    return layout.plan();
  } else {
    static constexpr auto fields = value_plan(Of::elements);
    return RowPlan(fields);
  }
}

}  // namespace detail

/// A row becomes a model that an outer join may not find.
template <class M> struct ModelShape<std::optional<M>> {
  using row_type = std::optional<M>;
  using scalar_type = std::optional<M>;
  static constexpr ReadMode mode = ReadMode::by_position;
  static constexpr bool has_models = true;
  static constexpr std::array<RowElement, 1> elements{
      detail::row_element<row_type>(nullptr, &detail::part_itself<row_type>)};
  static RowPlan plan() { return detail::plan_of_elements<ModelShape>(); }
};

/// A row becomes a tuple of values and models, to be taken apart by structured bindings.
template <class... T> struct TupleShape {
  static constexpr bool readable = ((Storable<T> || detail::RowModel<T>) && ...);
  using row_type = Row<T...>;
  using scalar_type = std::tuple_element_t<0, row_type>;
  static constexpr ReadMode mode = ReadMode::by_position;
  static constexpr bool has_models = (detail::RowModel<T> || ...);
  static constexpr auto elements = detail::tuple_elements<row_type>(std::index_sequence_for<T...>{});
  static RowPlan plan() { return detail::plan_of_elements<TupleShape>(); }
  static_assert(readable, "bindery: a column of this query has a type that can't be read");
};

/// The first column, or the first model, of a row.
template <class T> struct ScalarShape {
  using row_type = T;
  using scalar_type = T;
  static constexpr ReadMode mode = ReadMode::first_columns;
  static constexpr bool has_models = detail::RowModel<T>;
  static constexpr std::array<RowElement, 1> elements{
      detail::row_element<T>(&detail::itself<T>, &detail::part_itself<T>)};
  static RowPlan plan() { return detail::plan_of_elements<ScalarShape>(); }
};

/// A row becomes a DynamicRow.
struct DynamicShape {
  using row_type = DynamicRow;
  using scalar_type = Value;
  static constexpr ReadMode mode = ReadMode::dynamic;
  static RowPlan plan() { return {}; }
};

/// The statement gives no rows.
struct NoShape {
  using row_type = void;
  using scalar_type = void;
};

}  // namespace bindery
