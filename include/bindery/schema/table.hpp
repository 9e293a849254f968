// Tables: names, columns and constraints as plain data, whether they come from a model or were made at run time.
#pragma once
#include <bindery/schema/column.hpp>
#include <bindery/schema/relation_spec.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

enum class ConstraintKind : std::uint8_t { unique_columns, index, check, foreign_key, full_text };

/// A constraint over several columns, as it is declared with a model.
struct ConstraintSpec {
  static constexpr std::size_t max_columns = 8;
  ConstraintKind kind = ConstraintKind::unique_columns;
  std::string_view name = {};
  std::string_view sql = {};  ///< check
  MemberId columns[max_columns] = {};
  std::size_t column_count = 0;
  const Table& (*target)() = nullptr;  ///< foreign_key
  TypeId target_id = TypeId::none;     ///< foreign_key
  MemberId target_columns[max_columns] = {};
  ReferentialAction on_delete = ReferentialAction::no_action;
  ReferentialAction on_update = ReferentialAction::no_action;
  std::uint8_t level = 0;  ///< of inheritance, as of columns
};
constexpr void apply(ConstraintSpec& c, DeleteWord w) { c.on_delete = w.action; }
constexpr void apply(ConstraintSpec& c, UpdateWord w) { c.on_update = w.action; }
constexpr void apply(ConstraintSpec& c, Named w) { c.name = w.name; }

/// A constraint of a table. `name` may be empty; `constraint_name()` then makes one.
struct Constraint {
  ConstraintKind kind = ConstraintKind::unique_columns;
  std::vector<std::string> columns = {};
  std::string sql = {};                               ///< check
  std::string target_schema = {}, target_table = {};  ///< foreign_key
  std::vector<std::string> target_columns = {};
  const Table& (*target_model)() = nullptr;
  std::vector<MemberId> target_members = {};
  ReferentialAction on_delete = ReferentialAction::no_action;
  ReferentialAction on_update = ReferentialAction::no_action;
  std::string name = {};
};

/// Constraints of run-time tables.
Constraint unique_constraint(std::vector<std::string> columns, std::string name = {});
Constraint index_constraint(std::vector<std::string> columns, std::string name = {});
Constraint check_constraint(std::string sql, std::string name = {});
Constraint foreign_key_constraint(std::vector<std::string> columns, std::string target_table,
                                  std::vector<std::string> target_columns,
                                  ReferentialAction on_delete = ReferentialAction::no_action,
                                  ReferentialAction on_update = ReferentialAction::no_action,
                                  std::string name = {});

/// What a run-time table may say beside its columns.
struct TableOptions {
  std::string bind_key = {};  ///< empty: the default bind, or `info["bind_key"]`
  std::string schema = {};    ///< a schema or database of the same server
  std::vector<Constraint> constraints = {};
  Info info = {};  ///< yours; `bind_key` in it names the bind as in Flask-SQLAlchemy 2
};

struct KindSpec;
enum class Backend : std::uint8_t;

/// A model as it is declared: constant data for `Table`.
struct TableSpec {
  std::string_view type_name = {};
  std::string_view table_name;  ///< empty: made from the type's name
  std::string_view schema;
  std::string_view bind_key;
  std::span<const ColumnSpec> columns;
  std::span<const ConstraintSpec> constraints;
  const Table& (*table)() = nullptr;               ///< the table made of it
  void (*validate)(const void* object) = nullptr;  ///< the model's own check
  std::string (*view)(Backend) = nullptr;          ///< of a view: the query that it stands for
  const KindSpec* kind = nullptr;                  ///< of a model with inheritance: its place in the family
  std::span<const TypeId> lineage = {};            ///< the model itself, then its ancestors
  std::span<const RelationSpec> relations = {};
};

