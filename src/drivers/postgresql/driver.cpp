// The driver of PostgreSQL.
#include "drivers/postgresql/driver.hpp"

#include "drivers/postgresql/connect.hpp"
#include "drivers/postgresql/connection.hpp"

namespace bindery::drivers {

namespace {

class PostgresqlDriver final : public Driver {
 public:
  const Dialect& dialect() const noexcept override { return dialect_of(Backend::postgresql); }
  std::unique_ptr<Connection> connect(const ConnectOptions& options, Deadline deadline) const override {
    return std::make_unique<postgresql::ServerConnection>(postgresql::open_connection(options, deadline),
                                                          options);
  }
};

}  // namespace

const Driver& postgresql_driver() {
  static const PostgresqlDriver driver;
  return driver;
}

}  // namespace bindery::drivers
