// bindery_bench_rivals: other C++ libraries, the raw client and Bindery in turns; results are JSON lines.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
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

/// The measured rows in a file: SOCI can't open the database in memory that another one has filled.
std::string sqlite_copy(Stage& stage) {
  const std::string file = (std::filesystem::temp_directory_path() / "bindery_rivals.db").string();
  std::filesystem::remove(file);
  stage.raw().run(fmt::format("VACUUM INTO '{}'", file));
  return file;
}

/// The task's own subjects and the rivals, in turns.
void run(Stage& stage, const Task& task, const std::vector<Rival>& rivals, const MeasureOptions& options) {
  task.run(stage, [&](std::vector<Subject> subjects) {
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

void run_all(const std::string& backend, const MeasureOptions& options) {
  const Url url = url_of(backend);
  Stage stage(url);
  const bool sqlite = url.backend() == Backend::sqlite;
  std::vector<Rival> rivals = soci_rival(url, sqlite ? sqlite_copy(stage) : std::string());
  if (url.backend() == Backend::postgresql) {
    for (Rival& one : pqxx_rival(url)) rivals.push_back(std::move(one));
  }
  for (const Task& task : tasks()) {
    const bool any =
        std::any_of(rivals.begin(), rivals.end(), [&](const Rival& rival) { return rival.task == task.id; });
    if (any) run(stage, task, rivals, options);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  std::string backend = "sqlite";
  MeasureOptions options{.rounds = 7};
  CLI::App app("Measures other C++ libraries beside Bindery and the raw clients");
  app.add_option("--backend", backend, "sqlite, postgresql, mariadb");
  app.add_option("--rounds", options.rounds, "at least 7 for results that are kept");
  CLI11_PARSE(app, argc, argv);
  run_all(backend, options);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
