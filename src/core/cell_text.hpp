// Cells as text, for messages and for text members that meet other kinds.
#pragma once
#include <bindery/core/cell.hpp>

#include <string>
#include <string_view>

namespace bindery::detail {

/// Appends the plain text of a cell: numbers, dates, UUIDs as they read; text and bytes as they are; NULL nothing.
void append_text(std::string& out, const Cell& cell);
/// For messages: `text 'abc'`, `integer 7`, `bytes (12)`; long text is cut.
std::string describe(const Cell& cell);

/// The DataError of a member that a cell does not fit: what the cell holds and the sentence's end.
[[noreturn]] void refuse_value(const Cell& cell, std::string_view because);
[[noreturn]] void refuse_null();

}  // namespace bindery::detail
