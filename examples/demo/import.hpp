// The import step: from the ISO lists of Debian's iso-codes package into the reference database.
#pragma once
#include "report.hpp"

#include <filesystem>
#include <string>

namespace demo {

/// Makes the tables of the bind "appmeta" anew in the database `url` and fills them from the JSON files in `lists`.
void import_reference_data(const std::string& url, const std::filesystem::path& lists, Report& report);

}  // namespace demo
