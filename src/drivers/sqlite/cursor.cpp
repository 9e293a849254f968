// Running prepared statements.
#include "cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "connection.hpp"

namespace bindery::drivers::sqlite {

namespace {

/// The first word of a statement, in upper case, at most seven letters; comments are skipped.
std::string first_word(std::string_view sql) {
  for (;;) {
    while (!sql.empty() && std::isspace(static_cast<unsigned char>(sql.front()))) sql.remove_prefix(1);
    if (sql.starts_with("--")) {
      sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with("/*")) {
      const auto end = sql.find("*/");
      sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
    } else {
      break;
    }
  }
  std::string word;
  for (const char c : sql.substr(0, 7)) {
    if (!std::isalpha(static_cast<unsigned char>(c))) break;
    word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return word;
}

/// Only these set sqlite3's count of changes; after others it is that of an earlier statement.
bool changes_rows(sqlite3_stmt* statement) {
  constexpr std::array<std::string_view, 5> words{"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"};
  if (sqlite3_stmt_readonly(statement) != 0 || sqlite3_stmt_isexplain(statement) != 0) return false;
  return std::find(words.begin(), words.end(), first_word(sqlite3_sql(statement))) != words.end();
}

/// True if a program of sqlite3's machine ends once it has given a row, as that of a look-up by rowid does: stepping on
/// would tell nothing new.
bool ends_after_one_row(sqlite3* handle, std::string_view sql) {
  const std::string text = fmt::format("EXPLAIN {}", sql);
  sqlite3_stmt* listing = nullptr;
  if (sqlite3_prepare_v2(handle, text.c_str(), static_cast<int>(text.size()), &listing, nullptr) != SQLITE_OK)
    return false;
  const StatementHandle owner(listing);
  int rows = 0;
  std::string_view last, behind_row;
  while (sqlite3_step(listing) == SQLITE_ROW) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(listing, 1));
    const std::string_view operation = name != nullptr ? name : "";
    if (last == "ResultRow") behind_row = operation == "Halt" ? "Halt" : "";
    last = operation == "ResultRow" ? "ResultRow" : "";
    rows += last.empty() ? 0 : 1;
  }
  return rows == 1 && behind_row == "Halt";
}

/// Runs of a statement after which a look at its program is worth it.
constexpr unsigned runs_before_looking = 2;

}  // namespace

Cursor::Cursor(Connection& connection, StatementHandle statement, bool cached)
    : connection_(connection), statement_(std::move(statement)), cached_(cached),
      writes_(writes_database(statement_.get())), counts_changes_(changes_rows(statement_.get())),
      parameter_count_(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_.get()))),
      row_(static_cast<std::size_t>(sqlite3_column_count(statement_.get()))) {}

Cursor::~Cursor() {
  if (!connection_.open())
    (void)statement_.release();  // abandoned: the handle is left alone, and this with it
}

void Cursor::start(std::span<const Cell> parameters, Deadline deadline, Phase phase) {
  if (writes_) buffer_.clear();
  affected_rows_ = 0;
  first_row_ = false;
  deadline_ = deadline;
  epoch_ = connection_.epoch();
  bind(parameters, !row_.empty() && !writes_);
  const int code = connection_.first_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(code, phase);
  running_ = true;
  if (times_prepared_again() != prepared_again_)
    renew();
  else if (runs_ <= runs_before_looking && cached_ && !writes_)
    look_at_program();
  if (code == SQLITE_DONE) {
    finish();
  } else if (writes_) {
    buffer_rows();
  } else {
    first_row_ = true;
  }
  connection_.after_success();
}

void Cursor::renew() {
  prepared_again_ = times_prepared_again();
  gives_one_row_ = false;
  row_.resize(static_cast<std::size_t>(sqlite3_column_count(statement_.get())));
}

void Cursor::look_at_program() {
  if (++runs_ > runs_before_looking) gives_one_row_ = ends_after_one_row(connection_.handle(), sql());
}

std::int64_t Cursor::run(std::span<const Cell> parameters, Phase phase) {
  bind(parameters, false);
  int code = connection_.first_step(statement_.get());
  while (code == SQLITE_ROW) code = sqlite3_step(statement_.get());
  if (code != SQLITE_DONE) fail(code, phase);
  finish();
  connection_.after_success();
  return affected_rows_;
}

void Cursor::bind(std::span<const Cell> parameters, bool keep) {
  if (parameters.size() != parameter_count_) refuse_parameters(parameters.size());
  try {
    const int code = binder_.bind(statement_.get(), parameters, keep);
    if (code != SQLITE_OK) fail(code, Phase::statement);
  } catch (Error& error) {
    error.complete(connection_.details(sql(), Phase::statement));
    throw;
  }
}

void Cursor::refuse_parameters(std::size_t given) const {
  ErrorDetails details = connection_.details(sql(), Phase::statement);
  details.sqlstate = "07001";
  raise(ErrorKind::programming,
        fmt::format("the statement has {} parameters, but {} values were given", parameter_count_, given),
        std::move(details));
}

std::string_view Cursor::column_name(std::size_t column) const {
  const char* name = sqlite3_column_name(statement_.get(), static_cast<int>(column));
  return name != nullptr ? std::string_view(name) : std::string_view{};
}

const Cell* Cursor::next() {
  if (first_row_) {
    first_row_ = false;
    read_row(statement_.get(), row_);
    return row_.data();
  }
  if (!running_) return buffer_.next(row_) ? row_.data() : nullptr;
  if (!step()) return nullptr;
  read_row(statement_.get(), row_);
  return row_.data();
}

void Cursor::read_all(FieldRows& rows) {
  if (!running_) return drivers::Cursor::read_all(rows);
  if (first_row_) read_row(statement_.get(), *this, rows);
  first_row_ = false;
  while (!rows.full() && step()) read_row(statement_.get(), *this, rows);
}

bool Cursor::step() {
  if (!gives_one_row_) {
    if (!connection_.goes_on(epoch_)) connection_.refuse_stale(sql());
    connection_.watch().continue_call(deadline_);
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(code, Phase::statement);
  }
  finish();
  return false;
}

void Cursor::buffer_rows() {
  int code = SQLITE_ROW;
  for (; code == SQLITE_ROW; code = sqlite3_step(statement_.get())) {
    read_row(statement_.get(), row_);
    buffer_.add(row_);
  }
  if (code != SQLITE_DONE) fail(code, Phase::statement);
  finish();
}

void Cursor::finish() {
  running_ = false;
  affected_rows_ = counts_changes_ ? sqlite3_changes64(connection_.handle()) : 0;
  sqlite3_reset(statement_.get());
}

void Cursor::fail(int code, Phase phase) {
  running_ = first_row_ = false;
  connection_.fail(code, statement_.get(), phase);
}

void Cursor::release() noexcept {
  if (running_ && connection_.open()) sqlite3_reset(statement_.get());
  open_ = running_ = first_row_ = false;
  if (!cached_) delete this;
}

}  // namespace bindery::drivers::sqlite
