// A small program against an installed Bindery: one model, one in-memory database.
#include <bindery/bindery.hpp>

#include <iostream>

using namespace bindery;

struct User {
  std::int64_t id = 0;
  std::string name;

  static constexpr auto columns() {
    return mapped(column<&User::id>(primary_key), column<&User::name>(String{80}));
  }
};

int main() {
  Database db{{.database_uri = "sqlite://"}, models<User>};
  db.create_all();
  auto session = db.session();
  session.add(User{.name = "ada"});
  session.commit();
  std::cout << session.scalars(select<User>()).one()->name << '\n';
}
