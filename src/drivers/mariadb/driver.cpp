// Connecting: the hosts of the URL are tried in order.
#include "drivers/mariadb/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "drivers/mariadb/connection.hpp"
#include "drivers/mariadb/errors.hpp"
#include "drivers/mariadb/options.hpp"

namespace bindery::drivers {

namespace mariadb {

namespace {

constexpr int tls_failed = 2026;

std::vector<Target> targets_of(const ConnectOptions& options) {
  std::vector<Target> targets;
  const TlsOptions tls = options.url.tls();
  for (const Host& host : options.url.hosts()) targets.push_back({options, host, tls});
  if (targets.empty()) targets.push_back({options, std::nullopt, tls});
  for (Target& target : targets) {
    // Nobody listens on a local socket: `prefer` is not worth the handshake there.
    const bool local = !target.host || target.host->is_socket();
    if (local && target.tls.mode == TlsMode::prefer) target.tls.mode = TlsMode::disable;
  }
  return targets;
}

std::unique_ptr<Connection> connect_to(Target target, Deadline deadline) {
  if (target.tls.mode != TlsMode::prefer)
    return std::make_unique<MariadbConnection>(std::move(target), deadline);
  try {
    return std::make_unique<MariadbConnection>(target, deadline);
  } catch (const Error& error) {
    if (error.details().native_code != tls_failed) throw;
  }
  target.tls.mode = TlsMode::disable;
  return std::make_unique<MariadbConnection>(std::move(target), deadline);
}

/// A host that does not answer must leave time for the ones behind it.
Deadline share(const ConnectOptions& options, Deadline deadline, std::size_t hosts_left) {
  Deadline own;
  if (const auto seconds = connect_timeout(options)) own = Deadline::in(*seconds);
  if (deadline.is_never()) return own;
  return own.earlier_of(
      Deadline::in(deadline.remaining() / static_cast<int>(std::max<std::size_t>(hosts_left, 1))));
}

bool may_try_next(const Error& error) {
  return error.kind() == ErrorKind::timeout ||
         another_host_may_help(static_cast<unsigned>(error.details().native_code));
}

class MariadbDriver final : public Driver {
 public:
  const Dialect& dialect() const noexcept override { return dialect_of(Backend::mariadb); }

  std::unique_ptr<Connection> connect(const ConnectOptions& options, Deadline deadline) const override {
    check_arguments(options);
    std::vector<Target> targets = targets_of(options);
    std::string failures;
    for (std::size_t i = 0;; ++i) {
      const std::size_t left = targets.size() - i;
      try {
        return connect_to(std::move(targets[i]), share(options, deadline, left));
      } catch (Error& error) {
        const bool last = left == 1 || deadline.expired() || !may_try_next(error);
        if (last && !failures.empty()) error.locate(failures);
        if (last) throw;
        failures += (failures.empty() ? "" : "; ") + error.message();
      }
    }
  }
};

}  // namespace

}  // namespace mariadb

const Driver& mariadb_driver() {
  static const mariadb::MariadbDriver driver;
  return driver;
}

}  // namespace bindery::drivers
