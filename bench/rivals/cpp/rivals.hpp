// Other C++ libraries at the tasks.
#pragma once
#include <bindery/core/url.hpp>

#include <string>
#include <vector>

#include "harness/items.hpp"
#include "harness/measure.hpp"

namespace bindery::bench {

struct Rival {
  std::string task;
  Subject subject;
  std::string note;  ///< how it does it
};

/// `sqlite_file`: a database with the measured tables and rows.
std::vector<Rival> soci_rival(const Url& url, const std::string& sqlite_file);
/// PostgreSQL only: it has no other database.
std::vector<Rival> pqxx_rival(const Url& url);

}  // namespace bindery::bench
