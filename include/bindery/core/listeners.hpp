// A list of listeners, for whoever has events to tell.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace bindery {

/// Listeners are structs of functions, any of which may be empty. Thread-safe: who is told is settled when the telling
/// begins.
template <class Listener> class Listeners {
 public:
  using Id = std::uint64_t;

  Listeners();
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;
  ~Listeners();

  /// Listens until `forget`.
  Id listen(Listener listener);
  void forget(Id id);

  /// True if nobody listens: nothing needs to be measured then.
  bool silent() const { return count_.load(std::memory_order_relaxed) == 0; }
  /// True if somebody listens to this event.
  template <class Function> bool heard(Function Listener::* which) const;
  template <class Function, class... Arguments>
  void emit(Function Listener::* which, Arguments&&... arguments) const;

 private:
  struct List;

  std::shared_ptr<List> list_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace bindery
