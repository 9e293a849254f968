// Decoding rows: matching columns with fields, and saying where a value did not fit.
#include "row_decoder.hpp"

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace bindery {

const Value& DynamicRow::operator[](std::string_view column) const {
  if (names_) {
    for (std::size_t i = 0; i < names_->size(); ++i) {
      if ((*names_)[i] == column) return values_[i];
    }
  }
  std::string known;
  for (std::size_t i = 0; names_ && i < names_->size(); ++i) known += (i == 0 ? "" : ", ") + (*names_)[i];
  throw ProgrammingError(fmt::format("the row has no column '{}'; its columns are: {}", column, known));
}

std::vector<FieldPlan> plan_of(const Table& table) {
  std::vector<FieldPlan> plan;
  for (const Column& column : table.columns()) plan.push_back({column.codec, column.field, column.name});
  return plan;
}

}  // namespace bindery

namespace bindery::detail {

RowDecoder::RowDecoder(const drivers::Cursor& cursor, std::span<const FieldPlan> plan, ReadMode mode)
    : cursor_(cursor), plan_(plan), by_name_(mode == ReadMode::by_name || mode == ReadMode::by_every_name) {
  if (by_name_) {
    match_names(cursor);
    if (mode == ReadMode::by_every_name) require_all(plan);
    return;
  }
  const bool fits = mode == ReadMode::first_column ? cursor.column_count() >= plan.size()
                                                   : cursor.column_count() == plan.size();
  if (!fits) {
    throw ProgrammingError(fmt::format("the statement gives {} columns, the program reads {}",
                                       cursor.column_count(), plan.size()),
                           {.phase = Phase::decode});
  }
}

void RowDecoder::match_names(const drivers::Cursor& cursor) {
  for (const FieldPlan& field : plan_) {
    for (std::size_t i = 0; i < cursor.column_count(); ++i) {
      if (cursor.column_name(i) != field.name) continue;
      present_.push_back(field);
      columns_.push_back(i);
      break;
    }
  }
  if (present_.empty())
    throw ProgrammingError("none of the statement's columns has the name of a member",
                           {.phase = Phase::decode});
  plan_ = present_;
}

void RowDecoder::require_all(std::span<const FieldPlan> wanted) const {
  std::string missing;
  for (const FieldPlan& field : wanted) {
    const bool found = std::any_of(present_.begin(), present_.end(),
                                   [&](const FieldPlan& one) { return one.name == field.name; });
    if (!found) missing += fmt::format("{}'{}'", missing.empty() ? "" : ", ", field.name);
  }
  if (missing.empty()) return;
  throw ProgrammingError(
      fmt::format("a tracked object needs every column; the statement lacks {}", missing),
      {.phase = Phase::decode, .hint = "select them too, or read untracked objects through a Connection"});
}

void RowDecoder::locate(Error& error, std::size_t field) const {
  const std::string_view name = plan_[field].name.empty() ? cursor_.column_name(field) : plan_[field].name;
  error.locate(fmt::format("column '{}' of row {}", name, rows_));
  error.complete({.column = std::string(name)});
}

}  // namespace bindery::detail
