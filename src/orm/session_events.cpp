// Session events: who listens.
#include <bindery/orm/session_events.hpp>

#include <algorithm>

namespace bindery {

SessionEvents::Id SessionEvents::listen(SessionListener listener) {
  const std::lock_guard lock(mutex_);
  auto entries = std::make_shared<std::vector<Entry>>(*entries_);
  entries->push_back({next_, std::move(listener)});
  entries_ = std::move(entries);
  count_.store(entries_->size(), std::memory_order_relaxed);
  return next_++;
}

ListenerScope SessionEvents::listen_while(SessionListener listener) {
  const Id id = listen(std::move(listener));
  return {weak_from_this(), id};
}

void SessionEvents::forget(Id id) {
  const std::lock_guard lock(mutex_);
  auto entries = std::make_shared<std::vector<Entry>>(*entries_);
  std::erase_if(*entries, [&](const Entry& entry) { return entry.id == id; });
  entries_ = std::move(entries);
  count_.store(entries_->size(), std::memory_order_relaxed);
}

std::shared_ptr<const std::vector<SessionEvents::Entry>> SessionEvents::snapshot() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

ListenerScope::~ListenerScope() {
  if (const auto events = events_.lock()) events->forget(id_);
}

}  // namespace bindery
