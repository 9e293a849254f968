// The driver of PostgreSQL, over libpq.
#pragma once
#include <bindery/drivers/driver.hpp>

namespace bindery::drivers {

const Driver& postgresql_driver();

}  // namespace bindery::drivers
