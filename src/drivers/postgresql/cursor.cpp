// The rows of one statement: decoding, streaming, and leaving early.
#include "drivers/postgresql/cursor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "drivers/field_rows.hpp"

namespace bindery::drivers::postgresql {

namespace {
/// So many rows are read and forgotten before a stream that is left early is stopped instead.
constexpr int rows_worth_draining = 2000;
}  // namespace

std::int64_t touched_rows(PGresult* result) {
  const std::string_view tag = PQcmdStatus(result);
  if (tag.starts_with("SELECT") || tag.starts_with("FETCH") || tag.starts_with("MOVE")) return 0;
  const std::string_view text = PQcmdTuples(result);
  std::int64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

void ResultCursor::open(PreparedPtr prepared, ResultPtr result, bool streaming) {
  prepared_ = std::move(prepared);
  // The server does not let the columns of a prepared query change; those of SHOW or FETCH may.
  if (!prepared_->harmless && !matches(result.get(), *prepared_)) {
    auto changed = std::make_shared<Prepared>(*prepared_);
    describe_columns(result.get(), PQnfields(result.get()) > 0 && PQfformat(result.get(), 0) == 0, *changed);
    prepared_ = std::move(changed);
  }
  cells_.resize(prepared_->columns.size());
  rows_ = PQntuples(result.get());
  row_ = 0;
  row_number_ = 0;
  affected_ = streaming || prepared_->harmless ? 0 : touched_rows(result.get());
  if (!streaming) prepared_->rows_before = rows_;
  result_ = std::move(result);
  streaming_ = streaming;
  open_ = true;
}

const Cell* ResultCursor::next() { return has_row() ? decode() : nullptr; }

void ResultCursor::read_all(FieldRows& rows) {
  while (!rows.full() && has_row()) read_row(rows);
}

/// The next result of a stream, which holds one row; false behind the last one.
bool ResultCursor::fetch() {
  row_ = rows_ = 0;
  result_.reset();  // so that the next one takes its place in memory
  result_ = channel_.expect_result();
  if (PQresultStatus(result_.get()) == PGRES_SINGLE_TUPLE) {
    rows_ = 1;
    return true;
  }
  streaming_ = false;
  if (PQresultStatus(result_.get()) != PGRES_TUPLES_OK) channel_.fail(std::move(result_));
  affected_ = touched_rows(result_.get());
  prepared_->rows_before = row_number_;
  if (ResultPtr late = channel_.drain()) channel_.fail(std::move(late));
  return false;
}

const Cell* ResultCursor::decode() {
  if (!texts_.empty()) texts_.clear();
  ++row_number_;
  const PGresult* const result = result_.get();
  const int row = row_, columns = static_cast<int>(cells_.size());
  Cell* cell = cells_.data();
  const ResultColumn* one = prepared_->columns.data();
  int column = 0;
  try {
    for (; column < columns; ++column, ++cell, ++one) {
      const int size = PQgetlength(result, row, column);
      if (size == 0 && PQgetisnull(result, row, column)) {
        *cell = Cell::null();
      } else {
        one->decode(PQgetvalue(result, row, column), static_cast<std::size_t>(size), *cell, texts_);
      }
    }
  } catch (Error& error) {
    refuse(error, column);
  }
  ++row_;
  return cells_.data();
}

/// The current row as one more object.
void ResultCursor::read_row(FieldRows& rows) {
  const PGresult* const result = result_.get();
  const int row = row_++;  // whoever goes on after an error gets the row behind this one
  ++row_number_;
  if (!texts_.empty()) texts_.clear();
  rows.add(*this, [&](const FieldPlan& plan, std::size_t column, void* object, detail::Arena* texts) {
    const int field_number = static_cast<int>(column);
    const ResultColumn& one = prepared_->columns[column];
    void* const field = plan.field(object);
    char* const data = PQgetvalue(result, row, field_number);
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, field_number));
    Cell cell;
    if (size != 0 || !PQgetisnull(result, row, field_number)) {
      if (read_at_once(one.decode, data, size, *plan.codec, field, texts)) return;
      one.decode(data, size, cell, texts_);
    }
    read_field(*plan.codec, cell, field, texts);
  });
}

void ResultCursor::refuse(Error& error, int column) {
  ++row_;  // whoever goes on gets the row behind this one
  error.locate(
      fmt::format("column '{}', row {}", column_name(static_cast<std::size_t>(column)), row_number_));
  error.complete({.bind = channel_.bind(), .sql = prepared_->sql});
  throw;
}

void ResultCursor::release() noexcept {
  if (!open_) return;
  open_ = false;
  if (streaming_ && channel_.busy()) finish_early();
  streaming_ = false;
  result_.reset();
  texts_.clear();
  prepared_.reset();
}

/// Stopping a statement ends its transaction and undoes what it wrote: only a lone reading one is stopped.
void ResultCursor::finish_early() noexcept {
  const bool may_stop = channel_.idle() && prepared_->harmless;
  bool at_end = false;
  try {
    for (int rows = 0; may_stop && !at_end && rows < rows_worth_draining; ++rows) {
      result_ = channel_.result();
      at_end = result_ == nullptr || PQresultStatus(result_.get()) != PGRES_SINGLE_TUPLE;
    }
    if (may_stop && !at_end) channel_.cut_short();
    if (result_ != nullptr) channel_.drain();
    channel_.finish();
  } catch (...) {
    channel_.recover();
  }
}

}  // namespace bindery::drivers::postgresql
