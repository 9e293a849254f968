// The renderer: walks a statement's nodes and writes its text for one dialect.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/sql/dialect.hpp>
#include <bindery/sql/node.hpp>
#include <bindery/sql/render.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

constexpr bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }
constexpr bool is_real(TypeKind kind) { return kind == TypeKind::float32 || kind == TypeKind::float64; }
/// Bytes that the servers give an integer of this kind; unsigned ones take the next greater type.
constexpr int integer_size(TypeKind kind) {
  switch (kind) {
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::uint8: return 2;
    case TypeKind::int32:
    case TypeKind::uint16: return 4;
    case TypeKind::uint64: return 9;
    default: return 8;
  }
}

constexpr int comparison_precedence = 4, unary_precedence = 8;
/// Asks for brackets around anything that is not one word.
constexpr int highest_precedence = 9;

/// A source in the FROM of one statement.
struct RenderSource {
  const Table* table;      ///< null: a derived table or the like, which has an alias
  std::string_view alias;  ///< empty: none
  bool stored = false;     ///< named as the database knows it: the table that a statement changes
  std::size_t at = 0;      ///< where its node stands

  std::string_view name() const {
    if (!alias.empty()) return alias;
    return stored ? table->name() : table->source_name();
  }
};

/// The sources that columns may speak of; a subquery also sees those around it.
struct RenderScope {
  std::vector<RenderSource> sources;
  const RenderScope* outer = nullptr;
  bool qualified = true;   ///< false: columns are written without their table
  std::size_t result = 0;  ///< the SELECT whose columns ORDER BY may name
  bool of_set = false;     ///< ORDER BY of a set query: it knows nothing but names of the result
  bool derived = false;    ///< around a derived table
};

/// A column of a result; the name is empty if nothing gives it one.
struct RenderOutput {
  std::string name;
  TypeKind type;
};

/// Each member function renders the subtree at `at` and returns the position behind it.
class Renderer {
 public:
  /// `values`: none, if nobody knows them yet.
  Renderer(std::span<const Node> nodes, const Dialect& dialect, std::span<const Cell> values, Values written)
      : nodes_(nodes), dialect_(dialect), values_(values), written_(written) {}

  StatementText statement();

 private:
  struct Resolved {
    const Table* table;
    const Column* column;
    std::string_view source;  ///< how the source is called in this statement
  };

  void share_placeholders(std::span<const ValuePair> pairs);

