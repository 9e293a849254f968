// The record of what a session writes.
#include <bindery/orm/changes.hpp>

#include <fmt/format.h>

#include "sql/row_statements.hpp"
#include "session_state.hpp"

namespace bindery {

AnyRef::AnyRef(std::shared_ptr<detail::Entity> entity) : entity_(std::move(entity)) {}

const Table& AnyRef::table() const {
  if (!entity_) detail::refuse_empty_ref();
  return entity_->type.table;
}

EntityState AnyRef::state() const {
  if (!entity_) detail::refuse_empty_ref();
  return entity_->state;
}

std::string AnyRef::to_string() const {
  return entity_ ? detail::describe(*entity_) : std::string("<nothing>");
}

std::string ChangeRecord::to_string() const {
  const char* const verb = kind == ChangeKind::inserted  ? "inserted"
                           : kind == ChangeKind::updated ? "updated"
                                                         : "deleted";
  if (is_statement())
    return fmt::format("{} {} row{} of {}", verb, rows, rows == 1 ? "" : "s", table->full_name());
  if (is_between()) {
    std::string text = fmt::format("{} row of {}", verb, table->full_name());
    for (const ColumnChange& change : columns) {
      text += fmt::format("{} {} {}", &change == columns.data() ? ":" : ",", change.column,
                          (kind == ChangeKind::deleted ? change.before : change.after).to_string());
    }
    return text;
  }
  std::string text = fmt::format("{} {}", verb, object.to_string());
  if (kind != ChangeKind::updated) return text;
  std::string_view separator = ": ";
  for (const ColumnChange& change : columns) {
    text += fmt::format("{}{} {} -> {}", separator, change.column, change.before.to_string(),
                        change.after.to_string());
    separator = ", ";
  }
  return text;
}

namespace detail {

void SessionState::record(ChangeKind kind, const EntityPtr& entity, void* before) {
  if (!records_changes()) return;
  ChangeRecord change{kind, &entity->type.table, entity->engine->bind_key(), AnyRef(entity), {}, 1};
  for (const Column& column : entity->type.table.columns()) {
    void* const after = entity->object();
    if (column.unread_in(after)) continue;
    if (before != nullptr && kind == ChangeKind::updated &&
        column.codec->equal(column.field(before), column.field(after)))
      continue;
    change.columns.push_back({column.name, kind == ChangeKind::inserted ? Value() : value_in(column, before),
                              kind == ChangeKind::deleted ? Value() : value_in(column, after)});
  }
  levels.back().changes.push_back(std::move(change));
}

void SessionState::record_statement(ChangeKind kind, const Table& table, const Engine& engine,
                                    std::int64_t rows) {
  if (rows > 0 && records_changes())
    levels.back().changes.push_back({kind, &table, engine.bind_key(), {}, {}, rows});
}

void SessionState::record_between(ChangeKind kind, const Table& table, const Engine& engine,
                                  std::span<const std::size_t> columns, std::span<const Cell> values) {
  if (!records_changes()) return;
  for (std::size_t row = 0; row < values.size(); row += columns.size()) {
    ChangeRecord change{kind, &table, engine.bind_key(), {}, {}, 1};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Value value(values[row + i]);
      const std::string& name = table.column(columns[i]).name;
      if (kind == ChangeKind::deleted)
        change.columns.push_back({name, std::move(value), {}});
      else
        change.columns.push_back({name, {}, std::move(value)});
    }
    levels.back().changes.push_back(std::move(change));
  }
}

std::vector<ChangeRecord> SessionState::all_changes() const {
  std::vector<ChangeRecord> all;
  for (const Level& level : levels) all.insert(all.end(), level.changes.begin(), level.changes.end());
  return all;
}

}  // namespace detail
}  // namespace bindery
