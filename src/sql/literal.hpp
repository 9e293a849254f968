// Values as literals of a dialect, for statements that are printed with their values.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/sql/dialect.hpp>

#include <string>

namespace bindery {

/// A value as a literal that means what the value would mean as a parameter. ProgrammingError for one that the database
/// has no literal for.
std::string literal_of(const Cell& cell, const Dialect& dialect);

}  // namespace bindery
