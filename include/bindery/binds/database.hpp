// The database object: all binds of a program, their engines, tables and sessions.
#pragma once
#include <bindery/binds/config.hpp>
#include <bindery/engine/connection.hpp>
#include <bindery/engine/schema_commands.hpp>
#include <bindery/orm/session.hpp>
#include <bindery/schema/bind_key.hpp>
#include <bindery/schema/metadata.hpp>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// The models of a program: `models<User, Note>`.
using TableFunction = const Table& (*)();
template <std::size_t N> struct ModelList {
  std::array<TableFunction, N> tables;
};

namespace detail {
template <class A, class B> consteval bool same_table() {
  if constexpr (std::same_as<A, B>) return false;
  const auto name = [](const TableSpec& spec) {
    return spec.table_name.empty() ? spec.type_name : spec.table_name;
  };
  return spec_of<A>->bind_key == spec_of<B>->bind_key && spec_of<A>->schema == spec_of<B>->schema &&
         name(*spec_of<A>) == name(*spec_of<B>);
}
template <class First, class... Rest> consteval bool distinct_tables() {
  if constexpr (sizeof...(Rest) == 0)
    return true;
  else
    return (!same_table<First, Rest>() && ...) && distinct_tables<Rest...>();
}
template <class... M> constexpr ModelList<sizeof...(M)> list_models() {
  (void)(check_model<M>() && ...);
  (register_entity_kind<M>(), ...);
  if constexpr (sizeof...(M) > 1) {
    static_assert(distinct_tables<M...>(),
                  "bindery: two of these models have the same table in the same bind: give one a table_name "
                  "or a bind_key");
  }
  return {{&table_of<M>...}};
}
}  // namespace detail

template <class... M> inline constexpr ModelList<sizeof...(M)> models = detail::list_models<M...>();

/// Which binds a command is for: all (`BindSelection()`), one key, a list of keys, or `default_bind`.
class BindSelection {
 public:
  BindSelection() = default;
  BindSelection(std::string_view key);
  BindSelection(const char* key) : BindSelection(std::string_view(key)) {}
  BindSelection(const std::string& key) : BindSelection(std::string_view(key)) {}
  BindSelection(DefaultBind) : BindSelection(std::string_view()) {}
  BindSelection(std::initializer_list<std::string_view> keys);
  BindSelection(std::vector<std::string> keys);

  bool is_all() const { return all_; }
  const std::vector<std::string>& keys() const { return keys_; }

 private:
  bool all_ = true;
  std::vector<std::string> keys_;
};

struct SchemaOptions {
  bool dry_run = false;  ///< tell the SQL, change nothing
};

/// All databases of a program. Thread-safe: share one between threads, and give each thread sessions of its own.
/// Connects when first used. Tables made by `table` live as long as this object.
class Database {
 public:
  /// Throws one ConfigError that lists everything wrong with the configuration.
  explicit Database(Config config);
  template <std::size_t N>
  Database(Config config, const ModelList<N>& list)
      : Database(std::move(config), std::span<const TableFunction>(list.tables)) {}
  Database(Config config, std::span<const TableFunction> tables);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // ---- tables ------------------------------------------------------------------------------------------------

  /// Makes a table without a class. Throws MappingError if its bind has a table of this name.
  Table& table(std::string name, std::vector<Column> columns, TableOptions options = {});
  /// Adds models later than at construction.
  template <std::size_t N> void add_models(const ModelList<N>& list) { add_tables(list.tables); }
  /// The tables of a bind, as they are now.
  Metadata metadata(std::string_view bind_key = {}) const;

  /// Creates the tables that do not exist yet. "All" leaves read-only and unmanaged binds alone; to name one is a
  /// BindError, as is an unknown key; both before anything is done.
  SchemaReport create_all(const BindSelection& binds = {}, SchemaOptions options = {});
  /// Drops the tables, with the same rules.
  SchemaReport drop_all(const BindSelection& binds = {}, SchemaOptions options = {});
  /// Checks models, tables and references against the binds, and the keys of relations: one ConfigError lists all that
  /// is wrong.
  void validate() const;

  // ---- work --------------------------------------------------------------------------------------------------

  Session session(SessionOptions options = {}) const;
  /// `Session::filter` for all sessions made from here on. Thread-safe.
  template <class M> void filter(const Condition& condition) {
    (void)check_model<M>();
    add_filter(table_of<M>(), condition);
  }
  void filter(const Table& table, const Condition& condition);
  /// A connection for plain values, outside of any session.
  Connection connect(std::string_view bind_key = {}, Deadline deadline = {},
                     std::source_location caller = std::source_location::current()) const;
  /// Throws BindError that lists the configured binds.
  std::shared_ptr<Engine> engine(std::string_view bind_key = {}) const;
  /// The default bind first, the others by key.
  std::vector<std::shared_ptr<Engine>> engines() const;

  // ---- binds that come and go --------------------------------------------------------------------------------

  /// Adds a bind while the program runs. Throws BindError if the key is taken, ConfigError for bad options.
  void add_bind(std::string_view bind_key, const BindConfig& bind);
  /// Puts another database behind a key. Work under way on the old one ends there; then its pool closes.
  void replace_bind(std::string_view bind_key, const BindConfig& bind);
  void remove_bind(std::string_view bind_key);

  // ---- watching ----------------------------------------------------------------------------------------------

  /// Hears of all engines, present and future, until the database ends.
  void listen(EngineListener listener);
  /// Listeners of all sessions of this database, present and future.
  SessionEvents& session_events();
  /// Statements of the engines with `record_queries`, oldest first.
  std::vector<RecordedQuery> recorded_queries() const;
  void clear_recorded_queries();
  /// E.g. "<Database postgresql://app:***@localhost/main +2 binds>".
  std::string to_string() const;

 private:
  void add_filter(const Table& table, const Condition& condition);
  std::shared_ptr<const ModelFilters> filters() const;
  void add_tables(std::span<const TableFunction> tables);
  void add_table(const Table& table);                                       // with the tables' mutex held
  std::vector<std::string> misplaced_references(const Table& owner) const;  // with mutex_ held
  std::vector<std::string> problems() const;
  std::shared_ptr<Engine> make_engine(std::string_view bind_key, const BindConfig& bind) const;
  void attach_listeners(Engine& engine) const;
  std::vector<std::shared_ptr<Engine>> select(const BindSelection& binds) const;
  SchemaReport schema_command(const BindSelection& binds, SchemaOptions options,
                              SchemaReport (Engine::*command)(const Metadata&, bool, Deadline));

  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace bindery
