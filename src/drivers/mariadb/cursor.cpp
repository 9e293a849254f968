// Running prepared statements and reading their rows.
#include "drivers/mariadb/cursor.hpp"

#include <errmsg.h>
#include <fmt/format.h>

#include <new>

namespace bindery::drivers::mariadb {

namespace {

constexpr unsigned binary_charset = 63;
// An unfinished stream is read on for so long; then stopping it over a second connection is cheaper.
constexpr auto drain_time = std::chrono::milliseconds(5);
constexpr unsigned rows_between_looks = 256;

bool is_unsigned(const MYSQL_FIELD& field) { return (field.flags & UNSIGNED_FLAG) != 0; }
bool is_binary(const MYSQL_FIELD& field) { return field.charsetnr == binary_charset; }

}  // namespace

Statement::Statement(Session& session, std::string_view sql, Deadline deadline)
    : session_(session), sql_(sql), handle_(mysql_stmt_init(session.handle())), statement_(handle_.get()) {
  if (statement_ == nullptr) throw std::bad_alloc();
  Work work(session_, deadline);
  if (session_.wire().drive(prepare_statement, statement_, sql_.data(), sql_.size()) != 0) {
    session_.fail(error_of(statement_), sql_);
  }
  // Rows are decoded where they lie, instead of being copied into buffers that might prove too small.
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, this);
  mysql_stmt_attr_set(statement_, STMT_ATTR_CB_RESULT, reinterpret_cast<const void*>(&Statement::take_value));
}

Statement::~Statement() {
  if (open_) release();
}

void Statement::check_count(std::size_t given) {
  const auto wanted = mysql_stmt_param_count(statement_);
  if (wanted == given) return;
  raise(ErrorKind::programming,
        fmt::format("the statement has {} parameters, but {} values were given", wanted, given),
        session_.details(sql_));
}

void Statement::run(std::span<const Cell> parameters, bool stream, Deadline deadline) {
  check_count(parameters.size());
  try {
    if (parameters_.bind(parameters.data(), parameters.size())) bound_ = false;
  } catch (Error& error) {
    error.complete(session_.details(sql_));
    throw;
  }
  // The server keeps the types that it was told; a list of thousands is not worth telling again.
  if (bound_) {
    parameters_.replace(statement_->params);
    start(nullptr, 0, stream, deadline);
  } else {
    start(parameters_.data(), 0, stream, deadline);
    bound_ = true;
  }
  open_ = true;
}

void Statement::run_bulk(MYSQL_BIND* columns, std::size_t column_count, unsigned rows, Deadline deadline) {
  check_count(column_count);
  bound_ = false;
  start(columns, rows, true, deadline);
  open_ = true;
}

void Statement::start(MYSQL_BIND* binds, unsigned rows, bool stream, Deadline deadline) {
  Wire& wire = session_.wire();
  Work work(session_, deadline);
  mysql_stmt_attr_set(statement_, STMT_ATTR_ARRAY_SIZE, &rows);
  if (binds != nullptr && mysql_stmt_bind_param(statement_, binds) != 0) fail();
  if (wire.drive(execute_statement, statement_) != 0 && !adopt_metadata()) fail();
  session_.note_status();
  done_ = streaming_ = holds_rows_ = false;
  affected_ = 0;
  bad_value_ = nullptr;
  refresh_columns();
  if (columns_.empty()) {
    affected_ = static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_));
    done_ = true;
    return read_rest();
  }
  if (!stream) {
    if (wire.drive(store_result, statement_) != 0) fail();
    session_.note_status();
    // What a procedure answers further can't be read before this result is gone.
    stream = mysql_stmt_more_results(statement_) != 0;
    affected_ = static_cast<std::int64_t>(mysql_stmt_num_rows(statement_));
    holds_rows_ = affected_ > 0 && !stream;
  }
  if (stream) {
    streaming_ = true;
    session_.set_streaming(this);
    work.keep();
  }
}

/// The library refuses a result whose number of columns has changed since the statement was prepared, though
/// the statement has been run by then and must not be run again (it may be an INSERT). Its rows are on their
/// way, and their description is in the connection: that is put in the place of the old one.
bool Statement::adopt_metadata() {
  MYSQL* const handle = session_.handle();
  if (mysql_stmt_errno(statement_) != CR_NEW_STMT_METADATA || handle->fields == nullptr) return false;
  spare_binds_.assign(handle->field_count, MYSQL_BIND{});
  statement_->bind = spare_binds_.data();
  statement_->fields = handle->fields;
  statement_->field_count = handle->field_count;
  statement_->last_errno = 0;
  stale_ = true;
  return true;
}

