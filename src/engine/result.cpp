// Results: what is thrown when there are other rows than were asked for.
#include <bindery/engine/result.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery {

void refuse_row_count(std::size_t rows) {
  if (rows == 0) throw NoResultFound("one row was expected, none was found", {.sqlstate = "02000"});
  throw MultipleResultsFound(fmt::format("one row was expected, {} were found", rows), {.sqlstate = "21000"});
}

void detail::refuse_second_row_of_key() {
  throw MultipleResultsFound("rows were asked for by a key, and two of them have the same key",
                             {.sqlstate = "21000", .hint = "take a key that is unique among the rows"});
}

std::size_t detail::checked_partition_size(std::size_t rows) {
  if (rows > 0) return rows;
  throw ProgrammingError("rows can't come in pieces of 0", {.hint = "ask for pieces of 1 row or more"});
}

}  // namespace bindery
