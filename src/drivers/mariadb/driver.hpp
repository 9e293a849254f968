// The driver of MariaDB and MySQL, over MariaDB Connector/C.
#pragma once
#include <bindery/drivers/driver.hpp>

namespace bindery::drivers {

const Driver& mariadb_driver();

}  // namespace bindery::drivers
