// What DDL and statements of full-text search must spell alike.
#pragma once
#include <string>
#include <vector>

namespace bindery {

/// PostgreSQL: the words of these columns, as its index keeps them.
std::string text_vector(const std::vector<std::string>& columns);

}  // namespace bindery
