// UPDATE and DELETE, of models and of run-time tables.
#pragma once
#include <bindery/sql/column.hpp>
#include <bindery/sql/insert.hpp>
#include <bindery/sql/select.hpp>

#include <string_view>
#include <utility>

namespace bindery {

/// The compiled part of every UPDATE and DELETE.
class ChangeBuilder {
 public:
  ChangeBuilder(Op op, const TableSpec* spec, const Table* table);
  ChangeBuilder(const ChangeBuilder&);
  ChangeBuilder(ChangeBuilder&&) noexcept;
  ~ChangeBuilder();
  ChangeBuilder& operator=(const ChangeBuilder&);
  ChangeBuilder& operator=(ChangeBuilder&&) noexcept;

  void add_assignment(std::span<const Node> nodes, std::span<const Cell> values);
  void add_value(std::string_view column, const Value& value);
  void add_values(NamedValues values);
  void add_source(const Fragment& source);
  /// A table to be joined by the foreign key between it and those before it, or by a condition.
  void add_join(const Fragment& source, const Condition& on);
  void add_condition(const Condition& condition);
  void add_condition(std::span<const Node> nodes, std::span<const Cell> values);
  void return_columns(std::initializer_list<std::string_view> names);
  /// All columns of the model.
  void return_model();
  void set_returning(Fragment columns);
  void allow_all() { all_ = true; }
  /// ProgrammingError for a statement without a condition that did not say `all_rows()`.
  Fragment assemble() const;
  detail::KeptStatement statement() const;

 private:
  const Table& target() const { return table_ != nullptr ? *table_ : spec_->table(); }

  Op op_;
  const TableSpec* spec_;
  const Table* table_;
  Fragment assignments_;
  std::uint32_t assignment_count_ = 0;
  Fragment sources_;
  std::uint32_t source_count_ = 0;
  Condition joins_, filter_;
  Fragment returning_;
  bool all_ = false;
};

/// UPDATE (`Kind` is Op::update) or DELETE (Op::delete_); `M` is void for run-time tables. One without a condition
/// must say `all_rows()`.
///
/// It can read other tables: `update<Book>().join<Author>().set(...).where(...)`. A row that several of their rows
/// match is changed once, by any one of them.
template <Op Kind, class M, class Shape = NoShape> class Change {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit Change(ChangeBuilder builder) : builder_(std::move(builder)) {}
  Change(const TableSpec* spec, const Table* table) : builder_(Kind, spec, table) {}

  /// `update<Book>().set(col<&Book::price> = col<&Book::price> * 2)`. All values are computed from the row as it was.
  template <class... Assignments>
    requires(detail::assigns<Assignments> && ...)
  Change& set(const Assignments&... assignments) {
    check_sets();
    static_assert(sizeof...(Assignments) > 0, "bindery: say what to set: `col<&Book::price> = 5`");
    (assign(assignments), ...);
    return *this;
  }
  /// Run-time tables: `update(table).set({{"label", "second"}})`.
  Change& set(NamedValues values) {
    check_sets();
    static_assert(std::is_void_v<M>, "bindery: a model's members are set by `col<&Model::member> = value`");
    builder_.add_values(values);
    return *this;
  }

  /// Reads another table beside the changed one, or any other source; say in `where` how they belong together.
  template <class Other> Change& from() { return from(ModelSource<Other>{}); }
  template <TypedSource S> Change& from(const S& source) {
    check_beside<S>();
    return from(AnySource(source));
  }
  Change& from(const AnySource& source) {
    builder_.add_source(source.fragment());
    return *this;
  }
  /// The same in the words of DELETE.
  template <class Other> Change& using_() { return from<Other>(); }
  template <TypedSource S> Change& using_(const S& source) { return from(source); }
  Change& using_(const AnySource& source) { return from(source); }

  /// Reads what belongs to the changed row in another table: by the foreign key, unless a condition is given.
  template <class Other> Change& join(const Condition& on = {}) { return join(ModelSource<Other>{}, on); }
  template <TypedSource S> Change& join(const S& source, const Condition& on) {
    check_beside<S>();
    return join(AnySource(source), on);
  }
  Change& join(const AnySource& source, const Condition& on = {}) {
    builder_.add_join(source.fragment(), on);
    return *this;
  }

  Change& where(const Condition& condition) {
    builder_.add_condition(condition);
    return *this;
  }
  template <Expression E> Change& where(const E& condition) {
    (void)detail::check_run_time_condition<E>();
    const detail::WrittenValues<E> values(condition);
    builder_.add_condition(detail::nodes_of<E>, values.cells());
    return *this;
  }
  /// Really every row.
  Change& all_rows() {
    builder_.allow_all();
    return *this;
  }

  /// Gives the changed or deleted rows back, where the database can (MariaDB can't for UPDATE): models, or DynamicRows
  /// of a run-time table.
  auto returning() {
    if constexpr (std::is_void_v<M>) {
      builder_.return_columns({});
      return Change<Kind, M, DynamicShape>(std::move(builder_));
    } else {
      builder_.return_model();
      return Change<Kind, M, ModelShape<M>>(std::move(builder_));
    }
  }
  /// Columns of a run-time table, as DynamicRows.
  auto returning(std::initializer_list<std::string_view> columns) {
    static_assert(std::is_void_v<M>, "bindery: name a model's columns by col<&Model::member>");
    builder_.return_columns(columns);
    return Change<Kind, M, DynamicShape>(std::move(builder_));
  }
  template <Expression... E>
    requires(sizeof...(E) > 0)
  auto returning(const E&... e) {
    Fragment columns;
    (columns.append(detail::fragment_of(e)), ...);
    builder_.set_returning(std::move(columns));
    return Change<Kind, M, TupleShape<value_of<E>...>>(std::move(builder_));
  }

  Fragment fragment() const { return builder_.assemble(); }
  detail::KeptStatement statement() const { return builder_.statement(); }

 private:
  static constexpr void check_sets() {
    constexpr bool updates = Kind == Op::update;
    static_assert(updates, "bindery: a DELETE sets nothing: write update<Model>().set(...)");
  }
  template <class Target, class Source> void assign(const Assignment<Target, Source>& assignment) {
    if constexpr (!std::is_void_v<M> && requires { typename Target::model; })
      (void)check_own_column<M, typename Target::model>();
    const detail::WrittenValues<Assignment<Target, Source>> values(assignment);
    builder_.add_assignment(detail::nodes_of<Assignment<Target, Source>>, values.cells());
  }
  template <class... Parts> void assign(const CompositeAssignment<Parts...>& whole) {
    std::apply([&](const auto&... parts) { (assign(parts), ...); }, whole.parts);
  }
  template <class S> static constexpr void check_beside() {
    (void)detail::check_source<S>();
    if constexpr (!std::is_void_v<M> && requires { typename S::model; }) {
      (void)check_one_bind<M, typename S::model>();
      if constexpr (S::name.view().empty()) (void)check_other_model<M, typename S::model>();
    }
  }

  ChangeBuilder builder_;
};

template <class M, class Shape = NoShape> using Update = Change<Op::update, M, Shape>;
template <class M, class Shape = NoShape> using Delete = Change<Op::delete_, M, Shape>;

template <class M> Update<M> update() {
  (void)check_changeable<M>();
  return Update<M>(spec_of<M>, nullptr);
}
Update<void> update(const Table& table);

template <class M> Delete<M> delete_from() {
  (void)check_changeable<M>();
  return Delete<M>(spec_of<M>, nullptr);
}
Delete<void> delete_from(const Table& table);

}  // namespace bindery
