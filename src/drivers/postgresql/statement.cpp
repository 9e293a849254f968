// What a prepared statement takes and gives, from the server's description.
#include "drivers/postgresql/statement.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace bindery::drivers::postgresql {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool same_word(std::string_view word, std::string_view lower) {
  return std::equal(word.begin(), word.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

template <std::size_t N> bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return same_word(word, one); });
}

}  // namespace

void describe_columns(const PGresult* result, bool as_text, Prepared& prepared) {
  prepared.as_text = as_text;
  prepared.columns.clear();
  for (int i = 0; i < PQnfields(result); ++i) {
    const TypeOid type = PQftype(result, i);
    const Wire wire = wire_of(type);
    prepared.columns.push_back(
        {PQfname(result, i), type, as_text ? text_decoder(wire) : binary_decoder(wire)});
  }
}

void describe(const PGresult* description, Prepared& prepared) {
  prepared.parameters.clear();
  prepared.parameter_types.clear();
  for (int i = 0; i < PQnparams(description); ++i) {
    prepared.parameter_types.push_back(PQparamtype(description, i));
    prepared.parameters.push_back(wire_of(prepared.parameter_types.back()));
  }
  bool unknown = false;
  for (int i = 0; i < PQnfields(description); ++i)
    unknown |= wire_of(PQftype(description, i)) == Wire::foreign;
  describe_columns(description, unknown, prepared);
}

bool matches(const PGresult* result, const Prepared& prepared) {
  const int count = PQnfields(result);
  if (static_cast<std::size_t>(count) != prepared.columns.size()) return false;
  for (int i = 0; i < count; ++i) {
    if (PQftype(result, i) != prepared.columns[static_cast<std::size_t>(i)].type) return false;
  }
  return count == 0 || (PQfformat(result, 0) == 0) == prepared.as_text;
}

bool only_reads(std::string_view sql) {
  static constexpr std::array<std::string_view, 4> readers{"select", "values", "table", "with"};
  static constexpr std::array<std::string_view, 5> writers{"insert", "update", "delete", "merge", "into"};
  bool first = true;
  for (std::size_t at = 0; at < sql.size();) {
    if (!is_letter(sql[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < sql.size() && is_letter(sql[at])) ++at;
    const auto word = sql.substr(start, at - start);
    if (first ? !is_one_of(word, readers) : is_one_of(word, writers)) return false;
    first = false;
  }
  return !first;
}

}  // namespace bindery::drivers::postgresql
