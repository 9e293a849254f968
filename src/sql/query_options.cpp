// What a query says beside its text: collecting it.
#include <bindery/sql/query_options.hpp>

#include <algorithm>

namespace bindery {

void QueryOptions::add(const LoadOption& option) { relations.push_back(option); }
void QueryOptions::add(const ColumnOption& option) { columns.push_back(option); }
void QueryOptions::add(const Unfiltered& option) { unfiltered.push_back(option); }

bool QueryOptions::has_joined() const {
  return std::any_of(relations.begin(), relations.end(), [](const LoadOption& each) { return each.joined; });
}

}  // namespace bindery
