// A list of listeners, for whoever has events to tell.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace bindery {

/// Listeners are structs of functions, any of which may be empty. Thread-safe: who is told is settled when the telling
/// begins.
template <class Listener> class Listeners {
 public:
  using Id = std::uint64_t;

  Listeners();
  ~Listeners();

  /// Listens until `forget`.
  Id listen(Listener listener);
  void forget(Id id);

  /// True if nobody listens: nothing needs to be measured then.
  bool silent() const { return count_.load(std::memory_order_relaxed) == 0; }
  /// True if somebody listens to this event.
  template <class Function> bool heard(Function Listener::* which) const {
    if (silent()) return false;
    const auto entries = snapshot();
    for (const Entry& entry : *entries) {
      if (entry.listener.*which) return true;
    }
    return false;
  }
  template <class Function, class... Arguments>
  void emit(Function Listener::* which, Arguments&&... arguments) const {
    if (silent()) return;
    const auto entries = snapshot();
    for (const Entry& entry : *entries) {
      if (entry.listener.*which) (entry.listener.*which)(arguments...);
    }
  }

 private:
  struct Entry {
    Id id;
    Listener listener;
  };
  using Entries = std::shared_ptr<const std::vector<Entry>>;

  void replace(Entries entries);
  Entries snapshot() const;

  mutable std::mutex mutex_;
  Entries entries_;
  std::atomic<std::size_t> count_{0};
  Id next_ = 1;
};

}  // namespace bindery
