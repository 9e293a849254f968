// A pool of real SQLite connections.
#pragma once
#include <support/pool_kit.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace bindery::test {

/// A database file of its own for each test, and a clock that stands where the test puts it.
class SqlitePoolTest : public testing::Test {
 protected:
  SqlitePoolTest() { std::filesystem::remove(file_); }
  ~SqlitePoolTest() override { std::filesystem::remove(file_); }

  std::unique_ptr<Pool> pool(PoolOptions options, PoolListener listener = {}) {
    return std::make_unique<Pool>("bind 'users'", options, opener.function(), std::move(listener),
                                  [this] { return Deadline::Clock::time_point(now.load()); });
  }
  static PoolOptions limits(std::size_t size, int max_overflow) {
    PoolOptions options;
    options.size = size;
    options.max_overflow = max_overflow;
    options.timeout = std::chrono::milliseconds(0);
    return options;
  }
  void pass(std::chrono::nanoseconds span) { now = now.load() + span; }

 private:
  const testing::TestInfo* info_ = testing::UnitTest::GetInstance()->current_test_info();
  std::string file_ = std::filesystem::temp_directory_path() /
                      ("bindery_" + std::string(info_->name()) + std::to_string(::getpid()) + ".db");

 protected:
  Opener opener{"sqlite:///" + file_};
  std::atomic<std::chrono::nanoseconds> now{std::chrono::hours(1)};
};

}  // namespace bindery::test
