// Decoding rows: matching columns with fields, and saying where a value did not fit.
#include "row_decoder.hpp"

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bindery::detail {

namespace {

[[noreturn]] void refuse_columns(std::size_t given, std::size_t wanted) {
  throw ProgrammingError(fmt::format("the statement gives {} columns, the program reads {}", given, wanted),
                         {.phase = Phase::decode});
}

inline void require_columns(const drivers::Cursor& cursor, const RowPlan& plan, ReadMode mode) {
  const std::size_t given = cursor.column_count(), wanted = plan.fields.size();
  if (mode == ReadMode::first_columns ? given < wanted : given != wanted) refuse_columns(given, wanted);
}

std::size_t read_fields(drivers::Cursor& cursor, std::span<const FieldPlan> fields, const Sink& sink) {
  drivers::FieldRows rows(fields, sink);
  cursor.read_all(rows);
  return rows.count();
}

}  // namespace

std::size_t read_all(drivers::Cursor& cursor, const RowPlan& plan, ReadMode mode, const Sink& sink) {
  const bool by_position = mode == ReadMode::by_position || mode == ReadMode::first_columns;
  if (by_position && plan.parts.empty()) {
    require_columns(cursor, plan, mode);
    return read_fields(cursor, plan.fields, sink);
  }
  RowDecoder decoder(cursor, plan, mode, sink.texts);
  if (const auto fields = decoder.plain_fields()) return read_fields(cursor, *fields, sink);
  while (const Cell* cells = cursor.next()) decoder.decode(cells, sink.emplace(sink.container));
  return decoder.rows();
}

RowDecoder::RowDecoder(const drivers::Cursor& cursor, const RowPlan& plan, ReadMode mode, Arena* texts)
    : cursor_(cursor), fields_(plan.fields), parts_(plan.parts),
      by_name_(mode == ReadMode::by_name || mode == ReadMode::by_every_name), texts_(texts) {
  if (mode == ReadMode::dynamic) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < cursor.column_count(); ++i) names.emplace_back(cursor.column_name(i));
    names_ = std::make_shared<const std::vector<std::string>>(std::move(names));
    return;
  }
  if (by_name_) {
    match_names();
    if (mode == ReadMode::by_every_name) require_all(plan.fields);
    return;
  }
  require_columns(cursor, plan, mode);
}

std::optional<std::span<const FieldPlan>> RowDecoder::plain_fields() const {
  if (names_ || !parts_.empty()) return std::nullopt;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] != i) return std::nullopt;
  }
  return fields_;
}

bool RowDecoder::is_present(const PartPlan& part, const Cell* cells) {
  return part.keys.empty() || std::any_of(part.keys.begin(), part.keys.end(),
                                          [&](std::size_t key) { return !cells[key].is_null(); });
}

void RowDecoder::decode_dynamic(const Cell* cells, void* row) const {
  std::vector<Value> values;
  values.reserve(names_->size());
  for (std::size_t i = 0; i < names_->size(); ++i) values.emplace_back(cells[i]);
  *static_cast<DynamicRow*>(row) = DynamicRow(names_, std::move(values));
}

void RowDecoder::match_names() {
  for (const FieldPlan& field : fields_) {
    for (std::size_t i = 0; i < cursor_.column_count(); ++i) {
      if (cursor_.column_name(i) != field.name) continue;
      present_.push_back(field);
      columns_.push_back(i);
      break;
    }
  }
  if (present_.empty()) {
    throw ProgrammingError(
        fmt::format("none of the statement's columns has the name of a member; they are: {}", column_list()),
        {.phase = Phase::decode});
  }
  fields_ = present_;
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
      fmt::format("every member needs a column; the statement lacks {}; its columns are: {}", missing,
                  column_list()),
      {.phase = Phase::decode,
       .hint = "select it, or rename a column by AS; models() of a Connection fills what there is"});
}

std::string RowDecoder::column_list() const {
  std::string list;
  for (std::size_t i = 0; i < cursor_.column_count(); ++i)
    list += fmt::format("{}{}", i == 0 ? "" : ", ", cursor_.column_name(i));
  return list;
}

}  // namespace bindery::detail
