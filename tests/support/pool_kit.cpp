// What the pool's tests share: real connections, tapped.
#include "pool_kit.hpp"

#include <stdexcept>

namespace bindery::test {

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return open_; });
}

/// The driver's connection; every call goes through to it.
class Tapped final : public drivers::Connection {
 public:
  Tapped(Opener& opener, std::unique_ptr<drivers::Connection> real)
      : opener_(opener), real_(std::move(real)) {
    opener_.count_open();
  }
  ~Tapped() override { --opener_.open_now_; }

  drivers::CursorPtr execute(const drivers::Request& request) override { return real_->execute(request); }
  void run(std::string_view sql, Deadline deadline) override { real_->run(sql, deadline); }
  std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                            Deadline deadline) override {
    return real_->execute_many(sql, cells, width, deadline);
  }
  std::vector<std::int64_t> insert_rows(const drivers::InsertRows& rows) override {
    return real_->insert_rows(rows);
  }
  std::int64_t update_rows(const drivers::UpdateRows& rows) override { return real_->update_rows(rows); }
  void begin(const drivers::TransactionOptions& options, Deadline deadline) override {
    real_->begin(options, deadline);
  }
  void commit(Deadline deadline) override { real_->commit(deadline); }
  void rollback(Deadline deadline) override { real_->rollback(deadline); }
  drivers::TransactionState transaction_state() const noexcept override { return real_->transaction_state(); }
  bool ping(Deadline deadline) noexcept override {
    opener_.before_ping(++opener_.pings_);
    return real_->ping(deadline);
  }
  void cancel() noexcept override { real_->cancel(); }
  bool usable() const noexcept override { return real_->usable(); }
  void abandon() noexcept override { real_->abandon(); }
  std::vector<std::string> table_names(std::string_view schema, Deadline deadline) override {
    return real_->table_names(schema, deadline);
  }
  std::vector<std::string> view_names(std::string_view schema, Deadline deadline) override {
    return real_->view_names(schema, deadline);
  }
  std::string server_version() override { return real_->server_version(); }

 private:
  Opener& opener_;
  std::unique_ptr<drivers::Connection> real_;
};

Opener::Opener(Url url, std::string bind)
    : options_{.url = std::move(url),
               .bind = std::move(bind),
               .base_directory = {},
               .isolation_level = {},
               .connect_args = {}} {}

Pool::Open Opener::function() {
  return [this](Deadline deadline) -> std::unique_ptr<drivers::Connection> {
    before(++tried_);
    auto real = drivers::driver_for(options_.url.backend()).connect(options_, deadline);
    ++opened_;
    return std::make_unique<Tapped>(*this, std::move(real));
  };
}

std::unique_ptr<drivers::Connection> Opener::apart() const {
  return drivers::driver_for(options_.url.backend()).connect(options_, deadline(std::chrono::seconds(10)));
}

void Opener::count_open() {
  const int now = ++open_now_;
  for (int most = most_open_; now > most && !most_open_.compare_exchange_weak(most, now);) {}
}

std::int64_t number(drivers::Connection& connection, std::string_view sql) {
  const auto cursor = connection.execute({.sql = sql});
  const Cell* row = cursor->next();
  if (row == nullptr) throw std::runtime_error("no row from " + std::string(sql));
  return row[0].integer;
}

std::string text(drivers::Connection& connection, std::string_view sql) {
  const auto cursor = connection.execute({.sql = sql});
  const Cell* row = cursor->next();
  if (row == nullptr) throw std::runtime_error("no row from " + std::string(sql));
  return std::string(row[0].text());
}

}  // namespace bindery::test
