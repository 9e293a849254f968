// What `connect_args` may say about a SQLite connection.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::drivers::sqlite {

/// Read from `connect_args`, or from the URL's query for `timeout`:
///
/// - `timeout`: seconds to wait for locks of other connections, fractions allowed (default 5)
/// - `transaction`: `deferred` (default), `immediate` or `exclusive`: how transactions that may write begin
/// - pragmas: `analysis_limit`, `auto_vacuum`, `automatic_index`, `cache_size`, `case_sensitive_like`,
///   `cell_size_check`, `foreign_keys` (default on), `journal_mode`, `journal_size_limit`, `locking_mode`,
///   `mmap_size`, `page_size`, `recursive_triggers`, `secure_delete`, `synchronous`, `temp_store`, `threads`,
///   `trusted_schema`, `wal_autocheckpoint`
/// - `check_same_thread`, `detect_types`, `uri`: of Python's client; accepted, without meaning here
struct Settings {
  std::chrono::milliseconds busy_timeout{5000};
  std::string_view begin_sql = "BEGIN";
  std::vector<std::string> pragmas;  ///< statements, in the order in which they must run
};

/// Throws ConfigError for unknown names and values that make no sense.
Settings read_settings(const ConnectOptions& options, bool read_only);

}  // namespace bindery::drivers::sqlite
