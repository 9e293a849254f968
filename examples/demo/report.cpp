// Printing: neat columns on a terminal of 110 characters, without colours.
#include "report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace demo {

namespace {

constexpr std::size_t screen_width = 110;

// On one line, with dots in its middle if it is longer than `width`: the end of a statement tells as much as its
// beginning.
std::string shortened(std::string_view text, std::size_t width) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank) {
      line += c;
    } else if (!line.ends_with(' ') && !line.ends_with('(')) {
      line += ' ';
    }
  }
  if (line.size() > width) line.replace(width / 2, line.size() - width + 5, " ... ");
  return line;
}

std::string counted(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string_view name_of_bind(std::string_view bind_key) { return bind_key.empty() ? "default" : bind_key; }

std::string milliseconds(std::chrono::nanoseconds duration) {
  return fmt::format("{:.3f} ms", std::chrono::duration<double, std::milli>(duration).count());
}

bindery::EngineListener Report::listener() {
  return {
      .execute = [this](const bindery::StatementEvent& event) { statement(event); },
      .commit =
          [this](const bindery::ConnectionEvent& event) {
            if (!quiet_) fmt::print("  | {:<8}{:>10}{:>11}  COMMIT\n", name_of_bind(event.bind_key), "", "");
          },
  };
}

void Report::statement(const bindery::StatementEvent& event) {
  Total& total = totals_[std::string(event.bind_key)];
  ++total.statements;
  total.duration += event.duration;
  if (quiet_) return;
  const std::string head =
      fmt::format("  | {:<8}{:>10}{:>11}  ", name_of_bind(event.bind_key), milliseconds(event.duration),
                  event.error ? "refused" : counted(event.rows, "row"));
  fmt::print("{}{}\n", head, shortened(event.sql, screen_width - head.size()));
}

void Report::title(std::string_view text) const { fmt::print("{}\n", text); }

void Report::chapter(std::string_view title) { fmt::print("\n{}. {}\n", ++chapters_, title); }

void Report::line(std::string_view text) const { fmt::print("  {}\n", text); }

void Report::wrapped(std::string_view text) const {
  constexpr std::size_t width = screen_width - 6;
  while (!text.empty()) {
    const std::size_t space = text.size() > width ? text.rfind(' ', width) : text.size();
    const std::size_t end = space == std::string_view::npos ? text.size() : space;
    fmt::print("    > {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Report::schema(const bindery::SchemaReport& done, std::chrono::nanoseconds duration) const {
  for (const auto& [bind, sql] : done.statements) {
    if (!quiet_) fmt::print("  | {:<8}{:>23}{}\n", name_of_bind(bind), "", shortened(sql, screen_width - 35));
  }
  std::map<bindery::SchemaAction, std::int64_t> tables;
  for (const auto& entry : done.entries) ++tables[entry.action];
  std::vector<std::string> parts;
  for (const auto& [action, count] : tables) {
    parts.push_back(fmt::format("{} {}", counted(count, "table"), bindery::name_of(action)));
  }
  line(fmt::format("{}, in {}", fmt::join(parts, ", "), milliseconds(duration)));
}

namespace {

// Tables and rows of one bind. SQL text tells no tables, so it must be told its bind.
struct Contents {
  std::size_t tables = 0;
  std::int64_t rows = 0;
};
Contents contents_of(const bindery::Database& db, bindery::Session& session, const bindery::Engine& engine) {
  Contents contents;
  for (const bindery::Table* table : db.metadata(engine.bind_key()).tables()) {
    const std::string text =
        fmt::format("select count(*) from {}", bindery::quoted(engine.dialect(), table->name()));
    contents.rows += session.scalar(bindery::sql(text).on(engine.bind_key()).rows<std::int64_t>());
    ++contents.tables;
  }
  return contents;
}

}  // namespace

void Report::summary(const bindery::Database& db) {
  chapter("Summary");
  const auto totals = totals_;  // without the statements that count rows
  quiet_ = true;
  constexpr auto layout = "  {:<8} {:<19} {:>6} {:>7} {:>11} {:>11}  {}\n";
  fmt::print(layout, "bind", "server", "tables", "rows", "statements", "time", "database");
  bindery::Session session = db.session();
  for (const auto& engine : db.engines()) {
    const std::string& key = engine->bind_key();
    const auto [tables, rows] = contents_of(db, session, *engine);
    const Total total = totals.contains(key) ? totals.at(key) : Total{};
    fmt::print(layout, name_of_bind(key), session.connection(key).server_version(), tables, rows,
               total.statements, milliseconds(total.duration), engine->url());
  }
}

}  // namespace demo
