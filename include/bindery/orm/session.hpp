// A session: a unit of work over any number of binds. Objects that it gives are tracked; a commit writes what changed.
#pragma once
#include <bindery/engine/connection.hpp>
#include <bindery/orm/changes.hpp>
#include <bindery/orm/column_options.hpp>
#include <bindery/orm/entity.hpp>
#include <bindery/orm/session_core.hpp>
#include <bindery/orm/session_events.hpp>
#include <bindery/orm/session_rows.hpp>
#include <bindery/orm/loading.hpp>
#include <bindery/orm/relation.hpp>
#include <bindery/orm/session_options.hpp>
#include <bindery/orm/session_scopes.hpp>
#include <bindery/sql/raw.hpp>
#include <bindery/sql/select.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A unit of work. Each statement and each object finds its own database by its bind key; a transaction begins on
/// a bind when it is first used and ends with `commit` or `rollback`. Not thread-safe: one session per thread.
///
/// The session holds every object that it gave or was given until it ends or `clear` is called. Nothing is read
/// behind a program's back: after a commit objects keep their values; a later query that meets an unchanged object
/// brings it up to date, and `refresh` does so at once. An object goes back to the engine that it came from.
///
/// A flush that fails rolls back the transaction (inside a savepoint: the savepoint); the session can go on.
class Session : private detail::SessionCore {
 public:
  /// `filters`: those that hold from the start; `shared`: listeners of all sessions of a database.
  explicit Session(std::shared_ptr<const EngineSource> engines, SessionOptions options = {},
                   std::shared_ptr<const ModelFilters> filters = nullptr,
                   std::shared_ptr<SessionEvents> shared = nullptr);
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) noexcept;
  /// Rolls back what is not committed.
  ~Session();

  // ---- objects -----------------------------------------------------------------------------------------------

  /// Tracks a new object; the next flush inserts it and fills in its generated key.
  template <class T> Ref<T> add(T object, ExecuteOptions options = {}) {
    (void)check_writable<T>();
    detail::EntityType& type = detail::entity_type<T>();
    return add_to(engine_to_write(type, options), std::move(object), type.make());
  }
  /// Adds an object again: a transient one is inserted, a detached one tracked as the row that it was, a removed one
  /// kept. Throws ProgrammingError for an object of another session.
  template <class T> void add(const Ref<T>& ref, ExecuteOptions options = {}) {
    add_entity(ref.entity(), options);
  }
  template <class T> std::vector<Ref<T>> add_all(std::vector<T> objects) {
    (void)check_writable<T>();
    std::vector<Ref<T>> refs;
    if (objects.empty()) return refs;
    detail::EntityType& type = detail::entity_type<T>();
    const auto engine = engine_to_write(type, {});
    refs.reserve(objects.size());
    detail::EntityBlocks blocks;
    for (T& object : objects) refs.push_back(add_to(engine, std::move(object), type.make(blocks)));
    return refs;
  }
  /// Deletes the object's row with the next flush. Throws ProgrammingError for one that this session does not track.
  template <class T> void remove(const Ref<T>& ref) { remove_entity(ref.entity()); }

  /// The object with this primary key, or an empty Ref. No statement if the session knows it already. The parts of a
  /// composite key follow in the order of the columns.
  template <class T, class A>
  Ref<T> get(const A& a, std::source_location caller = std::source_location::current()) {
    return get_by<T>({}, {Value(a)}, caller);
  }
  template <class T, class A, std::convertible_to<Value> B>
  Ref<T> get(const A& a, const B& b, std::source_location caller = std::source_location::current()) {
    return get_by<T>({}, {Value(a), Value(b)}, caller);
  }
  template <class T, class A, std::convertible_to<Value> B, std::convertible_to<Value> C>
  Ref<T> get(const A& a, const B& b, const C& c,
             std::source_location caller = std::source_location::current()) {
    return get_by<T>({}, {Value(a), Value(b), Value(c)}, caller);
  }
  /// The same from a bind of your choice; keys of any number of parts.
  template <class T, class... Key> Ref<T> get_on(const ExecuteOptions& options, const Key&... key) {
    return get_by<T>(options, {Value(key)...}, std::source_location::current());
  }
  /// Reads the object's row again; changes that were not flushed are lost. Throws NoResultFound if it is gone.
  template <class T>
  void refresh(const Ref<T>& ref, std::source_location caller = std::source_location::current()) {
    refresh_entity(ref.entity(), caller);
  }
  /// Forgets the object's values, and changes that were not flushed: reading it raises NotLoaded until `refresh`, or
  /// a query that meets it, has brought it up to date. Throws ProgrammingError for an object without a row here.
  template <class T> void expire(const Ref<T>& ref) { expire_entity(*ref.entity()); }
  /// The same for every object that has a row.
  void expire_all();
  /// Takes over the values of an object that this session does not track (one that came from elsewhere): the object
  /// with its key gets them all, known or read now; without one it is added as a new one. StaleDataError if the
  /// object's version column tells that the row has changed since. What its loaded relations hold is merged as well.
  template <class T>
  Ref<T> merge(T object, ExecuteOptions options = {},
               std::source_location caller = std::source_location::current()) {
    (void)check_model<T>();
    const auto entity = detail::new_entity<T>(std::move(object));
    return detail::ref_to<T>(merge_entity(entity, detail::entity_type<T>(), options, caller));
  }
  /// Lets go of the object: it is not written any more.
  template <class T> void expunge(const Ref<T>& ref) { expunge_entity(ref.entity()); }
  /// True if this session tracks the object.
  template <class T> bool contains(const Ref<T>& ref) const { return contains_entity(*ref.entity()); }
  /// True if the object differs from its row as it was read or written last.
  template <class T> bool modified(const Ref<T>& ref) const { return entity_modified(*ref.entity()); }

  // ---- statements --------------------------------------------------------------------------------------------

  /// Runs a statement on its own bind, after writing changes to the tables that it reads. After an UPDATE or DELETE,
  /// objects of the tables concerned are read again (`ExecuteOptions::synchronize`). A SELECT of a model
  /// gives Refs; of several models and columns, tuples with a Ref in place of each model, an empty one where an outer
  /// join found none.
  template <Statement Q>
  auto execute(const Q& query, const ExecuteOptions& options = {},
               std::source_location caller = std::source_location::current()) {
    return run(query, detail::no_query_options(), options, caller);
  }
  /// Models as Refs; of other queries the first column or model.
  template <Statement Q>
  auto scalars(const Q& query, const ExecuteOptions& options = {},
               std::source_location caller = std::source_location::current()) {
    return run_scalars(query, detail::no_query_options(), options, caller);
  }
  /// The same for queries that say how their objects are loaded: `select<Author>().options(selectin<&Author::books>)`.
  template <class Q>
  auto execute(const WithOptions<Q>& query, const ExecuteOptions& options = {},
               std::source_location caller = std::source_location::current()) {
    const detail::SaidOptions all(query.options(), options);
    const auto& [said, how] = all;
    if constexpr (detail::gives_models<Q>()) {
      if (said.has_joined()) return load_joined(query.query(), said, how, caller);
    } else if (said.has_joined()) {
      refuse_joined();
    }
    auto result = run(query.query(), said, how, caller);
    load_options(result, said, caller, gives_all<Q>(query.query(), how));
    return result;
  }
  template <class Q>
  auto scalars(const WithOptions<Q>& query, const ExecuteOptions& options = {},
               std::source_location caller = std::source_location::current()) {
    if constexpr (detail::gives_models<Q>()) {
      return execute(query, options, caller);
    } else {
      const detail::SaidOptions all(query.options(), options);
      const auto& [said, how] = all;
      if (said.has_joined()) refuse_joined();
      auto result = run_scalars(query.query(), said, how, caller);
      load_options(result, said, caller);
      return result;
    }
  }
  /// Loads a relation of objects at hand, a Ref or a range of Refs, by one statement for every 512 keys:
  /// `session.load<&Author::books>(authors)`; along a path: `session.load<&Author::books, &Book::tags>(authors)`. Reads
  /// columns that were left out, `session.load<&Post::body, &Post::notes>(posts)`, of those objects that lack them;
  /// throws NoResultFound if the row of one is gone.
  template <auto First, auto... Rest, class Refs>
  void load(const Refs& refs, const ExecuteOptions& options = {},
            std::source_location caller = std::source_location::current()) {
    (void)detail::check_loadable<MemberType<First>>();
    if constexpr (detail::is_deferred<MemberType<First>>) {
      if constexpr (detail::check_deferred<First, Rest...>())
        load_columns(detail::entities_of(refs), detail::member_list<First, Rest...>, options, caller);
    } else if constexpr (detail::RelationField<MemberType<First>> && detail::check_path<First, Rest...>()) {
      load_paths({{detail::entities_of(refs), detail::member_path<First, Rest...>}}, options, caller);
    }
  }

  /// How many related objects there are, without loading them: of one object a number, of a range of Refs one for each.
  /// Of an empty Ref there are none.
  template <auto Member, class Refs>
  auto count(const Refs& refs, const ExecuteOptions& options = {},
             std::source_location caller = std::source_location::current()) {
    (void)detail::check_path<Member>();
    std::vector<std::int64_t> numbers =
        count_related(detail::each_entity_of(refs), member_id<Member>, options, caller);
    if constexpr (requires { refs.entity(); }) {
      return numbers.front();
    } else {
      return numbers;
    }
  }

  /// The first column of the only row.
  template <Statement Q>
  auto scalar(const Q& query, const ExecuteOptions& options = {},
              std::source_location caller = std::source_location::current()) {
    return scalars(query, options, caller).one();
  }
  template <class Q>
  auto scalar(const WithOptions<Q>& query, const ExecuteOptions& options = {},
              std::source_location caller = std::source_location::current()) {
    return scalars(query, options, caller).one();
  }

  /// How the database would run the statement, with this session's filters. Changes are not written first.
  template <class Q>
  Plan explain(const Q& query, ExplainOptions how = {}, const ExecuteOptions& options = {},
               std::source_location caller = std::source_location::current()) {
    const auto given = query.statement();
    FilteredStatement room;
    const StatementRef statement = filtered(given.ref(), options, room);
    return connection_for(statement, detail::named_bind(query), options, caller)
        .explain_statement(statement, how, options.deadline, caller);
  }

  /// From here on this session's statements meet only the rows of `M` for which the condition holds, wherever they read,
  /// update or delete them: in FROM, joins, subqueries, loaded relations and `get`. Objects that the session holds already
  /// stay, and are refreshed. Raw SQL is not filtered.
  template <class M> void filter(const Condition& condition) {
    (void)check_model<M>();
    add_filter(table_of<M>(), condition);
  }
  void filter(const Table& table, const Condition& condition);

  /// The connection of a bind inside this session's transaction.
  Connection connection(std::string_view bind_key = {},
                        std::source_location caller = std::source_location::current());
  /// The engine that a statement would run on.
  template <Statement Q>
  std::shared_ptr<Engine> engine_of(const Q& query, const ExecuteOptions& options = {}) {
    const auto statement = query.statement();
    return choose_engine(statement.ref(), detail::named_bind(query), options);
  }
  /// The engine of a model.
  template <class M> std::shared_ptr<Engine> engine_of() { return choose_engine(bind_key_of<M>); }

  // ---- ends --------------------------------------------------------------------------------------------------

  /// Writes what is new, changed and removed, without committing. Throws StaleDataError when a row to be changed
  /// or deleted is not there any more.
  void flush(std::source_location caller = std::source_location::current());
  /// Flushes, then commits on each bind, the default bind first, the others by key. When a later one fails,
  /// PartialCommit lists which committed, which did not and which are unknown.
  void commit(std::source_location caller = std::source_location::current());
  /// Rolls back on every bind; objects get back the values of their rows, new ones become transient.
  void rollback();
  /// Flushes and begins a part that can be rolled back alone.
  [[nodiscard]] SessionSavepoint savepoint(std::source_location caller = std::source_location::current());
  /// What this transaction has written until now, in order; what a savepoint took back is not in it. Throws
  /// ProgrammingError unless the session was made with `track_changes`, or somebody listens for changes.
  std::vector<ChangeRecord> changes() const;
  /// Listeners of this session.
  SessionEvents& events();
  /// Queries do not flush while the pause lives: `auto pause = session.no_autoflush();`.
  [[nodiscard]] AutoflushPause no_autoflush();
  /// Lets go of all objects, without writing them. What was flushed stays in the transaction.
  void clear();

 private:
  friend class detail::SessionState;
  /// For listeners: the session as they see it, which does not end with the handle.
  explicit Session(std::shared_ptr<detail::SessionState> state);

  template <class T>
  Ref<T> add_to(const std::shared_ptr<Engine>& engine, T&& object, std::shared_ptr<detail::Entity> entity) {
    T* const place = static_cast<T*>(entity->object());
    *place = std::move(object);
    add_entity(entity, engine);
    return Ref<T>(std::move(entity), place);
  }
  template <class T, std::size_t N>
  Ref<T> get_by(const ExecuteOptions& options, const Value (&key)[N], std::source_location caller) {
    (void)check_model<T>();
    static_assert(N == key_columns<T>(), "bindery: get() needs one value for each column of the primary key");
    return detail::ref_to<T>(get_entity(detail::entity_type<T>(), key, options, caller));
  }
  template <class T> static consteval std::size_t key_columns() {
    std::size_t count = 0;
    for (const ColumnSpec& column : spec_of<T>->columns) count += column.primary_key ? 1 : 0;
    return count;
  }
  /// Routes a statement, reads its rows by `read`, and brings objects up to date.
  template <class Q, class Read>
  auto run_by(const Q& query, const ExecuteOptions& options, std::source_location caller, Read read) {
    const auto given = query.statement();
    FilteredStatement room;
    const StatementRef statement = filtered(given.ref(), options, room);
    Connection connection = route(statement, detail::named_bind(query), options, caller);
    auto result = read(connection, statement);
    take_notice(statement, connection, options, detail::rows_of(result), caller);
    return result;
  }
  template <class Q>
  auto run(const Q& query, const QueryOptions& said, const ExecuteOptions& options,
           std::source_location caller) {
    return run_by(query, options, caller, [&](Connection& connection, const StatementRef& statement) {
      if constexpr (detail::gives_models<Q>()) {
        return load_models<typename Q::row_type>(connection, statement, said, options, caller);
      } else if constexpr (!std::is_void_v<detail::loaded_shape<typename Q::shape>>) {
        return load_rows<typename Q::shape>(connection, statement, said, options, caller);
      } else {
        return connection.execute(detail::Forward<Q>{statement}, options.deadline, caller);
      }
    });
  }
  template <class Q>
  auto run_scalars(const Q& query, const QueryOptions& said, const ExecuteOptions& options,
                   std::source_location caller) {
    return run_by(query, options, caller, [&](Connection& connection, const StatementRef& statement) {
      if constexpr (detail::gives_models<Q>()) {
        return load_models<typename Q::row_type>(connection, statement, said, options, caller);
      } else if constexpr (detail::RowModel<typename Q::type> &&
                           !std::is_void_v<detail::loaded_shape<typename Q::shape>>) {
        return first_of(load_rows<typename Q::shape>(connection, statement, said, options, caller));
      } else {
        return connection.scalars(detail::Forward<Q>{statement}, options.deadline, caller);
      }
    });
  }
  template <class T>
  Result<Ref<T>> load_models(Connection& connection, const StatementRef& statement, const QueryOptions& said,
                             const ExecuteOptions& options, std::source_location caller) {
    std::vector<std::shared_ptr<detail::Entity>> entities = load_entities(
        connection, detail::entity_type<T>(), ModelShape<T>::plan(), statement, said, options, caller);
    std::vector<Ref<T>> refs;
    refs.reserve(entities.size());
    for (auto& entity : entities) refs.push_back(detail::ref_to<T>(std::move(entity)));
    return Result<Ref<T>>(std::move(refs));
  }

  template <class Shape>
  auto load_rows(Connection& connection, const StatementRef& statement, const QueryOptions& said,
                 const ExecuteOptions& options, std::source_location caller) {
    using Loaded = detail::loaded_shape<Shape>;
    using Row = typename Loaded::row_type;
    std::vector<Row> rows;
    const std::vector<std::uint64_t> left_out = fetch_reduced(
        connection, statement, Loaded::plan(), detail::sink_of<Row>(rows), said, options, caller);
    std::size_t model = 0;
    detail::each_model(rows, Loaded{}, [&](detail::EntityType& type, const auto& entities) {
      adopt_entities(connection, type, entities, left_out.empty() ? 0 : left_out[model++], said);
    });
    std::vector<typename detail::SessionRow<Shape>::type> result;
    result.reserve(rows.size());
    for (Row& row : rows) result.push_back(detail::SessionRow<Shape>::of(row));
    return Result(std::move(result));
  }
  template <class T> static Result<Ref<T>> first_of(Result<Ref<T>> refs) { return refs; }
  template <class First, class... Rest>
  static Result<First> first_of(Result<std::tuple<First, Rest...>> rows) {
    std::vector<First> firsts;
    for (auto& row : rows) firsts.push_back(std::move(std::get<0>(row)));
    return Result<First>(std::move(firsts));
  }

  template <class Q> bool gives_all(const Q& query, const ExecuteOptions& options) const {
    if constexpr (detail::gives_models<Q>()) {
      const auto statement = query.statement();
      return gives_all_rows(statement.ref(), options);
    }
    return false;
  }
  /// `all`: the rows are all rows of their model.
  template <class Row>
  void load_options(const Result<Row>& rows, const QueryOptions& said, std::source_location caller,
                    bool all = false) {
    std::vector<detail::PathLoad> loads;
    for (const LoadOption& option : said.relations) {
      if (option.joined) continue;
      auto& load = loads.emplace_back(detail::PathLoad{{}, option.path, all});
      for (const Row& row : rows) detail::collect(row, option.model, load.owners);
    }
    load_paths(loads, said, caller);
  }
  template <class Q>
  auto load_joined(const Q& query, const QueryOptions& said, const ExecuteOptions& options,
                   std::source_location caller) {
    using T = typename Q::row_type;
    std::vector<Ref<T>> refs;
    const auto held = query.statement();
    const StatementRef& statement = held.ref();
    Connection connection = route(statement, detail::named_bind(query), options, caller);
    for (auto& entity :
         joined_entities(connection, detail::entity_type<T>(), statement, said, options, caller))
      refs.push_back(detail::ref_to<T>(std::move(entity)));
    Result<Ref<T>> result(std::move(refs));
    load_options(result, said, caller);
    return result;
  }

  bool borrowed_ = false;
};

}  // namespace bindery
