// The dialects that Bindery knows, one file each.
#pragma once
#include <bindery/sql/dialect.hpp>

namespace bindery {

extern const Dialect sqlite_dialect, postgresql_dialect, mariadb_dialect;

}  // namespace bindery
