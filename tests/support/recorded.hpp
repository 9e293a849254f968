// Statements that a database recorded, for tests that count them.
#pragma once
#include <bindery/binds/database.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace bindery::test {

/// How many recorded statements begin with this text ("" counts all).
inline std::size_t count_recorded(const Database& db, std::string_view beginning) {
  const auto queries = db.recorded_queries();
  return static_cast<std::size_t>(
      std::count_if(queries.begin(), queries.end(),
                    [&](const RecordedQuery& query) { return query.sql.starts_with(beginning); }));
}
/// How many are added while `run` runs.
template <class Run> std::size_t count_recorded(const Database& db, std::string_view beginning, Run run) {
  const std::size_t before = count_recorded(db, beginning);
  run();
  return count_recorded(db, beginning) - before;
}

}  // namespace bindery::test