bool Statement::Shown::shows(const MYSQL_FIELD& field) const {
  return type == field.type && is_unsigned == mariadb::is_unsigned(field) &&
         is_binary == mariadb::is_binary(field) && name == std::string_view(field.name, field.name_length);
}

/// The server describes the columns again only after they changed; the statement keeps their old names then.
void Statement::refresh_columns() {
  const unsigned count = mysql_stmt_field_count(statement_);
  const MYSQL_FIELD* const fields = session_.handle()->fields;
  bool same = columns_.size() == count;
  for (unsigned i = 0; same && i < count; ++i) same = columns_[i].shows(fields[i]);
  if (same) return;
  if (!columns_.empty()) stale_ = true;
  columns_.clear();
  for (unsigned i = 0; i < count; ++i) {
    columns_.push_back({std::string(fields[i].name, fields[i].name_length), fields[i].type,
                        is_unsigned(fields[i]), is_binary(fields[i])});
  }
  cells_.assign(count, Cell::null());
}

void Statement::take_value(void* statement, unsigned column, unsigned char** row) {
  auto& self = *static_cast<Statement*>(statement);
  Cell& cell = self.cells_[column];
  if (row == nullptr || *row == nullptr) {
    cell = Cell::null();
    return;
  }
  const Shown& shown = self.columns_[column];
  const unsigned char* at = *row;
  if (const char* bad = read_value(shown.type, shown.is_unsigned, shown.is_binary, at, cell)) {
    self.bad_value_ = bad;
    self.bad_column_ = column;
  }
  *row = const_cast<unsigned char*>(at);
}

const Cell* Statement::next() {
  if (!open_ || done_) return nullptr;
  const int result = streaming_ && session_.streaming() == this ? session_.wire().drive(fetch_row, statement_)
                                                                : mysql_stmt_fetch(statement_);
  if (result == 0) {
    if (bad_value_ != nullptr) refuse_value();
    return cells_.data();
  }
  done_ = true;
  if (result != MYSQL_NO_DATA) fail();
  if (streaming_) {
    if (affected_ == 0) affected_ = static_cast<std::int64_t>(mysql_stmt_num_rows(statement_));
    finish_stream();
  }
  return nullptr;
}

void Statement::fail() {
  done_ = true;
  bound_ = false;
  if (session_.streaming() == this) session_.set_streaming(nullptr);
  session_.fail(error_of(statement_), sql_);
}

void Statement::refuse_value() {
  auto details = session_.details(sql_, Phase::decode);
  details.column = columns_[bad_column_].name;
  raise(ErrorKind::data,
        fmt::format("column '{}' holds {}", columns_[bad_column_].name, std::exchange(bad_value_, nullptr)),
        std::move(details));
}

/// Further results of a procedure.
void Statement::read_rest() {
  while (mysql_stmt_more_results(statement_)) {
    stale_ = true;  // its columns are those of the last result now
    const int result = session_.wire().drive(next_result, statement_);
    if (result > 0) fail();
    if (mysql_stmt_field_count(statement_) > 0 && session_.wire().drive(store_result, statement_) != 0) {
      fail();
    }
  }
  session_.note_status();
}

void Statement::finish_stream() {
  read_rest();
  session_.set_streaming(nullptr);
  session_.wire().end_work();
}

void Statement::release() noexcept {
  if (session_.streaming() == this) abandon_stream();
  open_ = false;
  done_ = true;
  // While another statement streams, freeing would throw away its rows; the next run frees these then.
  if (session_.streaming() != nullptr || !session_.usable()) return;
  if (!holds_rows_) return;
  holds_rows_ = false;
  mysql_stmt_data_seek(statement_, 0);  // rows that were read to the end are not freed otherwise
  mysql_stmt_free_result(statement_);
}

void Statement::abandon_stream() noexcept {
  Wire& wire = session_.wire();
  try {
    const auto until = Deadline::in(drain_time);
    wire.set_limit(until);
    int result = 0;
    for (unsigned rows = 0; result == 0 && !done_; ++rows) {
      if (rows % rows_between_looks == 0 && !wire.interrupted() && until.expired()) wire.interrupt();
      result = wire.drive(fetch_row, statement_);
    }
    if (result == MYSQL_NO_DATA || done_) {
      read_rest();
    } else if (const auto code = error_of(statement_).code; code == 0 || code >= 2000) {
      wire.break_off();  // no answer of the server's
    }
  } catch (...) {
    wire.break_off();
  }
  session_.set_streaming(nullptr);
  wire.end_work();
  if (wire.interrupted()) session_.ping(Deadline::in(std::chrono::seconds(2)));
}

}  // namespace bindery::drivers::mariadb
