// INSERT: of objects, of run-time rows, from a query; with one portable form of "insert or update".
#pragma once
#include <bindery/sql/dynamic_select.hpp>
#include <bindery/sql/untyped.hpp>
#include <bindery/sql/upsert.hpp>

#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
/// Columns for RETURNING.
Fragment all_columns_of(const Table& table);
Fragment columns_by_name(const Table& table, std::span<const std::string_view> names);
}  // namespace detail

/// Values of one run-time row by column name.
using NamedValues = std::initializer_list<std::pair<std::string_view, Value>>;

/// The compiled part of every INSERT: rows as values, and the clauses behind them.
class InsertRowsBuilder {
 public:
  explicit InsertRowsBuilder(const Table& table);
  /// With one object.
  InsertRowsBuilder(const Table& table, void* object, const void* blank);
  InsertRowsBuilder(const InsertRowsBuilder&);
  InsertRowsBuilder(InsertRowsBuilder&&) noexcept;
  ~InsertRowsBuilder();
  InsertRowsBuilder& operator=(const InsertRowsBuilder&);
  InsertRowsBuilder& operator=(InsertRowsBuilder&&) noexcept;

  /// A model's object. Columns that the database fills in (a generated key, a server default) are left out when
  /// their members are as in `blank`; all rows of one statement must leave out the same ones.
  void add_object(void* object, const void* blank);
  void add_row(NamedValues values);
  void add_row(const std::vector<std::pair<std::string_view, Value>>& values);
  void set_columns(std::vector<std::size_t> columns);
  void set_query(Fragment query);
  /// A row in which the database fills in everything.
  void add_default_row();
  detail::ConflictClause& conflict() { return conflict_; }
  void set_returning(Fragment columns);
  /// All columns of a model.
  void return_model(const TableSpec* spec);
  void return_all();
  void return_columns(std::initializer_list<std::string_view> names);
  void on_conflict(std::initializer_list<MemberId> members);
  void on_conflict(std::initializer_list<std::string_view> names);
  void update_columns(std::initializer_list<std::string_view> names);
  std::vector<std::size_t> positions_of(std::span<const std::string_view> names) const;
  std::size_t position_of(MemberId id) const { return table_->position_of(id); }
  const Table& table() const { return *table_; }

  Fragment assemble() const;
  detail::KeptStatement statement() const;

 private:
  void add_values(const std::pair<std::string_view, Value>* first, std::size_t count);
  void use_columns(std::vector<std::size_t> columns);

  const Table* table_;
  std::vector<std::size_t> columns_;
  std::vector<Value> values_;
  std::size_t rows_ = 0;
  Fragment query_;  // empty: none
  detail::ConflictClause conflict_;
  Fragment returning_;
};

/// Computes the client defaults of members that are as in `blank`.
void apply_client_defaults(const Table& table, void* object, const void* blank);

/// Columns of a table that an insert of this object names.
std::vector<std::size_t> given_columns(const Table& table, const void* object, const void* blank);
/// True for a column whose values the database makes for objects that give none.
bool made_by_database(const Column& column);
/// True if an insert of this object names the column.
bool is_given(const Column& column, const void* object, const void* blank);

/// INSERT into the table of a model (`M`), giving rows of `Shape` back (NoShape: none).
template <class M, class Shape = NoShape> class Insert {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit Insert(InsertRowsBuilder rows) : rows_(std::move(rows)) {}
  /// With one object.
  Insert(const Table& table, void* object, const void* blank) : rows_(table, object, blank) {}

  /// What to do when a row with the same value in these columns (the key, or a unique constraint) exists:
  /// `.on_conflict(col<&User::name>).do_update(col<&User::country>)` or `.do_nothing()`. No columns: any key, which
  /// PostgreSQL knows for `do_nothing` only.
  template <class... Columns> Insert& on_conflict(Columns...) {
    rows_.on_conflict(std::initializer_list<MemberId>{MemberId{detail::nodes_of<Columns>[0].id}...});
    return *this;
  }
  /// The condition of the partial unique index that is meant, with integers, booleans and text only. Not on MariaDB.
  Insert& on_conflict_where(const Condition& filter) {
    rows_.conflict().set_index_filter(filter);
    return *this;
  }
  /// A constraint by its name in the database. PostgreSQL only.
  Insert& on_constraint(std::string_view name) {
    rows_.conflict().on_constraint(name);
    return *this;
  }
  Insert& do_nothing() {
    rows_.conflict().do_nothing();
    return *this;
  }
  /// Changes the row that is there: a column alone is taken from the row that could not be inserted; in
  /// `col<&Page::hits> = col<&Page::hits> + excluded<&Page::hits>` the columns are those of the row that is there.
  template <class... Changes> Insert& do_update(const Changes&... changes) {
    rows_.conflict().do_nothing();
    (update_by(changes), ...);
    return *this;
  }
  /// Leaves the row alone unless this holds. On MariaDB not together with `returning`.
  Insert& do_update_where(const Condition& filter) {
    rows_.conflict().set_update_filter(filter);
    return *this;
  }
  /// Gives columns of the inserted rows back.
  template <Expression... E>
    requires(sizeof...(E) > 0)
  auto returning(const E&... e) {
    Fragment columns;
    (columns.append(detail::fragment_of(e)), ...);
    rows_.set_returning(std::move(columns));
    return Insert<M, TupleShape<value_of<E>...>>(std::move(rows_));
  }
  /// Gives the inserted rows back, with what the database filled in.
  auto returning() {
    rows_.return_model(spec_of<M>);
    return Insert<M, ModelShape<M>>(std::move(rows_));
  }

  Fragment fragment() const { return rows_.assemble(); }
  detail::KeptStatement statement() const { return rows_.statement(); }

 private:
  template <class Target, class Source> void update_by(const Assignment<Target, Source>& assignment) {
    if constexpr (requires { typename Target::model; }) (void)check_own_column<M, typename Target::model>();
    rows_.conflict().assign(detail::fragment_of(assignment));
  }
  template <class Owner, auto Member, FixedString Alias, bool Named>
  void update_by(const ColumnExpression<Owner, Member, Alias, Named>&) {
    (void)check_own_column<M, Owner>();
    rows_.conflict().take(rows_.table(), rows_.position_of(member_id<Member>));
  }

  InsertRowsBuilder rows_;
};