/// A table. Made once, then constant: share it freely between threads.
///
/// The table of a child model has all columns of its objects. Where it is stored tell `parts()`: a row of each.
class Table {
 public:
  /// Throws MappingError: no columns, two columns of one name, a constraint over unknown columns.
  Table(std::string name, std::vector<Column> columns, TableOptions options = {});
  explicit Table(const TableSpec& spec);
  Table(const Table&);
  Table(Table&&) noexcept;
  Table& operator=(const Table&);
  Table& operator=(Table&&) noexcept;
  ~Table();

  const std::string& name() const { return name_; }
  const std::string& schema() const { return schema_; }
  /// The model's type; empty for run-time tables.
  std::string_view type_name() const { return type_name_; }
  /// "schema.name", or the name alone.
  std::string full_name() const;
  /// Empty: the default bind.
  const std::string& bind_key() const { return bind_key_; }
  std::span<const Column> columns() const { return columns_; }
  const Column& column(std::size_t position) const { return columns_[position]; }
  std::span<const Constraint> constraints() const;
  const Info& info() const { return info_; }
  /// A view: read only, made of other tables.
  bool is_view() const { return spec_ != nullptr && spec_->view != nullptr; }
  /// Throws the ValidationError of a model's object that breaks a rule of its members or of its `validate()`.
  void validate(const void* object) const;
  /// True if there is a rule to break.
  bool has_rules() const;

  // ---- inheritance: trivial answers for tables without --------------------------------------------------------

  /// How many tables hold a row of this model: one, but for children with tables of their own.
  std::size_t part_count() const { return parts_.size() == 0 ? 1 : parts_.size(); }
  /// These tables, the root's first. Their columns lead to members of this model's objects.
  const Table& part(std::size_t level) const;
  /// The table as it is in the database: with the columns of all models that it holds.
  const Table& stored() const;
  /// The table of the parent model, or nullptr.
  const Table* parent() const;
  /// The table of the family's root: which object a key means does not depend on its kind.
  const Table& root() const;
  /// True if the table has this one among its ancestors, or is it.
  bool is_a(const Table& ancestor) const;
  /// How rows of this model are told apart from others; empty without inheritance.
  std::string_view kind() const;
  /// The kinds of this model and of those below it.
  std::vector<std::string_view> kinds() const;
  /// Position of the column that tells the kind.
  std::optional<std::size_t> kind_column() const { return kind_column_; }
  /// The table of the model to which a row of this kind belongs; nullptr if it is of no model of the family.
  const Table* table_of_kind(std::string_view kind) const;
  /// How the rows of this model are called in statements: the table's name, but for child models.
  const std::string& source_name() const { return source_name_; }
  const TableSpec* spec() const { return spec_; }

  std::optional<std::size_t> find(std::string_view column_name) const;
  std::optional<std::size_t> find(MemberId member) const;
  /// Like `find`, but throws ProgrammingError that lists the columns there are.
  std::size_t position_of(std::string_view column_name) const;
  std::size_t position_of(MemberId member) const;

  std::span<const std::size_t> primary_key() const { return primary_key_; }
  /// Positions of the columns that a query may leave out, those of Deferred members.
  std::span<const std::size_t> deferred() const;
  /// Position of the key that the database generates, if there is one.
  std::optional<std::size_t> generated_key() const { return generated_key_; }

 private:
  friend class FamilyTables;
  Table(const Table& whole, std::size_t level);
  void finish();
  void find_kind();

  std::string name_, schema_, bind_key_, source_name_;
  const TableSpec* spec_ = nullptr;
  std::size_t level_ = 0;
  std::vector<std::shared_ptr<const Table>> parts_;
  std::optional<std::size_t> kind_column_;
  std::string_view type_name_;
  std::vector<Column> columns_;
  std::vector<Constraint> constraints_;
  Info info_;
  void (*validate_)(const void* object) = nullptr;
  std::vector<std::size_t> primary_key_, deferred_;
  std::optional<std::size_t> generated_key_;
};

/// The name of a constraint or index in the database: its own, or made like "uq_user_name_email".
std::string constraint_name(const Table& table, const Constraint& constraint);

}  // namespace bindery
