// What the pool's tests share: real connections whose opening and pings are counted, held up or made to fail.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <bindery/engine/pool.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace bindery::test {

/// Waits until something that other threads bring about is true.
template <class Condition> void until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

/// A door that is closed until a test opens it.
class Gate {
 public:
  void open();
  void pass();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

/// Opens connections with the real driver of a URL. Outlives the pool that uses it.
class Opener {
 public:
  explicit Opener(std::string_view url, std::string bind = "bind 'users'")
      : Opener(Url::parse(url), std::move(bind)) {}
  explicit Opener(Url url, std::string bind = "bind 'users'");

  Pool::Open function();
  /// Called with 1, 2, ... before each opening; may wait or throw.
  std::function<void(int)> before = [](int) {};
  /// Called with 1, 2, ... before each ping.
  std::function<void(int)> before_ping = [](int) {};

  int tried() const { return tried_; }
  int opened() const { return opened_; }
  int pings() const { return pings_; }
  int open_now() const { return open_now_; }
  int most_open() const { return most_open_; }
  /// A connection of the same kind outside of any pool.
  std::unique_ptr<drivers::Connection> apart() const;
  const Url& url() const { return options_.url; }

 private:
  friend class Tapped;
  void count_open();

  drivers::ConnectOptions options_;
  std::atomic<int> tried_{0}, opened_{0}, pings_{0}, open_now_{0}, most_open_{0};
};

/// The first cell of the first row, as a number or as text.
std::int64_t number(drivers::Connection& connection, std::string_view sql);
std::string text(drivers::Connection& connection, std::string_view sql);

}  // namespace bindery::test
