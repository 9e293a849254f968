// bindery_bench: measures the tasks on the databases that there are. `./dev bench` starts the servers for it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "harness/measure.hpp"
#include "harness/report.hpp"
#include "tasks/tasks.hpp"

using namespace bindery;
using namespace bindery::bench;

namespace {

struct Arguments {
  std::vector<std::string> tasks, backends{"sqlite", "postgresql", "mariadb"};
  MeasureOptions measure;
  std::string json;
};

/// The sockets of the servers that the environment names; SQLite is in memory.
Url url_of(const std::string& backend) {
  if (backend == "sqlite") return Url::parse("sqlite://");
  const char* const variable =
      backend == "postgresql" ? "BINDERY_TEST_POSTGRES_SOCKET_URL" : "BINDERY_TEST_MARIADB_SOCKET_URL";
  const char* const text = std::getenv(variable);
  if (text == nullptr)
    throw std::runtime_error(fmt::format("{} is not set: measure by ./dev bench", variable));
  return Url::parse(text);
}

bool wanted(const Task& task, const Arguments& arguments) {
  return arguments.tasks.empty() ||
         std::find(arguments.tasks.begin(), arguments.tasks.end(), task.id) != arguments.tasks.end();
}

void run(const Arguments& arguments) {
  std::vector<Measurement> all;
  print_heading();
  for (const std::string& backend : arguments.backends) {
    Stage stage(url_of(backend));
    for (const Task& task : tasks()) {
      if (!wanted(task, arguments)) continue;
      task.run(stage, [&](const std::vector<Subject>& subjects) {
        for (const Measurement& one : measure(arguments.measure, task.id, stage.backend_name(), subjects)) {
          print(one);
          all.push_back(one);
        }
      });
    }
  }
  if (!arguments.json.empty()) write_json(all, arguments.json);
}

}  // namespace

int main(int argc, char** argv) try {
  Arguments arguments;
  CLI::App app("Measures Bindery beside the raw clients");
  app.add_option("--task", arguments.tasks, "only these");
  app.add_option("--backend", arguments.backends, "sqlite, postgresql, mariadb");
  app.add_option("--rounds", arguments.measure.rounds, "at least 7 for results that are kept");
  app.add_option("--json", arguments.json, "the file for the results");
  CLI11_PARSE(app, argc, argv);
  run(arguments);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
