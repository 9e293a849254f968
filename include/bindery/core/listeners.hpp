// A list of listeners, for whoever has events to tell.
#pragma once
#include <algorithm>
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

  /// Listens until `forget`.
  Id listen(Listener listener) {
    const std::lock_guard lock(mutex_);
    auto entries = std::make_shared<std::vector<Entry>>(*entries_);
    entries->push_back({next_, std::move(listener)});
    replace(std::move(entries));
    return next_++;
  }
  void forget(Id id) {
    const std::lock_guard lock(mutex_);
    auto entries = std::make_shared<std::vector<Entry>>(*entries_);
    std::erase_if(*entries, [&](const Entry& entry) { return entry.id == id; });
    replace(std::move(entries));
  }

  /// True if nobody listens: nothing needs to be measured then.
  bool silent() const { return count_.load(std::memory_order_relaxed) == 0; }
  /// True if somebody listens to this event.
  template <class Function> bool heard(Function Listener::* which) const {
    if (silent()) return false;
    const auto entries = snapshot();
    return std::any_of(entries->begin(), entries->end(),
                       [&](const Entry& entry) { return bool(entry.listener.*which); });
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

  void replace(Entries entries) {
    entries_ = std::move(entries);
    count_.store(entries_->size(), std::memory_order_relaxed);
  }
  Entries snapshot() const {
    const std::lock_guard lock(mutex_);
    return entries_;
  }

  mutable std::mutex mutex_;
  Entries entries_ = std::make_shared<std::vector<Entry>>();
  std::atomic<std::size_t> count_{0};
  Id next_ = 1;
};

}  // namespace bindery
