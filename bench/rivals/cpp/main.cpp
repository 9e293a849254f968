// bindery_bench_rivals: other C++ libraries, the raw client and Bindery in turns; results are JSON lines.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>

#include "rivals/cpp/rivals.hpp"
#include "tasks/tasks.hpp"

using namespace bindery;
using namespace bindery::bench;

namespace {

Url url_of(const std::string& backend) {
  if (backend == "sqlite") return Url::parse("sqlite://");
  const char* const text = std::getenv(backend == "postgresql" ? "BINDERY_TEST_POSTGRES_SOCKET_URL"
                                                               : "BINDERY_TEST_MARIADB_SOCKET_URL");
  if (text == nullptr) throw std::runtime_error("measure by ./dev bench --rivals");
  return Url::parse(text);
}

/// The measured tables and rows as a file, from which the rivals fill their databases in memory: no library opens one
/// that another has filled. `item_of_rivals`, where they insert, is made like `item`.
void write_sqlite_file(Stage& stage, const std::string& file) {
  std::filesystem::remove(file);
  stage.raw().run(fmt::format("VACUUM INTO '{}'", file));
  const auto engine = Engine::make("file", {.url = Url::parse("sqlite:///" + file)});
  auto connection = engine->connect();
  const auto made = sql("SELECT sql FROM sqlite_master WHERE name = 'item'").rows<std::string>();
  std::string text = connection.scalar(made);
  connection.run_script(text.replace(text.find("item"), 4, "item_of_rivals"));
}

/// The raw client, Bindery's natural call and the rivals, in turns.
void run(Stage& stage, const Task& task, const std::vector<Rival>& rivals, const MeasureOptions& options) {
  task.run(stage, [&](const std::vector<Subject>& own) {
    std::vector<Subject> subjects;
    for (const Subject& one : own) {
      if (one.name == "raw" || one.name == "bindery" || one.name == "bindery, plain values")
        subjects.push_back({one.name, one.operations, one.run, one.prepare});
    }
    std::vector<std::string> notes(subjects.size());
    for (const Rival& rival : rivals) {
      if (rival.task != task.id) continue;
      subjects.push_back(rival.subject);
      notes.push_back(rival.note);
    }
    const auto results = measure(options, task.id, stage.backend_name(), subjects);
    for (std::size_t i = 0; i < results.size(); ++i) {
      fmt::print(
          R"({{"task": "{}", "backend": "{}", "subject": "{}", "rounds": {}, "median_ns_per_op": {:.1f}, )"
          R"("ratio_to_raw": {:.3f}, "note": "{}"}})"
          "\n",
          results[i].task, results[i].backend, results[i].subject, results[i].rounds,
          results[i].median_ns_per_op, results[i].ratio_to_raw, notes[i]);
    }
    std::fflush(stdout);
  });
}

struct Arguments {
  std::string backend = "sqlite", sqlite_file;
  std::vector<std::string> tasks;
  MeasureOptions measure{.rounds = 7};
};

bool wanted(const Task& task, const std::vector<Rival>& rivals, const std::vector<std::string>& tasks) {
  if (!tasks.empty() && std::find(tasks.begin(), tasks.end(), task.id) == tasks.end()) return false;
  return std::any_of(rivals.begin(), rivals.end(), [&](const Rival& rival) { return rival.task == task.id; });
}

void run_all(const Arguments& arguments) {
  const Url url = url_of(arguments.backend);
  Stage stage(url);
  if (url.backend() == Backend::sqlite) write_sqlite_file(stage, arguments.sqlite_file);
  std::vector<Rival> rivals = soci_rival(url, arguments.sqlite_file);
  if (url.backend() == Backend::postgresql) {
    for (Rival& one : pqxx_rival(url)) rivals.push_back(std::move(one));
  }
  for (const Task& task : tasks()) {
    if (wanted(task, rivals, arguments.tasks)) run(stage, task, rivals, arguments.measure);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  Arguments arguments;
  CLI::App app("Measures other C++ libraries beside Bindery and the raw clients");
  app.add_option("--backend", arguments.backend, "sqlite, postgresql, mariadb");
  app.add_option("--sqlite-file", arguments.sqlite_file, "where to put the tables of SQLite")->required();
  app.add_option("--task", arguments.tasks, "only these");
  app.add_option("--rounds", arguments.measure.rounds, "at least 7 for results that are kept");
  CLI11_PARSE(app, argc, argv);
  run_all(arguments);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
