// What the tests of the configuration share: resolving in one line, errors as text, a directory per test.
#pragma once
#include <bindery/binds/config.hpp>
#include <bindery/core/error.hpp>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::config_tests {

/// Resolves a configuration that holds just one bind and gives its options.
inline EngineOptions only(const Config& config) {
  auto resolved = resolve(config);
  EXPECT_EQ(resolved.size(), 1u);
  return resolved.at(0).options;
}

inline EngineOptions option(const OptionMap& options, const char* url = "postgres://h/d") {
  return only({.database_uri = url, .engine_options = options});
}

inline const EngineOptions& bind_of(const std::vector<ResolvedBind>& binds, std::string_view key) {
  for (const ResolvedBind& bind : binds)
    if (bind.key == key) return bind.options;
  throw std::out_of_range("no such bind");
}

template <class Action> std::string error_of(const Action& action) {
  try {
    static_cast<void>(action());
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.details().phase, Phase::configure);
    return error.what();
  }
  return "";
}

inline std::string resolve_error(const Config& config) {
  return error_of([&] { return resolve(config); });
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A directory of its own for each test, gone afterwards.
class ConfigFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "bindery-config-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path directory_;
};

}  // namespace bindery::config_tests
