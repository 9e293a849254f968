// A one-shot signal to wait for at the wait point.
#include "wakeup.hpp"

#include <bindery/core/error.hpp>
#include <bindery/core/wait.hpp>

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace bindery::detail {

Wakeup::Wakeup() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ >= 0) return;
  ErrorDetails details;
  details.native_code = errno;
  details.phase = Phase::checkout;
  details.hint = "raise the limit of open files (ulimit -n) or use smaller pools";
  throw OperationalError("cannot wait for a connection: " + std::generic_category().message(errno),
                         std::move(details));
}

Wakeup::Wakeup(Wakeup&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Wakeup& Wakeup::operator=(Wakeup&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Wakeup::~Wakeup() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Wakeup::signal() noexcept {
  const std::uint64_t one = 1;
  while (::write(descriptor_, &one, sizeof one) < 0 && errno == EINTR) {}
}

bool Wakeup::wait(Deadline deadline) {
  return wait_for(descriptor_, Readiness::readable, deadline) != Readiness::none;
}

void Wakeup::clear() noexcept {
  std::uint64_t count = 0;
  while (::read(descriptor_, &count, sizeof count) < 0 && errno == EINTR) {}
}

}  // namespace bindery::detail
