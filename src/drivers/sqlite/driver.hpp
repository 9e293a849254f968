// SQLite's driver: embedded databases through the sqlite3 library.
#pragma once
#include <bindery/drivers/driver.hpp>

namespace bindery::drivers {

const Driver& sqlite_driver();

}  // namespace bindery::drivers
