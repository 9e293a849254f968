// A password or other secret text: never printed by accident, wiped from memory when it goes.
#pragma once
#include <fmt/core.h>
#include <string.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace bindery {

/// Text that streams and fmt show as `***` and that is overwritten when destroyed, moved from or replaced.
/// The text itself is had with `reveal()` alone. Copies are secrets too. Not synchronised.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) { wipe(text); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
  ~Secret() { wipe(text_); }

  Secret& operator=(const Secret& other) {
    if (this != &other) *this = Secret(other);
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
    return *this;
  }

  /// The secret itself; the view lives as long as this object stays unchanged, and ends in a NUL byte.
  const std::string& reveal() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

 private:
  static void wipe(std::string& text) noexcept {
    // The whole capacity: an earlier, longer value may still lie behind the end.
    explicit_bzero(text.data(), text.capacity());
    text.clear();
  }

  std::string text_;
};

}  // namespace bindery

template <> struct fmt::formatter<bindery::Secret> : fmt::formatter<std::string_view> {
  template <class Context> auto format(const bindery::Secret&, Context& context) const {
    return fmt::formatter<std::string_view>::format("***", context);
  }
};
