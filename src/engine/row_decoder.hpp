// Decoding rows into objects by a plan: one compiled loop for every type.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <bindery/engine/connection.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace bindery::detail {

class RowDecoder {
 public:
  /// Throws ProgrammingError when the statement gives other columns than the plan wants.
  RowDecoder(const drivers::Cursor& cursor, std::span<const FieldPlan> plan, ReadMode mode);

  void decode(const Cell* cells, void* object) {
    ++rows_;
    for (std::size_t i = 0; i < plan_.size(); ++i) {
      const FieldPlan& field = plan_[i];
      try {
        field.codec->read(*field.codec, cells[by_name_ ? columns_[i] : i], field.field(object));
      } catch (Error& error) {
        locate(error, i);
        throw;
      }
    }
  }
  std::size_t rows() const { return rows_; }

 private:
  void match_names(const drivers::Cursor& cursor);
  void require_all(std::span<const FieldPlan> wanted) const;
  void locate(Error& error, std::size_t field) const;

  const drivers::Cursor& cursor_;
  std::span<const FieldPlan> plan_;
  bool by_name_;
  std::vector<FieldPlan> present_;    // by name: the fields that have a column
  std::vector<std::size_t> columns_;  // by name: where each field's column is
  std::size_t rows_ = 0;
};

}  // namespace bindery::detail
