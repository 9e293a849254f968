// SQL functions and the collation that every connection of ours brings along.
#pragma once
#include <sqlite3.h>

#include <string_view>

namespace bindery::drivers::sqlite {

/// Registers, by the names of the sqlite3 shell's decimal extension, the collation `decimal`, the functions
/// `decimal`, `decimal_add`, `decimal_sub`, `decimal_mul`, `decimal_cmp` and the aggregate `decimal_sum`;
/// beside them `decimal_abs`, `decimal_round` (halves away from zero) and the aggregate `decimal_avg`. Makes LIKE
/// tell upper from lower case. Functions by names of ours: see function_kit.hpp.
void register_functions(sqlite3* handle);

/// Orders decimal numbers written as text, of any length, by value. Text that is no number comes behind all numbers.
int compare_decimal_texts(std::string_view a, std::string_view b) noexcept;

}  // namespace bindery::drivers::sqlite
