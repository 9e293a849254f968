// The demonstration: a small catalogue service in three databases. Read this file first, then models.hpp, then the
// chapters in writing.cpp, reading.cpp and refusals.cpp.
//
//   the default bind   messages
//   "users"            people, and which countries they follow
//   "appmeta"          countries, their subdivisions, languages and currencies: opened read-only
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>

#include "demo.hpp"
#include "import.hpp"

namespace demo {

struct Settings {
  std::string default_url = "sqlite:///main.db";
  std::string users_url = "sqlite:///users.db";
  std::filesystem::path directory;
  std::filesystem::path lists = "/usr/share/iso-codes/json";
  bool quiet = false;
};

void run(const Settings& settings) {
  Report report(settings.quiet);
  const std::string appmeta_url = "sqlite:///" + (settings.directory / "appmeta.db").string();

  report.title("A small catalogue service in three databases: messages, people, and reference data.");
  report.chapter("Import the ISO lists into the reference database");
  import_reference_data(appmeta_url, settings.lists, report);

  // All databases of the program, and the models in them. Each connects when it is first used.
  Database db(
      {
          .database_uri = settings.default_url,
          .binds = {{"users", settings.users_url}, {"appmeta", appmeta_url + "?mode=ro"}},
          .instance_path = settings.directory,  // where relative SQLite files are
      },
      models<User, Message, Country, Subdivision, Language, Currency>);

  // A plain association table needs no class.
  const Table& follows = db.table("follows",
                                  {Column{"user_id", BigInteger{}, primary_key, ForeignKey{"user.id"}},
                                   Column{"country", Char{2}, primary_key, Link{"country.code"}}},
                                  {.bind_key = "users"});
  db.validate();                 // everything that is wrong with models and binds, in one error
  db.listen(report.listener());  // prints each statement, where it ran, how long it took, and its rows
  db.drop_all();                 // what an earlier run left

  const Demo demo{db, follows, report};
  create_tables(demo);
  create_and_drop_by_bind(demo);
  add_people_and_messages(demo);
  take_back_a_part(demo);
  insert_or_update(demo);
  read_from_all_three(demo);
  grow_a_query(demo);
  join_and_group(demo);
  stream_languages(demo);
  show_refusals(demo);
  report.summary(db);
}

}  // namespace demo

int main(int argc, char** argv) try {
  demo::Settings settings;
  settings.directory = std::filesystem::absolute(argv[0]).lexically_normal().replace_filename("demo-data");

  CLI::App options("A small catalogue service in three databases.");
  options.add_option("--default-url", settings.default_url,
                     "the default database, for messages (SQLite otherwise)");
  options.add_option("--users-url", settings.users_url,
                     "the database of the bind \"users\" (SQLite otherwise)");
  options.add_option("--directory", settings.directory, "where SQLite files are made");
  options.add_option("--lists", settings.lists, "the ISO lists of Debian's package iso-codes");
  options.add_flag("--quiet", settings.quiet, "print no statements");
  CLI11_PARSE(options, argc, argv);

  std::filesystem::create_directories(settings.directory);
  demo::run(settings);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
