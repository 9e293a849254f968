// Rows of several values and models as a session reads them: an entity in place of each model, then a Ref.
#pragma once
#include <bindery/orm/entity.hpp>
#include <bindery/sql/raw.hpp>
#include <bindery/sql/shape.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace bindery::detail {

/// What stands for a model, or for a model that may be missing, in what a session gives.
template <class T>
using SessionElement =
    typename std::conditional_t<RowModel<T>, std::type_identity<Ref<typename ModelIn<T>::type>>,
                                std::type_identity<T>>::type;
template <class T> using LoadedElement = std::conditional_t<RowModel<T>, std::shared_ptr<Entity>, T>;

template <class Tuple, std::size_t I, class M> void* loaded_part(void* row, bool present) {
  if (!present) return nullptr;
  auto& entity = std::get<I>(*static_cast<Tuple*>(row));
  entity = entity_type<M>().make();
  return entity->object();
}
template <class T, class Tuple, std::size_t I> constexpr RowElement loaded_element() {
  if constexpr (RowModel<T>)
    return row_element<T>(nullptr, &loaded_part<Tuple, I, typename ModelIn<T>::type>);
  else
    return row_element<T>(&tuple_field<Tuple, I>, nullptr);
}

template <class... T> struct LoadedShape {
  using row_type = std::tuple<LoadedElement<T>...>;
  static constexpr bool has_models = true;
  template <std::size_t... I> static consteval auto make_elements(std::index_sequence<I...>) {
    return std::array<RowElement, sizeof...(T)>{loaded_element<T, row_type, I>()...};
  }
  static constexpr auto elements = make_elements(std::index_sequence_for<T...>{});
  static RowPlan plan() { return plan_of_elements<LoadedShape>(); }
};

/// The shape that a session loads in place of this one; void for rows without models.
template <class Shape> struct LoadedShapeOf {
  using type = void;
};
template <class... T>
  requires(RowModel<T> || ...)
struct LoadedShapeOf<TupleShape<T...>> {
  using type = LoadedShape<T...>;
};
template <class M> struct LoadedShapeOf<ModelShape<std::optional<M>>> {
  using type = LoadedShape<std::optional<M>>;
};
template <class Shape> using loaded_shape = typename LoadedShapeOf<Shape>::type;

/// Hands `take` the entities at each place where the rows have models.
template <class... T, class Take>
void each_model(std::vector<typename LoadedShape<T...>::row_type>& rows, LoadedShape<T...>, Take take) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto place = [&]<class Element, std::size_t At>() {
      if constexpr (RowModel<Element>) {
        std::vector<std::shared_ptr<Entity>*> entities;
        for (auto& row : rows) {
          if (std::get<At>(row)) entities.push_back(&std::get<At>(row));
        }
        take(entity_type<typename ModelIn<Element>::type>(), entities);
      }
    };
    (place.template operator()<T, I>(), ...);
  }(std::index_sequence_for<T...>{});
}

template <class T, class Loaded> SessionElement<T> session_element(Loaded& loaded) {
  if constexpr (RowModel<T>)
    return ref_to<typename ModelIn<T>::type>(std::move(loaded));
  else
    return std::move(loaded);
}
/// One row with Refs in place of its entities; of a query of one model, the Ref.
template <class Shape> struct SessionRow;
template <class... T> struct SessionRow<TupleShape<T...>> {
  using type = std::tuple<SessionElement<T>...>;
  template <class Loaded> static type of(Loaded& loaded) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return type{session_element<T>(std::get<I>(loaded))...};
    }(std::index_sequence_for<T...>{});
  }
};
template <class M> struct SessionRow<ModelShape<std::optional<M>>> {
  using type = Ref<M>;
  template <class Loaded> static type of(Loaded& loaded) {
    return session_element<std::optional<M>>(std::get<0>(loaded));
  }
};

/// A statement whose nodes and values are at hand already.
template <class Q> struct Forward {
  using shape = typename Q::shape;
  using row_type = typename Q::row_type;
  using type = typename Q::type;
  const StatementRef& given;
  Forward statement() const { return *this; }
  const StatementRef& ref() const { return given; }
};
template <class Q>
  requires(!requires { typename Q::type; })
struct Forward<Q> {
  using shape = typename Q::shape;
  using row_type = typename Q::row_type;
  const StatementRef& given;
  Forward statement() const { return *this; }
  const StatementRef& ref() const { return given; }
};
template <class Q> consteval bool gives_models() {
  if constexpr (!Model<typename Q::row_type>)
    return false;
  else
    return std::same_as<typename Q::shape, ModelShape<typename Q::row_type>> ||
           std::same_as<typename Q::shape, NamedModelShape<typename Q::row_type>>;
}
/// The bind that a statement names itself, if it does.
template <class Q> const std::string* named_bind(const Q& query) {
  if constexpr (requires { query.bind_key(); }) return query.bind_key();
  return nullptr;
}
/// How many rows a statement gave or changed.
template <class Rows> std::int64_t rows_of(const Rows& result) {
  if constexpr (requires { result.affected_rows(); })
    return result.affected_rows();
  else
    return static_cast<std::int64_t>(result.size());
}

}  // namespace bindery::detail
