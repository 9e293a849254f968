// UPDATE and DELETE, of models and of run-time tables.
#pragma once
#include <bindery/sql/column.hpp>
#include <bindery/sql/insert.hpp>

#include <utility>

namespace bindery {

/// The compiled part of every UPDATE and DELETE.
class ChangeBuilder {
 public:
  ChangeBuilder(Op op, const TableSpec* spec, const Table* table) : op_(op), spec_(spec), table_(table) {}

  void add_assignment(const Fragment& assignment);
  void add_value(std::string_view column, const Value& value);
  void add_condition(const Condition& condition) { filter_ = filter_ && condition; }
  void set_returning(Fragment columns) { returning_ = std::move(columns); }
  void allow_all() { all_ = true; }
  /// ProgrammingError for a statement without a condition that did not say `all_rows()`.
  Fragment assemble() const;

 private:
  Op op_;
  const TableSpec* spec_;
  const Table* table_;
  Fragment assignments_;
  std::uint32_t assignment_count_ = 0;
  Condition filter_;
  Fragment returning_;
  bool all_ = false;
};

/// UPDATE or DELETE; `M` is void for run-time tables. One without a condition must say `all_rows()`.
template <class M, class Shape = NoShape> class Change {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit Change(ChangeBuilder builder) : builder_(std::move(builder)) {}

  /// `update<Book>().set(col<&Book::price> = col<&Book::price> * 2)`.
  template <class... Targets, class... Sources>
  Change& set(const Assignment<Targets, Sources>&... assignments) {
    static_assert(sizeof...(Targets) > 0, "bindery: say what to set: `col<&Book::price> = 5`");
    (builder_.add_assignment(detail::fragment_of(assignments)), ...);
    return *this;
  }
  /// Run-time tables: `update(table).set({{"label", "second"}})`.
  Change& set(NamedValues values) {
    static_assert(std::is_void_v<M>, "bindery: a model's members are set by `col<&Model::member> = value`");
    for (const auto& [column, value] : values) builder_.add_value(column, value);
    return *this;
  }
  Change& where(const Condition& condition) {
    builder_.add_condition(condition);
    return *this;
  }
  /// Really every row.
  Change& all_rows() {
    builder_.allow_all();
    return *this;
  }
  /// Gives the changed or deleted rows back, where the database can (MariaDB can't for UPDATE).
  auto returning() {
    constexpr bool of_model = !std::is_void_v<M>;
    static_assert(of_model, "bindery: returning() gives models; select the rows of a run-time table instead");
    if constexpr (of_model) {
      Fragment columns;
      columns.add({.op = Op::all_columns, .spec = spec_of<M>});
      builder_.set_returning(std::move(columns));
      return Change<M, ModelShape<M>>(std::move(builder_));
    }
  }
  template <Expression... E>
    requires(sizeof...(E) > 0)
  auto returning(const E&... e) {
    Fragment columns;
    (columns.append(detail::fragment_of(e)), ...);
    builder_.set_returning(std::move(columns));
    return Change<M, TupleShape<value_of<E>...>>(std::move(builder_));
  }

  Fragment fragment() const { return builder_.assemble(); }
  template <class Use> decltype(auto) visit(Use&& use) const {
    return detail::visit_fragment(fragment(), std::forward<Use>(use));
  }

 private:
  ChangeBuilder builder_;
};

template <class M> Change<M> update() {
  (void)check_model<M>();
  return Change<M>(ChangeBuilder(Op::update, spec_of<M>, nullptr));
}
inline Change<void> update(const Table& table) {
  return Change<void>(ChangeBuilder(Op::update, nullptr, &table));
}

template <class M> Change<M> delete_from() {
  (void)check_model<M>();
  return Change<M>(ChangeBuilder(Op::delete_, spec_of<M>, nullptr));
}
inline Change<void> delete_from(const Table& table) {
  return Change<void>(ChangeBuilder(Op::delete_, nullptr, &table));
}

}  // namespace bindery
