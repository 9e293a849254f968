// SQL as text, with named values and typed rows.
#pragma once
#include <bindery/sql/dynamic_select.hpp>
#include <bindery/sql/struct_shape.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

using RawValues = std::initializer_list<std::pair<std::string_view, Value>>;

/// A model read by column names, whatever their order; members without a column keep their defaults.
template <class M> struct NamedModelShape : ModelShape<M> {
  static constexpr ReadMode mode = ReadMode::by_name;
};

/// SQL text with `:name` for values, in the database's own words: `sql("select * from user where id = :id",
/// {{"id", 7}})`. A colon inside quotes, comments or a `::cast` is left alone; a quote inside quotes is doubled,
/// as standard SQL says, not escaped. Say what a row becomes by
/// `.rows<std::int64_t, std::string>()`, `.models<User>()` or `.into<Summary>()`; otherwise rows are DynamicRows. Name
/// the bind by `.on("users")` when there are several: text tells no tables.
template <class Shape = DynamicShape> class RawSql {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  RawSql(Fragment statement, std::string bind_key, bool bound)
      : statement_(std::move(statement)), bind_key_(std::move(bind_key)), bound_(bound) {}

  template <class... T> RawSql<TupleShape<T...>> rows() const { return {statement_, bind_key_, bound_}; }
  template <class M> RawSql<NamedModelShape<M>> models() const { return {statement_, bind_key_, bound_}; }
  /// A struct of the program's own, each member by the column of its name. ProgrammingError that lists the columns there
  /// are when one is missing, DataError for a value that does not fit its member.
  template <class S> auto into() const {
    return RawSql<detail::NamedStructShapeOf<S>>(statement_, bind_key_, bound_);
  }
  RawSql on(std::string_view bind_key) const { return {statement_, std::string(bind_key), true}; }

  /// The bind named by `on`, if any.
  const std::string* bind_key() const { return bound_ ? &bind_key_ : nullptr; }
  const Fragment& fragment() const { return statement_; }
  detail::FragmentStatement statement() const { return detail::FragmentStatement(statement_); }

 private:
  Fragment statement_;
  std::string bind_key_;
  bool bound_;
};

/// Throws ProgrammingError for a name without a value, and for a value without its name in the text.
RawSql<> sql(std::string_view text, RawValues values = {});
RawSql<> sql(std::string_view text, const std::vector<std::pair<std::string, Value>>& values);

}  // namespace bindery
