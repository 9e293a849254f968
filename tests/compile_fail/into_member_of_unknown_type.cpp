// error: bindery: a member of this struct has a type that can't be read from a column
#include <bindery/bindery.hpp>

using namespace bindery;

struct Summary {
  std::string name;
  int* pages;
};

auto summaries(Connection& connection) { return connection.execute(sql("select 1").into<Summary>()); }
