// Secrets: wiped whenever their text goes.
#include <bindery/core/secret.hpp>

#include <string.h>

#include <ostream>
#include <utility>

namespace bindery {

namespace {
void wipe(std::string& text) noexcept {
  // The whole capacity: an earlier, longer value may still lie behind the end.
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}
}  // namespace

Secret::Secret() noexcept = default;
Secret::Secret(std::string text) : text_(std::move(text)) { wipe(text); }
Secret::Secret(const Secret&) = default;
Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
Secret::~Secret() { wipe(text_); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) *this = Secret(other);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(text_);
  text_ = std::move(other.text_);
  wipe(other.text_);
  return *this;
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

}  // namespace bindery