  // statements and clauses
  std::size_t any_statement(std::size_t at, const RenderScope* outer);
  std::size_t select(std::size_t at, const RenderScope* outer);
  std::size_t clause(std::size_t at, const RenderScope& scope);
  std::size_t having(std::size_t at, const RenderScope& scope);
  bool is_computed_group(std::size_t at) const;
  std::size_t distinct(std::size_t at, const RenderScope& scope);
  std::size_t lock_rows(std::size_t at);
  std::size_t set_query(std::size_t at, const RenderScope* outer);
  std::size_t query(std::size_t at, const RenderScope* outer);
  void member(std::size_t at, const RenderScope* outer);
  std::size_t clauses(std::size_t at, std::size_t end, RenderScope& scope);
  std::size_t with(std::size_t at, const RenderScope* outer);
  void definition(std::size_t at, const RenderScope* outer);
  std::size_t start_columns(std::size_t at, const RenderScope& scope);
  std::size_t from(std::size_t at, RenderScope& scope);
  std::size_t join(std::size_t at, const RenderScope& scope, std::size_t known);
  void model_source(const Node& node);
  void inherited_source(const Table& table);
  void kind_condition(const Table& table);
  std::size_t source(std::size_t at, const RenderScope& scope, std::size_t known, bool lateral);
  void derived_table(std::size_t at, const RenderScope& scope, std::size_t known, bool lateral);
  void values_list(std::size_t at);
  void united_rows(std::size_t at);
  void empty_list(const Node& names, std::size_t first_name);
  void list_rows(std::size_t at);
  void series(std::size_t at);
  std::size_t raw(std::size_t at);
  std::size_t insert(std::size_t at);
  std::size_t insert_query(std::size_t at, std::size_t columns, const RenderScope& target);
  std::size_t insert_rows(std::size_t at, std::size_t columns, const RenderScope& scope);
  std::size_t on_conflict(std::size_t at, const RenderScope& scope, std::size_t insert_at);
  void conflict_target(std::size_t at, std::size_t columns, std::size_t index_filter,
                       const RenderScope& scope, bool updates);
  void on_duplicate_key(std::size_t at, std::size_t updates, std::size_t filter, const RenderScope& scope,
                        std::size_t insert_at);
  std::size_t assignments(std::size_t at, const RenderScope& scope, bool qualified_targets = false,
                          std::size_t filter = 0);
  std::size_t stored(std::size_t at, const ColumnType& column, const RenderScope& scope);
  bool stored_rows(std::size_t query, std::size_t columns, const RenderScope& target);
  std::size_t returning(std::size_t at, const RenderScope& scope);
  std::size_t update(std::size_t at);
  std::size_t remove(std::size_t at);
  RenderScope scope_of_change(std::size_t at, std::size_t from) const;
  std::string sources_of_change(std::size_t from);
  void change_filter(std::string_view opening, std::size_t from, std::size_t where, const RenderScope& scope);
  void returning_of_change(std::size_t at, const RenderScope& scope, std::string_view verb);
  [[noreturn]] void refuse_returning(std::string_view verb) const;
  /// Of a query, or of a FROM clause.
  void collect_sources(std::size_t at, RenderScope& scope) const;
  void all_columns(const Node& node, const RenderScope& scope);
  std::size_t named_column(std::size_t at, const RenderScope& scope);
  void label_name(const Node& node, const RenderScope& scope);
  std::vector<RenderOutput> outputs(std::size_t statement) const;
  std::vector<RenderOutput> source_outputs(std::size_t source) const;
  void check_output(std::span<const RenderOutput> known, std::string_view name, std::string_view where) const;
  std::size_t first_select(std::size_t query) const;
  std::size_t find_clause(std::size_t statement, Op clause) const;
  void foreign_key_condition(const RenderSource& joined, std::span<const RenderSource> known);
  void check_duplicate_key_target(std::size_t insert_at, std::size_t conflict_at) const;

  // expressions; `type_is_known`: the server knows a parameter's type from what stands around it
  std::size_t expression(std::size_t at, const RenderScope& scope, bool type_is_known,
                         int outer_precedence = 0);
  std::size_t infix(std::size_t at, const RenderScope& scope, int outer_precedence);
  std::size_t prefix(std::size_t at, const RenderScope& scope, int outer_precedence);
  std::size_t concatenation(std::size_t at, const RenderScope& scope, int outer_precedence);
  std::size_t predicate(std::size_t at, const RenderScope& scope);
  std::size_t in_list(std::size_t at, const RenderScope& scope);
  void find_lists();
  bool is_array_of_values(std::size_t list) const;
  std::size_t subquery(std::string_view opening, std::size_t at, const RenderScope& scope);
  std::size_t list(std::size_t at, std::uint32_t count, const RenderScope& scope, bool type_is_known);
  std::size_t terms(std::size_t at, std::uint32_t count, const RenderScope& scope);
  std::size_t ordered(std::size_t at, const RenderScope& scope);
  std::size_t sortable(std::size_t at, const RenderScope& scope);
  bool beside(std::size_t parameter, std::size_t other) const;

  // functions
  std::size_t function(std::size_t at, const RenderScope& scope);
  std::size_t call(std::string_view called, std::size_t at, const RenderScope& scope);
  std::size_t wrapped(std::string_view opening, std::size_t at, std::string_view closing,
                      const RenderScope& scope);
  std::size_t round_real(std::size_t at, const RenderScope& scope);
  std::size_t cast(std::size_t at, const RenderScope& scope);
  std::size_t case_expression(std::size_t at, const RenderScope& scope);

  // documents and full text
  std::size_t json(std::size_t at, const RenderScope& scope);
  std::size_t json_set(std::size_t at, const RenderScope& scope);
  std::size_t array(std::size_t at, const RenderScope& scope);
  std::size_t matches(std::size_t at, const RenderScope& scope);

