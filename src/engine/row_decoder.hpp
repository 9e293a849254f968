// Decoding rows into objects by a plan: one compiled loop for every type.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/field_rows.hpp"

namespace bindery::detail {

/// Reads the rows that a cursor has left; returns how many those were. Throws ProgrammingError when the statement gives
/// other columns than the plan wants.
std::size_t read_all(drivers::Cursor& cursor, const RowPlan& plan, ReadMode mode, const Sink& sink);

class RowDecoder {
 public:
  /// Throws ProgrammingError when the statement gives other columns than the plan wants.
  /// `texts` keeps what views show, if there is one.
  RowDecoder(const drivers::Cursor& cursor, const RowPlan& plan, ReadMode mode, Arena* texts = nullptr);

  void decode(const Cell* cells, void* row) {
    ++rows_;
    if (names_) return decode_dynamic(cells, row);
    if (parts_.empty()) return decode_fields(0, fields_.size(), cells, row);
    for (const PartPlan& part : parts_) {
      if (void* object = part.object(row, is_present(part, cells)); object != nullptr)
        decode_fields(part.first, part.first + part.count, cells, object);
    }
  }
  std::size_t rows() const { return rows_; }
  /// The fields, if each has the column at its own place and all are of the row itself: such rows need no decoder.
  std::optional<std::span<const FieldPlan>> plain_fields() const;

 private:
  void decode_fields(std::size_t from, std::size_t to, const Cell* cells, void* object) {
    std::size_t i = from;
    try {
      if (by_name_) {
        for (; i < to; ++i) read(fields_[i], cells[columns_[i]], object);
      } else {
        for (; i < to; ++i) read(fields_[i], cells[i], object);
      }
    } catch (Error& error) {
      drivers::locate(error, cursor_, fields_[i], i, rows_);
      throw;
    }
  }
  void read(const FieldPlan& field, const Cell& cell, void* object) const {
    drivers::read_field(*field.codec, cell, field.field(object), texts_);
  }
  static bool is_present(const PartPlan& part, const Cell* cells);
  void decode_dynamic(const Cell* cells, void* row) const;
  void match_names();
  void require_all(std::span<const FieldPlan> wanted) const;
  std::string column_list() const;

  const drivers::Cursor& cursor_;
  std::span<const FieldPlan> fields_;
  std::span<const PartPlan> parts_;
  bool by_name_;
  Arena* texts_;
  std::vector<FieldPlan> present_;                         // by name: the fields that have a column
  std::vector<std::size_t> columns_;                       // by name: where each field's column is
  std::shared_ptr<const std::vector<std::string>> names_;  // of DynamicRows
  std::size_t rows_ = 0;
};

}  // namespace bindery::detail
