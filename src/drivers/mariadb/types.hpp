// Values of the binary protocol as cells, and moments as the client library takes them.
#pragma once
#include <bindery/core/cell.hpp>
#include <mysql.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace bindery::drivers::mariadb {

/// Reads one value that is not NULL at `at` and moves `at` behind it. The cell points into the row. Returns
/// why the value can't be shown, nullptr if it can; must not throw (it runs inside the client library).
const char* read_value(enum_field_types type, bool is_unsigned, bool is_binary, const unsigned char*& at,
                       Cell& cell) noexcept;

/// True for a kind that travels as MYSQL_TIME.
constexpr bool is_moment(ValueKind kind) {
  return kind == ValueKind::date || kind == ValueKind::time || kind == ValueKind::timestamp ||
         kind == ValueKind::timestamp_tz;
}
/// Throws DataError for what MariaDB can't hold (years beyond 9999, times of 24 hours and more).
MYSQL_TIME to_moment(const Cell& cell);

/// Enough for any decimal, UUID or 64-bit number.
inline constexpr std::size_t text_size = 48;
/// A decimal or UUID cell as text in `buffer`. Throws DataError for a decimal that MariaDB can't hold.
std::string_view to_text(const Cell& cell, char* buffer);

/// Throws DataError for NaN and infinities.
void check_real(double value);

/// The parameters of one statement as the client library wants them. Cells must outlive the execution.
class Parameters {
 public:
  /// Throws DataError that names the parameter. False if all types are those of the last time.
  bool bind(const Cell* cells, std::size_t count);
  MYSQL_BIND* data() { return binds_.data(); }
  /// Puts the values in the place of others of the same types.
  void replace(MYSQL_BIND* bound) const;

 private:
  struct Slot {
    MYSQL_TIME moment;
    unsigned long length;
    char text[text_size];
  };
  void bind_one(const Cell& cell, MYSQL_BIND& bind, Slot& slot);

  std::vector<MYSQL_BIND> binds_;
  std::vector<Slot> slots_;
};

}  // namespace bindery::drivers::mariadb
