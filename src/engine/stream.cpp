// Streams: a running cursor that keeps its connection.
#include <bindery/engine/connection.hpp>

#include <vector>

#include "connection_state.hpp"
#include "row_decoder.hpp"

namespace bindery {

namespace {

class StreamReader : public detail::RowReader {
 public:
  StreamReader(std::shared_ptr<detail::ConnectionState> state, const StatementText& text,
               std::span<const Cell> values, const RowPlan& plan, ReadMode mode, Deadline deadline,
               std::source_location caller)
      : state_(std::move(state)), sql_(text.sql), watch_(*state_, sql_, {}, 0, caller) {
    try {
      cursor_ = state_->driver().execute({.sql = sql_,
                                          .parameters = values,
                                          .lists = text.lists,
                                          .stream = true,
                                          .deadline = state_->limit(deadline)});
      decoder_.emplace(*cursor_, plan, mode);
      if (const auto fields = decoder_->plain_fields()) plain_rows_.emplace(*fields, sink_);
    } catch (Error& error) {
      cursor_.reset();  // before the connection may go
      watch_.failed(error);
      throw;
    }
  }

  ~StreamReader() override {
    if (cursor_) watch_.done(rows());  // left early
  }

  bool next(void* object) override {
    try {
      if (!cursor_) return false;
      if (read(object)) return true;
      watch_.done(rows());
      cursor_.reset();
      return false;
    } catch (Error& error) {
      cursor_.reset();
      watch_.failed(error);
      throw;
    }
  }

 private:
  bool read(void* object) {
    if (plain_rows_) {
      object_ = object;
      plain_rows_->want(1);
      cursor_->read_all(*plain_rows_);
      return plain_rows_->full();
    }
    const Cell* const cells = cursor_->next();
    if (cells != nullptr) decoder_->decode(cells, object);
    return cells != nullptr;
  }
  std::int64_t rows() const {
    return static_cast<std::int64_t>(plain_rows_ ? plain_rows_->count() : decoder_->rows());
  }
  static void* object_of(void* reader) { return static_cast<StreamReader*>(reader)->object_; }

  std::shared_ptr<detail::ConnectionState> state_;
  std::string sql_;
  detail::StatementWatch watch_;
  drivers::CursorPtr cursor_;
  std::optional<detail::RowDecoder> decoder_;
  void* object_ = nullptr;  // the next row's
  Sink sink_{this, &object_of};
  std::optional<drivers::FieldRows> plain_rows_;  // if the rows need no decoder
};

}  // namespace

std::unique_ptr<detail::RowReader> Connection::open_stream(const StatementRef& statement, const RowPlan& plan,
                                                           ReadMode mode, Deadline deadline,
                                                           std::source_location caller) {
  std::shared_ptr<const StatementText> owner;
  const StatementText& text = text_of(statement, engine().dialect(), owner);
  std::vector<Cell> room;
  const auto values = arranged(text, statement.values, statement.values.size(), room);
  return std::make_unique<StreamReader>(state_, text, values, plan, mode, deadline, caller);
}

}  // namespace bindery
