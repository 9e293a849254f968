// What sessions tell as they work: flushes, commits, rollbacks, savepoints, objects that are read.
#pragma once
#include <bindery/core/listeners.hpp>
#include <bindery/orm/changes.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace bindery {

class Session;
class SessionEvents;

/// Functions to be called; empty ones are not. They are called on the thread that does the work. Those that get the
/// session may use it; what they add or change before a flush is written by it.
struct SessionListener {
  /// There is something to write. Throwing keeps it from being written.
  std::function<void(Session&)> before_flush = {};
  /// It is written, but not committed. Throwing takes it back.
  std::function<void(Session&, std::span<const ChangeRecord>)> after_flush = {};
  /// Before the flush of a commit. Throwing keeps the transaction as it is.
  std::function<void(Session&)> before_commit = {};
  /// One bind has committed (empty key: the default bind); others may follow.
  std::function<void(std::string_view bind_key)> bind_committed = {};
  /// All binds have committed; what the transaction has written, but for what savepoints took back. Called once.
  std::function<void(Session&, std::span<const ChangeRecord>)> after_commit = {};
  /// All binds have rolled back, and the objects with them. Must not throw.
  std::function<void(Session&)> after_rollback = {};
  std::function<void(Session&)> savepoint_begun = {};
  std::function<void(Session&)> savepoint_released = {};
  /// Must not throw.
  std::function<void(Session&)> savepoint_rolled_back = {};
  /// An object was read for the first time, or read again and brought up to date.
  std::function<void(const AnyRef&)> loaded = {};
  /// An object stands elsewhere than before: added, written, removed, let go, or taken back. Told once, when the work
  /// that moved it is done. Must not throw. The end of a session tells nothing.
  std::function<void(const AnyRef&, EntityState before, EntityState after)> state_changed = {};
  /// A flush found a changed column in an object that has a row, and is about to write it. Once for each column;
  /// version columns, which sessions count up, are not told. Throwing takes the flush back.
  std::function<void(const AnyRef&, const ColumnChange&)> attribute_changed = {};
};

/// Listens until it is destroyed. It may outlive what it listens to.
class ListenerScope {
 public:
  ListenerScope(std::weak_ptr<SessionEvents> events, std::uint64_t id);
  ListenerScope(ListenerScope&& other) noexcept;
  ListenerScope& operator=(ListenerScope&&) = delete;
  ~ListenerScope();

 private:
  std::weak_ptr<SessionEvents> events_;
  std::uint64_t id_;
};

extern template class Listeners<SessionListener>;

/// The listeners of a session, or of all sessions of a database. Thread-safe.
class SessionEvents : public Listeners<SessionListener>, public std::enable_shared_from_this<SessionEvents> {
 public:
  /// Listens as long as the result lives.
  [[nodiscard]] ListenerScope listen_while(SessionListener listener);
  ~SessionEvents();
};

}  // namespace bindery
