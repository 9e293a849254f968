// Least-recently-used cache of prepared statements, from SQL text to whatever a driver keeps for it.
#pragma once
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace bindery::drivers {

/// Not thread-safe: one per connection. References stay valid until the entry is evicted or erased.
template <class Prepared> class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity) : capacity_(capacity == 0 ? 1 : capacity) {}

  /// The entry of this text, now the most recently used; nullptr if there is none. An `identity` (see Request) is
  /// remembered, and finds the entry sooner the next time.
  Prepared* find(std::string_view sql, const void* identity = nullptr) {
    if (!entries_.empty()) {
      Entry& latest = entries_.front();
      if (identity != nullptr ? latest.identity == identity : latest.sql == sql) return &latest.prepared;
    }
    return find_earlier(sql, identity);
  }

  /// Adds an entry. When the cache is full, `evict(Prepared&)` is called for the least recently used ones for
  /// which it returns true (it returns false for a statement in use, which then stays).
  template <class Evict> Prepared& insert(std::string sql, Prepared prepared, Evict evict) {
    for (auto it = entries_.end(); entries_.size() >= capacity_ && it != entries_.begin();) {
      --it;
      if (evict(it->prepared)) {
        forget(*it);
        it = entries_.erase(it);
      }
    }
    entries_.push_front(Entry{std::move(sql), nullptr, std::move(prepared)});
    places_.emplace(entries_.front().sql, entries_.begin());
    return entries_.front().prepared;
  }

  void erase(std::string_view sql) {
    const auto found = places_.find(sql);
    if (found == places_.end()) return;
    const auto entry = found->second;
    forget(*entry);
    entries_.erase(entry);
  }

  template <class Visit> void for_each(Visit visit) {
    for (Entry& entry : entries_) visit(entry.prepared);
  }
  void clear() {
    identities_.clear();
    places_.clear();
    entries_.clear();
  }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string sql;
    const void* identity;
    Prepared prepared;
  };
  using Place = typename std::list<Entry>::iterator;

  Prepared* find_earlier(std::string_view sql, const void* identity) {
    if (identity != nullptr) {
      if (const auto known = identities_.find(identity); known != identities_.end())
        return renew(known->second);
    }
    const auto found = places_.find(sql);
    if (found == places_.end()) return nullptr;
    Entry& entry = *found->second;
    if (identity != nullptr && entry.identity == nullptr) {
      entry.identity = identity;
      identities_.emplace(identity, found->second);
    }
    return renew(found->second);
  }
  Prepared* renew(Place place) {
    entries_.splice(entries_.begin(), entries_, place);
    return &place->prepared;
  }
  void forget(const Entry& entry) {
    identities_.erase(entry.identity);
    places_.erase(entry.sql);
  }

  std::size_t capacity_;
  std::list<Entry> entries_;
  std::unordered_map<std::string_view, Place> places_;
  std::unordered_map<const void*, Place> identities_;
};

}  // namespace bindery::drivers
