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

void Canceller::arm() {
  const std::lock_guard lock(mutex_);
  armed_ = true;
}

bool Canceller::disarm() {
  std::unique_lock lock(mutex_);
  armed_ = false;
  return under_way_ == 0 || idle_.wait_for(lock, patience, [this] { return under_way_ == 0; });
}

bool Canceller::enter() {
  const std::lock_guard lock(mutex_);
  if (armed_) ++under_way_;
  return armed_;
}

void Canceller::leave() {
  const std::lock_guard lock(mutex_);
  if (--under_way_ == 0) idle_.notify_all();
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
  if (!enter()) return;
  try {
    std::thread([self = shared_from_this()] { self->send(); }).detach();
  } catch (...) {
    send();
  }
}

}  // namespace bindery::drivers::postgresql
