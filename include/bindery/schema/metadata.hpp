// Metadata: the tables of one bind, the foreign keys between them, and the order in which they can be created.
#pragma once
#include <bindery/schema/table.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A foreign key whose target is known: columns are positions, pairwise.
struct ResolvedReference {
  std::string name = {};  ///< of the constraint
  const Table* owner = nullptr;
  std::vector<std::size_t> columns = {};
  const Table* target = nullptr;
  std::vector<std::size_t> target_columns = {};
  ReferentialAction on_delete = ReferentialAction::no_action;
  ReferentialAction on_update = ReferentialAction::no_action;
};

/// Tables, each behind those that it refers to. Where tables refer to each other in a circle, `closing` holds the
/// foreign keys that point forward: to be added once all tables exist.
struct CreationOrder {
  std::vector<const Table*> tables = {};
  std::vector<ResolvedReference> closing = {};
};

/// The tables of one bind, viewed: they must outlive it. Reading from several threads is safe, changing is not.
class Metadata {
 public:
  /// An empty key stands for the default bind.
  explicit Metadata(std::string key = {});

  const std::string& key() const { return key_; }

  /// Adds the tables in which a model is stored. Adding a table twice does nothing. Throws MappingError for a table of another bind, and for a second table of
  /// the same schema and name.
  void add(const Table& table);
  /// False if the table was not here.
  bool remove(const Table& table);
  /// nullptr if there is none. Names count as written.
  const Table* find(std::string_view schema, std::string_view name) const;
  /// In the order in which they were added.
  std::span<const Table* const> tables() const&;
  /// Of a temporary: the list itself, so that `for (... : db.metadata().tables())` is safe.
  std::vector<const Table*> tables() &&;

  /// Where a column's foreign key leads. Throws MappingError if it has none (a link is none), if its target is not
  /// in this bind or no key there, if the types can't be compared, or if the action can't be carried out.
  ResolvedReference resolve(const Table& owner, const Column& column) const;
  /// The same for a foreign key over several columns.
  ResolvedReference resolve(const Table& owner, const Constraint& constraint) const;
  /// All foreign keys of a table: those of its columns, then those over several columns. Links are left out.
  std::vector<ResolvedReference> foreign_keys(const Table& owner) const;

  /// Throws the MappingError of the first foreign key that does not resolve.
  CreationOrder creation_order() const;
  /// Everything that is wrong with these tables, one sentence each; empty when all is well.
  std::vector<std::string> check() const;

 private:
  void add_stored(const Table& table);
  struct Target;
  static Target target_of(const Reference& reference);
  static Target target_of(const Constraint& constraint);
  const Table& find_target(const Table& owner, std::string_view columns, const Target& target) const;
  ResolvedReference resolve(const Table& owner, ResolvedReference reference, const Target& target) const;

  std::string key_;
  std::vector<const Table*> tables_;
  std::map<std::pair<std::string, std::string>, const Table*, std::less<>> by_name_;
};

}  // namespace bindery
