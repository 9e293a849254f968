// The bodies of Listeners, compiled once for each kind of listener where its events are.
#pragma once
#include <bindery/core/listeners.hpp>

namespace bindery {

template <class Listener>
Listeners<Listener>::Listeners() : entries_(std::make_shared<std::vector<Entry>>()) {}
template <class Listener> Listeners<Listener>::~Listeners() = default;

template <class Listener> auto Listeners<Listener>::listen(Listener listener) -> Id {
  const std::lock_guard lock(mutex_);
  auto entries = std::make_shared<std::vector<Entry>>(*entries_);
  entries->push_back({next_, std::move(listener)});
  replace(std::move(entries));
  return next_++;
}

template <class Listener> void Listeners<Listener>::forget(Id id) {
  const std::lock_guard lock(mutex_);
  auto entries = std::make_shared<std::vector<Entry>>(*entries_);
  std::erase_if(*entries, [&](const Entry& entry) { return entry.id == id; });
  replace(std::move(entries));
}

template <class Listener> void Listeners<Listener>::replace(Entries entries) {
  entries_ = std::move(entries);
  count_.store(entries_->size(), std::memory_order_relaxed);
}

template <class Listener> auto Listeners<Listener>::snapshot() const -> Entries {
  const std::lock_guard lock(mutex_);
  return entries_;
}

}  // namespace bindery
