// The SQL of bulk inserts.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <optional>
#include <string>

namespace bindery::drivers::postgresql {

std::string quoted_name(std::string_view name);
/// "schema"."table"
std::string quoted_table(const Table& table);
/// INSERT with one value for each column; `with_key` puts the generated key in front.
std::string insert_text(const InsertRows& rows, bool with_key, std::optional<std::size_t> returning);
/// COPY of the same columns.
std::string copy_text(const InsertRows& rows, bool with_key);

}  // namespace bindery::drivers::postgresql
