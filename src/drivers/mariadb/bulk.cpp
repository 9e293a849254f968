// Column-wise arrays for bulk execution.
#include "drivers/mariadb/bulk.hpp"

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "core/cell_text.hpp"
#include "drivers/mariadb/types.hpp"

namespace bindery::drivers::mariadb {

namespace {

constexpr std::size_t most_rows = 2000;     // larger chunks gain nothing
constexpr std::size_t bytes_per_cell = 14;  // numbers and moments, their indicators included

}  // namespace

BulkColumn::Form BulkColumn::form_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::null: return Form::none;
    case ValueKind::boolean: return Form::boolean;
    case ValueKind::integer:
    case ValueKind::interval: return Form::integer;
    case ValueKind::unsigned_integer: return Form::unsigned_integer;
    case ValueKind::real: return Form::real;
    case ValueKind::bytes: return Form::bytes;
    case ValueKind::date: return Form::date;
    case ValueKind::time: return Form::time;
    case ValueKind::timestamp:
    case ValueKind::timestamp_tz: return Form::timestamp;
    default: return Form::text;
  }
}

/// Values of different kinds in one column travel as text, which the server converts.
BulkColumn::Form BulkColumn::join(Form a, Form b) {
  if (a == b || b == Form::none) return a;
  if (a == Form::none) return b;
  return a == Form::bytes || b == Form::bytes ? Form::bytes : Form::text;
}

void BulkColumn::choose_form(const Cell* cells, std::size_t rows, std::size_t width) {
  form_ = Form::none;
  ValueKind latest = ValueKind::null;
  for (std::size_t row = 0; row < rows; ++row) {
    const ValueKind kind = cells[row * width].kind;
    if (kind == latest) continue;
    latest = kind;
    form_ = join(form_, form_of(kind));
  }
}

/// Calls `take(row, cell)` for each cell that is not NULL. Of the others nothing but the indicator is read.
template <class Take>
void BulkColumn::each(const Cell* cells, std::size_t rows, std::size_t width, std::size_t first_row,
                      Take take) {
  indicators_.resize(rows);
  std::size_t row = 0;
  try {
    for (; row < rows; ++row) {
      const Cell& cell = cells[row * width];
      indicators_[row] = cell.is_null() ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
      if (!cell.is_null()) take(row, cell);
    }
  } catch (Error& error) {
    error.locate(fmt::format("row {}", first_row + row + 1));
    throw;
  }
}

void BulkColumn::fill(const Cell* cells, std::size_t rows, std::size_t width, std::size_t first_row) {
  choose_form(cells, rows, width);
  const auto each_cell = [&](auto take) { each(cells, rows, width, first_row, take); };
  switch (form_) {
    case Form::boolean:
      flags_.resize(rows);
      return each_cell([&](std::size_t row, const Cell& cell) { flags_[row] = cell.integer != 0 ? 1 : 0; });
    case Form::integer:
    case Form::unsigned_integer:
      numbers_.resize(rows);
      return each_cell([&](std::size_t row, const Cell& cell) { numbers_[row] = cell.integer; });
    case Form::real:
      reals_.resize(rows);
      return each_cell([&](std::size_t row, const Cell& cell) {
        check_real(cell.real);
        reals_[row] = cell.real;
      });
    case Form::date:
    case Form::time:
    case Form::timestamp:
      moments_.resize(rows);
      pointers_.resize(rows);
      return each_cell([&](std::size_t row, const Cell& cell) {
        moments_[row] = to_moment(cell);
        pointers_[row] = &moments_[row];
      });
    case Form::none:
    case Form::text:
    case Form::bytes:
      pointers_.resize(rows);
      lengths_.resize(rows);
      made_.clear();
      return each_cell([&](std::size_t row, const Cell& cell) { take_text(row, cell); });
  }
}

void BulkColumn::take_text(std::size_t row, const Cell& cell) {
  std::string_view text;
  switch (cell.kind) {
    case ValueKind::text:
    case ValueKind::json:
    case ValueKind::bytes: text = cell.text(); break;
    case ValueKind::decimal:
    case ValueKind::uuid: {
      char buffer[text_size];
      text = made_.emplace_back(to_text(cell, buffer));
      break;
    }
    default: {
      if (cell.kind == ValueKind::real) check_real(cell.real);
      std::string made;
      detail::append_text(made, cell);
      text = made_.emplace_back(std::move(made));
    }
  }
  pointers_[row] = const_cast<char*>(text.data() == nullptr ? "" : text.data());
  lengths_[row] = text.size();
}

MYSQL_BIND BulkColumn::bind() {
  MYSQL_BIND bind{};
  bind.u.indicator = indicators_.data();
  const auto set = [&](enum_field_types type, void* buffer) {
    bind.buffer_type = type;
    bind.buffer = buffer;
  };
  switch (form_) {
    case Form::boolean: set(MYSQL_TYPE_TINY, flags_.data()); break;
    case Form::unsigned_integer: bind.is_unsigned = 1; [[fallthrough]];
    case Form::integer: set(MYSQL_TYPE_LONGLONG, numbers_.data()); break;
    case Form::real: set(MYSQL_TYPE_DOUBLE, reals_.data()); break;
    case Form::date: set(MYSQL_TYPE_DATE, pointers_.data()); break;  // the library wants pointers to moments
    case Form::time: set(MYSQL_TYPE_TIME, pointers_.data()); break;
    case Form::timestamp: set(MYSQL_TYPE_DATETIME, pointers_.data()); break;
    case Form::none:
    case Form::text:
    case Form::bytes:
      set(form_ == Form::bytes ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING, pointers_.data());
      bind.length = lengths_.data();
      break;
  }
  return bind;
}

BulkColumns::BulkColumns(std::size_t width) : columns_(width), binds_(width) {}

void BulkColumns::fill(std::span<const Cell> cells, std::size_t first_row) {
  const std::size_t width = columns_.size(), rows = cells.size() / width;
  for (std::size_t i = 0; i < width; ++i) {
    try {
      columns_[i].fill(cells.data() + i, rows, width, first_row);
    } catch (Error& error) {
      error.locate(fmt::format("parameter {}", i + 1));
      throw;
    }
    binds_[i] = columns_[i].bind();
  }
}

std::size_t chunk_rows(std::span<const Cell> cells, std::size_t width, std::size_t bytes) {
  const std::size_t rows = std::min(cells.size() / width, most_rows);
  std::size_t sum = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const Cell& cell : cells.subspan(row * width, width)) {
      sum += is_viewed(cell.kind) ? cell.view.size + bytes_per_cell : text_size;
    }
    if (sum > bytes) return std::max<std::size_t>(row, 1);
  }
  return rows;
}

}  // namespace bindery::drivers::mariadb
