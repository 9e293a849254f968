// A logger "bindery" that writes to memory. A library of its own: like the project it must be compiled for spdlog's
// library, or it would speak to a registry of loggers of its own.
#include "capture/log_capture.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

namespace bindery::test {

struct LogCapture::Parts {
  std::ostringstream text;
  std::shared_ptr<spdlog::logger> previous = spdlog::get("bindery");
};

LogCapture::LogCapture() : parts_(std::make_unique<Parts>()) {
  spdlog::drop("bindery");
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(parts_->text);
  spdlog::register_logger(std::make_shared<spdlog::logger>("bindery", std::move(sink)));
}

LogCapture::~LogCapture() {
  spdlog::drop("bindery");
  if (parts_->previous) spdlog::register_logger(parts_->previous);
}

std::string LogCapture::text() const { return parts_->text.str(); }

}  // namespace bindery::test
