// Events: who listens, recording, and echoing through spdlog.
#include <bindery/engine/events.hpp>

#include <bindery/core/value.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "core/listen.hpp"

namespace bindery {

template class Listeners<EngineListener>;

namespace {

constexpr std::size_t shown_parameters = 20;

std::string readable(const StatementEvent& event, bool hide_parameters) {
  if (event.parameters.empty()) return {};
  if (hide_parameters) return "***";
  std::string text;
  for (std::size_t i = 0; i < event.parameters.size(); ++i) {
    if (i == shown_parameters) return text + ", ...";
    text += fmt::format("{}{}", i == 0 ? "" : ", ", Value(event.parameters[i]).to_string());
  }
  return text;
}

std::shared_ptr<spdlog::logger> logger() {
  if (auto existing = spdlog::get("bindery")) return existing;
  static const std::shared_ptr<spdlog::logger> own = spdlog::stderr_color_mt("bindery");
  return own;
}

}  // namespace

void QueryRecorder::record(const StatementEvent& event, bool hide_parameters) {
  RecordedQuery query{std::string(event.bind_key),
                      std::string(event.sql),
                      readable(event, hide_parameters),
                      event.rows,
                      event.duration,
                      event.error != nullptr ? std::string(event.error->what()) : std::string(),
                      event.location};
  const std::lock_guard lock(mutex_);
  queries_.push_back(std::move(query));
}

std::vector<RecordedQuery> QueryRecorder::queries() const {
  const std::lock_guard lock(mutex_);
  return queries_;
}

void QueryRecorder::clear() {
  const std::lock_guard lock(mutex_);
  queries_.clear();
}

EngineListener echo_listener(bool hide_parameters) {
  EngineListener listener;
  listener.execute = [hide_parameters](const StatementEvent& event) {
    const std::string parameters = readable(event, hide_parameters);
    const auto milliseconds = std::chrono::duration<double, std::milli>(event.duration).count();
    logger()->info(
        "[{}] {}{}{} {:.3f} ms, {} rows{}, {}:{}", event.bind_key.empty() ? "default" : event.bind_key,
        event.sql, parameters.empty() ? "" : fmt::format(" [{}]", parameters),
        event.batch_rows > 0 ? fmt::format(" (batch of {})", event.batch_rows) : std::string(), milliseconds,
        event.rows, event.error != nullptr ? fmt::format(", {}", event.error->message()) : std::string(),
        event.location.file_name(), event.location.line());
  };
  listener.commit = [](const ConnectionEvent& event) {
    logger()->info("[{}] COMMIT", event.bind_key.empty() ? "default" : event.bind_key);
  };
  listener.rollback = [](const ConnectionEvent& event) {
    logger()->info("[{}] ROLLBACK", event.bind_key.empty() ? "default" : event.bind_key);
  };
  return listener;
}

}  // namespace bindery
