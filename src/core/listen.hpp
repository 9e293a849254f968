// The bodies of Listeners, compiled once for each kind of listener where its events are.
#pragma once
#include <bindery/core/listeners.hpp>

#include <mutex>
#include <utility>
#include <vector>

namespace bindery {

template <class Listener> struct Listeners<Listener>::List {
  struct Entry {
    Id id;
    Listener listener;
  };
  using Entries = std::shared_ptr<const std::vector<Entry>>;

  Entries snapshot() const {
    const std::lock_guard lock(mutex);
    return entries;
  }

  mutable std::mutex mutex;
  Entries entries = std::make_shared<std::vector<Entry>>();
  Id next = 1;
};

template <class Listener> Listeners<Listener>::Listeners() : list_(std::make_shared<List>()) {}
template <class Listener> Listeners<Listener>::~Listeners() = default;

template <class Listener> auto Listeners<Listener>::listen(Listener listener) -> Id {
  const std::lock_guard lock(list_->mutex);
  auto entries = std::make_shared<std::vector<typename List::Entry>>(*list_->entries);
  entries->push_back({list_->next, std::move(listener)});
  count_.store(entries->size(), std::memory_order_relaxed);
  list_->entries = std::move(entries);
  return list_->next++;
}

template <class Listener> void Listeners<Listener>::forget(Id id) {
  const std::lock_guard lock(list_->mutex);
  auto entries = std::make_shared<std::vector<typename List::Entry>>(*list_->entries);
  std::erase_if(*entries, [&](const auto& entry) { return entry.id == id; });
  count_.store(entries->size(), std::memory_order_relaxed);
  list_->entries = std::move(entries);
}

template <class Listener>
template <class Function>
bool Listeners<Listener>::heard(Function Listener::* which) const {
  if (silent()) return false;
  const auto entries = list_->snapshot();
  for (const auto& entry : *entries) {
    if (entry.listener.*which) return true;
  }
  return false;
}

template <class Listener>
template <class Function, class... Arguments>
void Listeners<Listener>::emit(Function Listener::* which, Arguments&&... arguments) const {
  if (silent()) return;
  const auto entries = list_->snapshot();
  for (const auto& entry : *entries) {
    if (entry.listener.*which) (entry.listener.*which)(arguments...);
  }
}

}  // namespace bindery
