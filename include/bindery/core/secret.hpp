// A password or other secret text: never printed by accident, wiped from memory when it goes.
#pragma once
#include <iosfwd>
#include <string>

namespace bindery {

/// Text that streams, and fmt with `<bindery/core/format.hpp>`, show as `***` and that is overwritten when destroyed, moved from or replaced.
/// The text itself is had with `reveal()` alone. Copies are secrets too. Not synchronised.
class Secret {
 public:
  Secret() noexcept;
  explicit Secret(std::string text);
  Secret(const Secret&);
  Secret(Secret&& other) noexcept;
  ~Secret();

  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;

  /// The secret itself; the view lives as long as this object stays unchanged, and ends in a NUL byte.
  const std::string& reveal() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

  friend bool operator==(const Secret& a, const Secret& b) { return a.text_ == b.text_; }
  friend std::ostream& operator<<(std::ostream& out, const Secret&);

 private:
  std::string text_;
};

}  // namespace bindery
