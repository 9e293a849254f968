// Scopes inside a session's work: savepoints over all its binds, and pauses of the autoflush.
#pragma once
#include <cstdint>
#include <memory>
#include <utility>

namespace bindery {

namespace detail {
class SessionState;
}

/// A part of a session's work that can be taken back alone, on every bind that it touches. Destroying it without
/// `commit` rolls it back. It ends with the session's transaction, and with a flush that fails inside of it.
class SessionSavepoint {
 public:
  SessionSavepoint(std::shared_ptr<detail::SessionState> state, std::uint64_t id);
  SessionSavepoint(SessionSavepoint&&) noexcept = default;
  SessionSavepoint& operator=(SessionSavepoint&&) = delete;
  ~SessionSavepoint();

  /// Keeps the work; it is in the database once the session commits. Throws ProgrammingError if the savepoint has
  /// ended already.
  void commit();
  /// Takes back what was written since, and gives the objects the values that they had. Does nothing if that has
  /// happened already.
  void rollback();

 private:
  std::shared_ptr<detail::SessionState> state_;
  std::uint64_t id_;
};

/// While it lives, queries of its session do not flush. `flush`, `commit` and savepoints still do.
class AutoflushPause {
 public:
  explicit AutoflushPause(std::shared_ptr<detail::SessionState> state);
  AutoflushPause(AutoflushPause&&) noexcept = default;
  AutoflushPause& operator=(AutoflushPause&&) = delete;
  ~AutoflushPause();

 private:
  std::shared_ptr<detail::SessionState> state_;
};

}  // namespace bindery
