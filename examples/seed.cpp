// Three databases, one model layer: the smallest program that shows the whole idea.
#include <bindery/bindery.hpp>

#include <filesystem>
#include <iostream>

using namespace bindery;

struct User {
  static constexpr auto bind_key = "users";  // lives in the bind "users"

  std::int64_t id = 0;
  std::string username;

  static constexpr auto columns() {  // table name: "user", from the type's name
    return mapped(column<&User::id>(primary_key), column<&User::username>(String{80}, unique));
  }
};

struct Note {  // no bind key: the default database
  std::int64_t id = 0;
  std::string body;
  std::optional<std::int64_t> author_id;  // NULL-able, because it is optional

  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key),
                  column<&Note::body>(),  // std::string without a length: TEXT
                  // A reference that crosses databases: no FOREIGN KEY.
                  column<&Note::author_id>(links<&User::id>));
  }
};

void run(const std::filesystem::path& directory) {
  // Three files beside each other. On servers the URLs would be "postgres://localhost/main" and
  // "mysqldb://localhost/users"; nothing else below would change.
  Database db{{
                  .database_uri = "sqlite:///main.db",
                  .binds = {{"users", "sqlite:///users.db"}, {"appmeta", "sqlite:///appmeta.db?mode=ro"}},
                  .instance_path = directory,
              },
              models<User, Note>};

  // A table without a class, in the bind "users".
  Table& favourites = db.table("user_favorites",
                               {Column{"user_id", Integer{}, ForeignKey{"user.id"}},  //
                                Column{"label", String{40}}},
                               {.bind_key = "users"});

  db.drop_all();           // what an earlier run left
  db.create_all();         // every bind that may be written
  db.create_all("users");  // one
  try {
    db.create_all({"users", "appmeta"});  // a list; appmeta is read-only here, and nothing is done
  } catch (const BindError& error) {
    std::cout << error.what() << '\n';
  }
  db.create_all(default_bind);  // the default database alone

  auto session = db.session();
  auto ada = session.add(User{.username = "ada"});
  session.add(Note{.body = "engines are made for you"});
  session.commit();  // each row went to its own database; ada->id is set

  session.execute(insert(favourites).values({{"user_id", ada->id}, {"label", "first"}}));

  auto found = session.scalars(select<User>().where(col<&User::username> == "ada")).one();
  found->username = "lovelace";  // tracked: the commit writes it
  session.commit();

  const auto favourite = session.execute(select(favourites)).one();
  std::cout << ada->username << " is number " << ada->id
            << ", and likes: " << favourite.get<std::string>("label") << '\n';
  session.commit();

  db.drop_all(default_bind);
}

// Usage: bindery_seed [DIRECTORY]. Without one the databases are made beside the program.
int main(int argc, char** argv) try {
  run(argc > 1 ? std::filesystem::path(argv[1])
               : std::filesystem::absolute(argv[0]).lexically_normal().replace_filename("seed-data"));
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
