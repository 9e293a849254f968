// A TCP proxy in front of a server, for networks that fail when a test wants them to.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace bindery::test {

/// Listens on a free port of 127.0.0.1 and forwards each connection to `host:port`. Thread-safe.
class Proxy {
 public:
  Proxy(std::string host, std::uint16_t port);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::uint16_t port() const { return port_; }
  /// Resets every connection, and each new one at once, until `restore`. Returns when it is so.
  void cut() { command(Mode::cut); }
  /// Forwards nothing more, in silence, until `restore`. Returns when it is so.
  void stall() { command(Mode::stall); }
  void restore() { command(Mode::forward); }

 private:
  enum class Mode : std::uint8_t { forward, stall, cut, stop };
  struct Pipe {
    int client, server;
  };

  void command(Mode mode);
  void run();
  void accept_one();
  void relay();
  void close_all();

  std::string host_;
  std::uint16_t server_port_, port_ = 0;
  int listener_, signal_;
  std::atomic<Mode> wanted_{Mode::forward}, current_{Mode::forward};
  std::vector<Pipe> pipes_;  // the thread's own
  std::thread thread_;
};

}  // namespace bindery::test
