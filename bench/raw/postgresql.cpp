// PostgreSQL by libpq.
#include <cstdlib>

#include "raw/raw.hpp"

namespace bindery::bench {
std::unique_ptr<Raw> raw_postgresql(const Url&) { std::abort(); }
}  // namespace bindery::bench
