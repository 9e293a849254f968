// error: bindery: rows become a struct of public members, without base and constructors, of at most 32 members
#include <bindery/bindery.hpp>

using namespace bindery;

class Summary {
 public:
  Summary(int);
};

auto summaries(Connection& connection) { return connection.execute(sql("select 1").into<Summary>()); }
