// Collects everything that is wrong with a configuration, to be told in one error.
#pragma once
#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery::detail {

class Problems {
 public:
  void add(std::string_view where, std::string_view what) {
    found_.push_back(where.empty() ? std::string(what) : fmt::format("{}: {}", where, what));
  }

  /// Runs `step`; a ConfigError becomes one more problem, said to be at `where`.
  template <class Step> void attempt(std::string_view where, const Step& step) {
    try {
      step();
    } catch (const ConfigError& error) {
      add(where, error.message());
    }
  }

  bool empty() const { return found_.empty(); }

  void throw_if_any() const {
    if (found_.empty()) return;
    ErrorDetails details;
    details.phase = Phase::configure;
    if (found_.size() == 1) throw ConfigError(found_.front(), std::move(details));
    throw ConfigError(fmt::format("{} things are wrong with the configuration:\n  - {}", found_.size(),
                                  fmt::join(found_, "\n  - ")),
                      std::move(details));
  }

 private:
  std::vector<std::string> found_;
};

}  // namespace bindery::detail
