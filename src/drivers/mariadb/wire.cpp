// Waiting, deadlines and cancellation.
#include "drivers/mariadb/wire.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

namespace bindery::drivers::mariadb {

namespace {

constexpr auto patience = std::chrono::seconds(2);  // for a server that was told to stop

Readiness wanted_by(int events) {
  unsigned wanted = 0;
  if (events & MYSQL_WAIT_READ) wanted |= static_cast<unsigned>(Readiness::readable);
  if (events & (MYSQL_WAIT_WRITE | MYSQL_WAIT_EXCEPT)) wanted |= static_cast<unsigned>(Readiness::writable);
  return static_cast<Readiness>(wanted);
}

int events_of(Readiness ready, int asked) {
  int events = 0;
  if (static_cast<unsigned>(ready) & static_cast<unsigned>(Readiness::readable))
    events |= asked & MYSQL_WAIT_READ;
  if (static_cast<unsigned>(ready) & static_cast<unsigned>(Readiness::writable)) {
    events |= asked & (MYSQL_WAIT_WRITE | MYSQL_WAIT_EXCEPT);
  }
  return events;
}

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

/// The library counts its connect timeout in whole seconds; it bounds what it does without asking us (TLS).
void limit_connect(MYSQL* handle, Deadline deadline) {
  if (deadline.is_never()) return;
  const auto left = std::chrono::ceil<std::chrono::seconds>(deadline.remaining()).count();
  const auto seconds = static_cast<unsigned>(std::clamp<long long>(left, 1, 3600));
  mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
}

}  // namespace

Wire::Wire(Target target) : target_(std::move(target)), handle_(mysql_init(nullptr)) {
  if (handle_ == nullptr) throw std::bad_alloc();
  try {
    apply_options(handle_, target_);
  } catch (...) {
    mysql_close(handle_);
    throw;
  }
}

Wire::~Wire() {
  if (gave_up_) break_off();
  // Sends five bytes and waits for no answer: not worth the non-blocking pair.
  mysql_close(handle_);
}

bool Wire::open(Deadline deadline) {
  set_limit(deadline);
  limit_connect(handle_, deadline);
  const bool socket = target_.host && target_.host->is_socket();
  const ConnectOptions& options = target_.options;
  const MYSQL* const opened =
      drive(connect_to_server, handle_, socket || !target_.host ? nullptr : text_or_null(target_.host->name),
            text_or_null(options.url.user()), options.url.password().reveal().c_str(),
            text_or_null(options.url.database()), target_.host && !socket ? target_.host->port : 0u,
            socket ? target_.host->name.c_str() : nullptr, client_flags());
  if (opened == nullptr) return false;
  thread_id_ = mysql_thread_id(handle_);
  // Over TLS the library leaves the socket blocking, and a silent network would hold SSL_read for ever.
  const int descriptor = mysql_get_socket(handle_);
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  can_wait_ = mysql_get_ssl_cipher(handle_) == nullptr;
  usable_ = true;
  return true;
}

int Wire::await(int events) {
  if (gave_up_) return events | MYSQL_WAIT_TIMEOUT;
  try {
    for (;;) {
      Deadline until = deadline_;
      if (events & MYSQL_WAIT_TIMEOUT) {
        until =
            until.earlier_of(Deadline::in(std::chrono::milliseconds(mysql_get_timeout_value_ms(handle_))));
      }
      const Readiness ready = wait_for(mysql_get_socket(handle_), wanted_by(events), until);
      if (ready != Readiness::none) return events_of(ready, events);
      if (!deadline_.expired()) return MYSQL_WAIT_TIMEOUT;  // the library's own
      if (working_ && !interrupted_) {
        interrupt();
      } else {
        give_up();
      }
      if (gave_up_) return events | MYSQL_WAIT_TIMEOUT;
    }
  } catch (...) {
    // Whoever waits for us wants us gone; the library must still come to the end of its call.
    failure_ = std::current_exception();
    give_up();
    return events | MYSQL_WAIT_TIMEOUT;
  }
}

void Wire::begin_work(Deadline deadline) {
  deadline_ = deadline;
  interrupted_ = cancelled_ = false;
  working_ = true;
  activity_.store(Activity::running);
}

void Wire::end_work() noexcept {
  if (!working_) return;
  working_ = false;
  auto expected = Activity::running;
  if (!activity_.compare_exchange_strong(expected, Activity::idle)) {
    // Its KILL must not hit the next statement.
    activity_.wait(Activity::cancelling);
    cancelled_ = true;
    activity_.store(Activity::idle);
  }
}

void Wire::set_limit(Deadline deadline) { deadline_ = deadline; }

void Wire::interrupt() {
  interrupted_ = true;
  deadline_ = Deadline::in(patience);
  if (!kill_query()) give_up();
}

void Wire::cancel() noexcept {
  auto expected = Activity::running;
  if (!activity_.compare_exchange_strong(expected, Activity::cancelling)) return;
  kill_query();
  activity_.store(Activity::cancelled);
  activity_.notify_all();
}

bool Wire::kill_query() const noexcept {
  try {
    const auto deadline = Deadline::in(patience);
    Wire helper(target_);
    if (!helper.open(deadline)) return false;
    const auto sql = fmt::format("KILL QUERY {}", thread_id_);
    return helper.drive(send_text, helper.handle_, sql.c_str(), sql.size()) == 0;
  } catch (...) {
    return false;
  }
}

void Wire::give_up() noexcept {
  gave_up_ = true;
  break_off();
}

void Wire::break_off() noexcept {
  usable_ = false;
  const int descriptor = mysql_get_socket(handle_);
  if (descriptor >= 0) ::shutdown(descriptor, SHUT_RDWR);
}

void Wire::abandon() noexcept {
  usable_ = false;
  const int descriptor = mysql_get_socket(handle_);
  if (descriptor < 0) return;
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup3(nowhere, descriptor, O_CLOEXEC);
  ::close(nowhere);
}

}  // namespace bindery::drivers::mariadb
