// The drivers that this build has.
#include <bindery/core/error.hpp>
#include <bindery/drivers/driver.hpp>
#include <fmt/format.h>

#ifdef BINDERY_HAS_SQLITE
#include "drivers/sqlite/driver.hpp"
#endif
#ifdef BINDERY_HAS_POSTGRESQL
#include "drivers/postgresql/driver.hpp"
#endif
#ifdef BINDERY_HAS_MARIADB
#include "drivers/mariadb/driver.hpp"
#endif

namespace bindery::drivers {

namespace {

[[noreturn]] [[maybe_unused]] void refuse(std::string_view database, std::string_view library,
                                          std::string_view package) {
  ErrorDetails details;
  details.phase = Phase::configure;
  details.hint = fmt::format("install it (Debian: {}) and build Bindery again", package);
  raise(
      ErrorKind::config,
      fmt::format("this build has no driver for {}: the client library {} was not found", database, library),
      std::move(details));
}

}  // namespace

const Driver& driver_for(Backend backend) {
  switch (backend) {
    case Backend::sqlite:
#ifdef BINDERY_HAS_SQLITE
      return sqlite_driver();
#else
      refuse("SQLite", "sqlite3", "libsqlite3-dev");
#endif
    case Backend::postgresql:
#ifdef BINDERY_HAS_POSTGRESQL
      return postgresql_driver();
#else
      refuse("PostgreSQL", "libpq", "libpq-dev");
#endif
    case Backend::mariadb: break;
  }
#ifdef BINDERY_HAS_MARIADB
  return mariadb_driver();
#else
  refuse("MariaDB and MySQL", "libmariadb", "libmariadb-dev");
#endif
}

}  // namespace bindery::drivers