  // functions of text and numbers
  std::size_t part_of_text(std::size_t at, const RenderScope& scope);
  std::size_t extreme(std::size_t at, const RenderScope& scope);

  // aggregates and windows; `Around`: the positions of the condition and the window, 0 for none
  struct Around {
    std::size_t filter = 0, window = 0;
  };
  std::size_t aggregate(std::size_t at, const RenderScope& scope);
  void aggregate_call(std::size_t at, Around around, const RenderScope& scope);
  std::size_t argument(std::size_t at, Around around, const RenderScope& scope, bool collated);
  void behind_aggregate(Around around, const RenderScope& scope);
  void text_aggregate(std::size_t at, Around around, const RenderScope& scope);
  void ordered_texts(std::size_t at, Around around, const RenderScope& scope);
  void percentile(std::size_t at, Around around, const RenderScope& scope);
  void window(std::size_t at, const RenderScope& scope);
  void frame(std::size_t at, std::size_t order, const RenderScope& scope);
  void frame_bound(std::size_t at, const RenderScope& scope);
  void check_range(std::size_t order, std::size_t bound) const;
  void window_function(std::size_t at, std::size_t window_at, const RenderScope& scope);
  std::size_t grouping(std::size_t at, const RenderScope& scope);

  // comparisons of rows; what is written as the user says
  std::size_t row_comparison(std::size_t left, std::string_view text, std::size_t right,
                             const RenderScope& scope);
  std::size_t row_value(std::size_t at, const RenderScope& scope);
  std::size_t in_rows(std::size_t at, const RenderScope& scope);
  std::size_t quantified(Op comparison, std::size_t left, std::string_view text, std::size_t right,
                         const RenderScope& scope);
  std::size_t as_written(std::size_t at, const RenderScope& scope);

  // dates
  std::size_t date(std::size_t at, const RenderScope& scope);
  std::size_t in_utc(std::size_t at, const RenderScope& scope);
  std::size_t date_add(std::size_t at, const RenderScope& scope);
  std::size_t date_add_interval(std::size_t at, const RenderScope& scope);
  std::size_t date_part(std::size_t at, const RenderScope& scope);
  std::size_t date_start(std::size_t at, const RenderScope& scope);
  std::size_t date_between(std::size_t at, const RenderScope& scope);

  // decimals kept as text
  bool text_decimals(std::size_t at, std::uint32_t count) const;
  std::size_t compared(std::size_t at, const RenderScope& scope, bool type_is_known, bool decimals,
                       bool left);
  std::size_t decimal_text(std::size_t at, const RenderScope& scope);
  std::size_t decimal_infix(std::size_t at, const RenderScope& scope);
  std::size_t decimal_function(std::size_t at, const RenderScope& scope);

  void parameter(const Node& node, bool type_is_known);
  std::size_t value_position(const Node& parameter);
  void column(const Node& node, const RenderScope& scope);
  Resolved resolve(const Node& node, const RenderScope& scope) const;

  void name(std::string_view text) { out_ += quoted(dialect_, text); }
  void table_name(const Table& table);
  bool exact_decimals() const { return dialect_.backend != Backend::sqlite; }
  [[noreturn]] void refuse(std::string_view feature, std::string_view advice) const;

  std::span<const Node> nodes_;
  const Dialect& dialect_;
  std::span<const Cell> values_;
  Values written_;
  std::string out_;
  // What WITH has defined so far around this place: names, and where the definitions stand.
  std::vector<std::pair<std::string_view, std::size_t>> definitions_;
  std::size_t having_groups_ = 0;    // the GROUP BY whose keys MariaDB does not know where we are
  std::size_t recursion_start_ = 0;  // the SELECT that a recursive definition starts from
  // Placeholders so far, as the positions of their values; and a running count of the statement's parameters.
  std::vector<std::uint16_t> taken_;
  std::size_t greatest_ = 0, counted_to_ = 0, counted_ = 0;
  // Where values share placeholders: for each value the one that stands for it, and its placeholder's number.
  struct Numbered {
    std::uint16_t value;
    std::size_t number;
  };
  std::vector<Numbered> numbers_;
  std::vector<ValueList> lists_;  // that are one placeholder each
};

}  // namespace bindery
