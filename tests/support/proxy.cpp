// A TCP proxy in front of a server: one thread, one poll loop.
#include "proxy.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace bindery::test {

namespace {

int checked(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category());
  return result;
}

void reset_and_close(int descriptor) {
  const linger at_once{1, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(descriptor);
}

int connect_to(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return -1;
  int descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor >= 0 && ::connect(descriptor, found->ai_addr, found->ai_addrlen) != 0) {
    ::close(descriptor);
    descriptor = -1;
  }
  ::freeaddrinfo(found);
  return descriptor;
}

/// Moves what has arrived; false when either side is through.
bool forward(int from, int to) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(from, buffer.data(), buffer.size(), 0);
  for (ssize_t sent = 0; sent < size;) {
    const ssize_t more =
        ::send(to, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += more;
  }
  return size > 0;
}

}  // namespace

Proxy::Proxy(std::string host, std::uint16_t port)
    : host_(std::move(host)), server_port_(port),
      listener_(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))),
      signal_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  checked(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  checked(::listen(listener_, 64));
  socklen_t size = sizeof address;
  checked(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size));
  port_ = ::ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

Proxy::~Proxy() {
  command(Mode::stop);
  thread_.join();
  ::close(listener_);
  ::close(signal_);
}

void Proxy::command(Mode mode) {
  wanted_ = mode;
  const std::uint64_t one = 1;
  if (::write(signal_, &one, sizeof one) != sizeof one)
    throw std::runtime_error("the proxy's signal is broken");
  for (Mode now = current_; now != mode; now = current_) current_.wait(now);
}

void Proxy::run() {
  while (current_ != Mode::stop) {
    if (current_ == Mode::stall) {
      pollfd signalled{signal_, POLLIN, 0};
      ::poll(&signalled, 1, -1);
    } else {
      relay();
    }
    std::uint64_t count = 0;
    if (::read(signal_, &count, sizeof count) != sizeof count) continue;
    const Mode mode = wanted_;
    if (mode == Mode::cut || mode == Mode::stop) close_all();
    current_ = mode;
    current_.notify_all();
  }
}

void Proxy::relay() {
  std::vector<pollfd> watched{{signal_, POLLIN, 0}, {listener_, POLLIN, 0}};
  for (const Pipe& pipe : pipes_) {
    watched.push_back({pipe.client, POLLIN, 0});
    watched.push_back({pipe.server, POLLIN, 0});
  }
  ::poll(watched.data(), watched.size(), -1);
  if (watched[0].revents != 0) return;
  std::vector<Pipe> open;
  for (std::size_t i = 0; i < pipes_.size(); ++i) {
    const Pipe pipe = pipes_[i];
    const bool alive = (watched[2 + 2 * i].revents == 0 || forward(pipe.client, pipe.server)) &&
                       (watched[3 + 2 * i].revents == 0 || forward(pipe.server, pipe.client));
    if (alive) {
      open.push_back(pipe);
    } else {
      ::close(pipe.client);
      ::close(pipe.server);
    }
  }
  pipes_ = std::move(open);
  if (watched[1].revents != 0) accept_one();
}

void Proxy::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = current_ == Mode::cut ? -1 : connect_to(host_, server_port_);
  if (server < 0) return reset_and_close(client);
  pipes_.push_back({client, server});
}

void Proxy::close_all() {
  for (const Pipe& pipe : pipes_) {
    reset_and_close(pipe.client);
    reset_and_close(pipe.server);
  }
  pipes_.clear();
}

}  // namespace bindery::test
