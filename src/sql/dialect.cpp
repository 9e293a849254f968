// Finding a dialect.
#include <bindery/sql/dialect.hpp>

#include <fmt/format.h>

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

std::string stored_text(std::string_view value, const ColumnType& column, const Dialect& dialect) {
  const bool as_text = column.kind == TypeKind::decimal && dialect.backend == Backend::sqlite;
  if (!as_text || column.precision == 0) return std::string(value);
  return fmt::format("bindery_numeric({}, {}, {})", value, column.precision, column.scale);
}

}  // namespace bindery
