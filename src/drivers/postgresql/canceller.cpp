// Requests to stop: counted, so that none outlives the call that it is meant for.
#include "drivers/postgresql/canceller.hpp"

#include <chrono>
#include <new>
#include <thread>

namespace bindery::drivers::postgresql {

namespace {
constexpr auto patience = std::chrono::seconds(2);
}

Canceller::Canceller(PGconn* connection) : handle_(PQgetCancel(connection)) {
  if (handle_ == nullptr) throw std::bad_alloc();
}

Canceller::~Canceller() { PQfreeCancel(handle_); }

void Canceller::arm() { state_ |= armed; }

bool Canceller::disarm() {
  if ((state_ &= ~armed) == 0) return true;
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [this] { return state_ == 0; });
}

bool Canceller::enter() {
  for (unsigned state = state_; (state & armed) != 0;) {
    if (state_.compare_exchange_weak(state, state + one_request)) return true;
  }
  return false;
}

void Canceller::leave() {
  state_ -= one_request;
  const std::lock_guard lock(mutex_);  // whoever waits has either seen this or is waiting already
  idle_.notify_all();
}

void Canceller::send() noexcept {
  char message[256];
  PQcancel(handle_, message, sizeof message);  // a failure shows in the statement, which runs on
  leave();
}

void Canceller::request() noexcept {
  if (enter()) send();
}

void Canceller::request_in_background() noexcept {
  if (state_ >= one_request || !enter()) return;
  try {
    std::thread([self = shared_from_this()] { self->send(); }).detach();
  } catch (...) {
    send();
  }
}

}  // namespace bindery::drivers::postgresql
