// The same SQL without the library: each database's own client, every value as text.
#pragma once
#include <bindery/core/url.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::test {

/// A row as comparable texts; nothing for NULL.
using TextRow = std::vector<std::optional<std::string>>;

/// One form for what databases write differently: numbers without superfluous zeros and with at most six digits behind
/// the point, times in ISO form without superfluous digits and offset. Other text stays as it is.
std::string canonical(std::string_view text);

/// Runs one statement by libpq, libmariadb or sqlite3 and gives its rows in canonical form. Throws what the database
/// says.
std::vector<TextRow> raw_rows(const Url& url, const std::string& sql);

}  // namespace bindery::test
