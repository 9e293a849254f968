// Finding a dialect.
#include <bindery/sql/dialect.hpp>

#include "dialects/dialects.hpp"

namespace bindery {

const Dialect& dialect_of(Backend backend) {
  switch (backend) {
    case Backend::postgresql: return postgresql_dialect;
    case Backend::mariadb: return mariadb_dialect;
    case Backend::sqlite: break;
  }
  return sqlite_dialect;
}

}  // namespace bindery
