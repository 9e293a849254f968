// INSERT: from objects and run-time rows to nodes.
#include <bindery/sql/insert.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bindery {

namespace {

void add_columns(Fragment& statement, Op op, const Table& table, std::span<const std::size_t> columns) {
  statement.add({.op = op, .count = static_cast<std::uint32_t>(columns.size())});
  for (const std::size_t position : columns) {
    statement.add(
        {.op = Op::column, .type = table.column(position).type.kind, .id = position, .table = &table});
  }
}

std::string names_of(const Table& table, std::span<const std::size_t> columns) {
  std::vector<std::string_view> names;
  for (const std::size_t position : columns) names.push_back(table.column(position).name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void apply_client_defaults(const Table& table, void* object, const void* blank) {
  if (const auto kind = table.kind_column()) {
    const Column& column = table.column(*kind);
    column.codec->read(*column.codec, Cell::of_text(table.kind()), column.field(object));
  }
  for (const Column& column : table.columns()) {
    if (column.client_default == nullptr) continue;
    void* field = column.field(object);
    if (column.codec->equal(field, column.field(const_cast<void*>(blank)))) column.client_default(field);
  }
}

bool made_by_database(const Column& column) {
  return !column.is_computed() && (column.generated || column.default_kind != DefaultKind::none);
}

bool is_given(const Column& column, const void* object, const void* blank) {
  if (!made_by_database(column)) return !column.is_computed();
  // `field` only adds an offset: the objects are read, not changed.
  const auto field = [&](const void* of) { return column.field(const_cast<void*>(of)); };
  return !column.codec->equal(field(object), field(blank));
}

std::vector<std::size_t> given_columns(const Table& table, const void* object, const void* blank) {
  std::vector<std::size_t> given;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (is_given(table.column(i), object, blank)) given.push_back(i);
  }
  return given;
}

InsertRowsBuilder::InsertRowsBuilder(const Table& table) : table_(&table) {}
InsertRowsBuilder::InsertRowsBuilder(const Table& table, void* object, const void* blank) : table_(&table) {
  add_object(object, blank);
}
InsertRowsBuilder::InsertRowsBuilder(const InsertRowsBuilder&) = default;
InsertRowsBuilder::InsertRowsBuilder(InsertRowsBuilder&&) noexcept = default;
InsertRowsBuilder::~InsertRowsBuilder() = default;
InsertRowsBuilder& InsertRowsBuilder::operator=(const InsertRowsBuilder&) = default;
InsertRowsBuilder& InsertRowsBuilder::operator=(InsertRowsBuilder&&) noexcept = default;

void InsertRowsBuilder::set_columns(std::vector<std::size_t> columns) { columns_ = std::move(columns); }
void InsertRowsBuilder::set_query(Fragment query) { query_ = std::move(query); }
void InsertRowsBuilder::add_default_row() { use_columns({}); }
void InsertRowsBuilder::set_returning(Fragment columns) { returning_ = std::move(columns); }

void InsertRowsBuilder::return_model(const TableSpec* spec) {
  returning_ = {};
  returning_.add({.op = Op::all_columns, .spec = spec});
}

void InsertRowsBuilder::return_all() { returning_ = detail::all_columns_of(*table_); }

void InsertRowsBuilder::return_columns(std::initializer_list<std::string_view> names) {
  returning_ = detail::columns_by_name(*table_, {names.begin(), names.size()});
}

void InsertRowsBuilder::on_conflict(std::initializer_list<MemberId> members) {
  std::vector<std::size_t> positions;
  for (const MemberId member : members) positions.push_back(table_->position_of(member));
  conflict_.on_columns(std::move(positions));
}

void InsertRowsBuilder::on_conflict(std::initializer_list<std::string_view> names) {
  conflict_.on_columns(positions_of({names.begin(), names.size()}));
}

void InsertRowsBuilder::update_columns(std::initializer_list<std::string_view> names) {
  conflict_.do_nothing();
  for (const std::size_t position : positions_of({names.begin(), names.size()}))
    conflict_.take(*table_, position);
}

void InsertRowsBuilder::use_columns(std::vector<std::size_t> columns) {
  if (rows_ == 0) {
    columns_ = std::move(columns);
  } else if (columns_ != columns) {
    throw ProgrammingError(
        fmt::format("the rows of one INSERT into table '{}' name different columns: ({}) and ({})",
                    table_->name(), names_of(*table_, columns_), names_of(*table_, columns)),
        {.hint = "insert them by two statements, or by Session::add_all"});
  }
  ++rows_;
}

void InsertRowsBuilder::add_object(void* object, const void* blank) {
  apply_client_defaults(*table_, object, blank);
  table_->validate(object);
  use_columns(given_columns(*table_, object, blank));
  for (const std::size_t position : columns_) {
    const Column& column = table_->column(position);
    Cell cell;
    column.codec->write(*column.codec, column.field(object), cell);
    values_.emplace_back(cell);
  }
}

void InsertRowsBuilder::add_values(const std::pair<std::string_view, Value>* first, std::size_t count) {
  const std::span values(first, count);
  std::vector<std::size_t> columns;
  for (const auto& [name, value] : values) columns.push_back(table_->position_of(name));
  use_columns(std::move(columns));
  for (const auto& [name, value] : values) values_.push_back(value);
}

void InsertRowsBuilder::add_row(const std::vector<std::pair<std::string_view, Value>>& values) {
  add_values(values.data(), values.size());
}

void InsertRowsBuilder::add_row(NamedValues values) { add_values(values.begin(), values.size()); }

detail::KeptStatement InsertRowsBuilder::statement() const { return {assemble()}; }

Fragment InsertRowsBuilder::assemble() const {
  Fragment statement;
  statement.add({.op = Op::insert, .count = 1, .table = table_});
  if (rows_ == 0 && query_.empty())
    throw ProgrammingError(fmt::format("an INSERT into table '{}' has no rows", table_->name()));
  if (columns_.empty()) {
    if (rows_ > 1)
      throw ProgrammingError(
          fmt::format("an INSERT of several rows into table '{}' gives no values", table_->name()));
    statement.add({.op = Op::default_row});
  } else {
    statement.nodes.front().count = 2;
    add_columns(statement, Op::insert_columns, *table_, columns_);
    if (!query_.empty()) {
      statement.add({.op = Op::insert_query, .count = 1});
      statement.append(query_);
    } else {
      statement.add({.op = Op::rows, .count = static_cast<std::uint32_t>(rows_)});
      for (std::size_t i = 0; i < values_.size(); ++i) {
        const std::size_t place = i % columns_.size();
        if (place == 0) statement.add({.op = Op::row, .count = static_cast<std::uint32_t>(columns_.size())});
        statement.add({.op = Op::parameter, .type = table_->column(columns_[place]).type.kind}, values_[i]);
      }
    }
  }
  conflict_.append_to(statement, *table_);
  if (!returning_.empty()) {
    ++statement.nodes.front().count;
    std::uint32_t columns = 0;
    for (std::size_t at = 0; at < returning_.nodes.size(); at = behind(returning_.nodes, at)) ++columns;
    statement.add({.op = Op::returning, .count = columns});
    statement.append(returning_);
  }
  return statement;
}

std::vector<std::size_t> InsertRowsBuilder::positions_of(std::span<const std::string_view> names) const {
  std::vector<std::size_t> positions;
  for (const std::string_view column : names) positions.push_back(table_->position_of(column));
  return positions;
}

TableInsert insert_defaults(const Table& table) {
  InsertRowsBuilder rows(table);
  rows.add_default_row();
  return TableInsert(std::move(rows));
}

TableInsert insert(const Table& table) { return TableInsert(InsertRowsBuilder(table)); }

Fragment detail::all_columns_of(const Table& table) {
  Fragment columns;
  columns.add({.op = Op::all_columns, .table = &table});
  return columns;
}

Fragment detail::columns_by_name(const Table& table, std::span<const std::string_view> names) {
  Fragment columns;
  for (const std::string_view name : names) columns.append(TableColumn(table, name).fragment());
  return columns;
}

}  // namespace bindery