/// INSERT into a run-time table; rows that it gives back are DynamicRows.
template <class Shape = NoShape> class BasicTableInsert {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;
  using Names = std::initializer_list<std::string_view>;

  explicit BasicTableInsert(InsertRowsBuilder rows) : rows_(std::move(rows)) {}
  /// Adds a row; all rows must name the same columns.
  BasicTableInsert& values(NamedValues values) {
    rows_.add_row(values);
    return *this;
  }
  BasicTableInsert& values(const std::vector<std::pair<std::string_view, Value>>& values) {
    rows_.add_row(values);
    return *this;
  }
  /// The words are those of a model's INSERT. No columns: a conflict on any key.
  BasicTableInsert& on_conflict(Names columns = {}) {
    rows_.on_conflict(columns);
    return *this;
  }
  BasicTableInsert& on_conflict_where(const Condition& filter) {
    rows_.conflict().set_index_filter(filter);
    return *this;
  }
  BasicTableInsert& on_constraint(std::string_view name) {
    rows_.conflict().on_constraint(name);
    return *this;
  }
  BasicTableInsert& do_nothing() {
    rows_.conflict().do_nothing();
    return *this;
  }
  BasicTableInsert& do_update(Names columns) {
    rows_.update_columns(columns);
    return *this;
  }
  BasicTableInsert& do_update_where(const Condition& filter) {
    rows_.conflict().set_update_filter(filter);
    return *this;
  }
  /// Gives the inserted rows back: all columns, or those named.
  BasicTableInsert<DynamicShape> returning() {
    rows_.return_all();
    return BasicTableInsert<DynamicShape>(std::move(rows_));
  }
  BasicTableInsert<DynamicShape> returning(Names columns) {
    rows_.return_columns(columns);
    return BasicTableInsert<DynamicShape>(std::move(rows_));
  }

  Fragment fragment() const { return rows_.assemble(); }
  detail::KeptStatement statement() const { return rows_.statement(); }

 private:
  InsertRowsBuilder rows_;
};
using TableInsert = BasicTableInsert<>;

namespace detail {
/// An object as its type makes it: tells which members a program has set.
template <class M> const M& blank() {
  static const M object{};
  return object;
}
template <class M, class... Members> class InsertQuery {
 public:
  /// Takes the rows from a query with as many columns, whose types can be stored in these.
  template <class Query> Insert<M> from(const Query& query) const {
    (void)check_inserted_columns<typename Query::row_type, value_of<Members>...>();
    static_assert(same_bind<Query>(),
                  "bindery: a statement runs on one database: the query reads another bind than the one it "
                  "inserts into");
    InsertRowsBuilder rows(table_of<M>());
    rows.set_columns({rows.position_of(MemberId{nodes_of<Members>[0].id})...});
    rows.set_query(whole(query));
    return Insert<M>(std::move(rows));
  }

 private:
  template <class Query> static consteval bool same_bind() {
    if constexpr (requires { Query::node_count; }) {
      for (const Node& node : nodes_of<Query>) {
        if (node.op == Op::source && node.spec->bind_key != bind_key_of<M>) return false;
      }
    }
    return true;
  }
  template <class Query> static Fragment whole(const Query& query) {
    if constexpr (requires { query.fragment(); })
      return query.fragment();
    else
      return fragment_of(query);
  }
};
}  // namespace detail

/// Inserts one object: `insert(Author{.name = "Calvino"})`. It is copied; the object itself gets no key.
template <class M>
  requires(!std::convertible_to<M, const Table&>)
Insert<M> insert(M object) {
  (void)check_changeable<M>();
  return Insert<M>(table_of<M>(), &object, &detail::blank<M>());
}
/// Inserts many objects in one statement. For bulk loads use `Session::add_all` or `Connection::insert_all`.
template <class M> Insert<M> insert(std::vector<M> objects) {
  (void)check_changeable<M>();
  InsertRowsBuilder rows(table_of<M>());
  for (M& object : objects) rows.add_object(&object, &detail::blank<M>());
  return Insert<M>(std::move(rows));
}
/// Inserts what a query gives: `insert_into<Archive>(col<&Archive::id>).from(select(col<&Note::id>))`.
template <class M, Expression... Columns> detail::InsertQuery<M, Columns...> insert_into(Columns...) {
  return {};
}
/// Inserts one row in which the database fills in everything.
template <class M> Insert<M> insert_defaults() {
  (void)check_changeable<M>();
  InsertRowsBuilder rows(table_of<M>());
  rows.add_default_row();
  return Insert<M>(std::move(rows));
}
TableInsert insert_defaults(const Table& table);
/// Inserts into a run-time table: `insert(favourites).values({{"user_id", 7}, {"label", "first"}})`.
TableInsert insert(const Table& table);

}  // namespace bindery
