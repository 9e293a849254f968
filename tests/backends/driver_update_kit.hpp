// Many changed rows for one table, as flushes hand them to a driver.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::test {

/// New names and scores for the things with these ids; every third score is NULL.
struct Changes {
  std::vector<std::string> names;
  std::vector<Cell> cells;
  std::vector<std::size_t> columns{1, 2}, keys{0};

  explicit Changes(std::size_t count, std::int64_t first = 1) {
    names.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back(fmt::format("name {}", i));
      cells.push_back(Cell::of_text(names.back()));
      cells.push_back(i % 3 == 0 ? Cell::null() : Cell::of_real(static_cast<double>(i)));
      cells.push_back(Cell::of_integer(first + static_cast<std::int64_t>(i)));
    }
  }
  drivers::UpdateRows request(const Table& table, std::string_view sql, Deadline limit = {}) const {
    return {.table = table, .columns = columns, .keys = keys, .cells = cells, .sql = sql, .deadline = limit};
  }
};

}  // namespace bindery::test
