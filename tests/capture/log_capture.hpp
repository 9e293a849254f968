// What goes to the logger "bindery" while an object of this class lives.
#pragma once
#include <memory>
#include <string>

namespace bindery::test {

class LogCapture {
 public:
  LogCapture();
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  /// The logger that was there before is back afterwards.
  ~LogCapture();

  std::string text() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bindery::test
