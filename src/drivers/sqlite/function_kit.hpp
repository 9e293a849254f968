// What SQL functions of our own share.
#pragma once
#include <bindery/core/error.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <string>
#include <string_view>

namespace bindery::drivers::sqlite {

/// Exceptions must not pass through sqlite3. `kind` begins the message, see errors.cpp.
template <class Body> void guarded(sqlite3_context* context, std::string_view kind, Body body) {
  try {
    body();
  } catch (const DataError& error) {
    const std::string message = std::string(kind) + ": " + error.message();
    sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

inline bool any_null(int count, sqlite3_value** values) {
  return std::any_of(values, values + count,
                     [](sqlite3_value* v) { return sqlite3_value_type(v) == SQLITE_NULL; });
}

inline std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) throw std::bad_alloc();
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

inline void give_text(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Each family registers its functions.
void register_date_functions(sqlite3* handle);
void register_text_functions(sqlite3* handle);
void register_statistics(sqlite3* handle);

}  // namespace bindery::drivers::sqlite
