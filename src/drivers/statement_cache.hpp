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

  /// The entry of this text, now the most recently used; nullptr if there is none.
  Prepared* find(std::string_view sql) {
    if (!entries_.empty() && entries_.front().sql == sql) return &entries_.front().prepared;
    const auto found = places_.find(sql);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->prepared;
  }

  /// Adds an entry. When the cache is full, `evict(Prepared&)` is called for the least recently used ones for
  /// which it returns true (it returns false for a statement in use, which then stays).
  template <class Evict> Prepared& insert(std::string sql, Prepared prepared, Evict evict) {
    for (auto it = entries_.end(); entries_.size() >= capacity_ && it != entries_.begin();) {
      --it;
      if (evict(it->prepared)) {
        places_.erase(it->sql);
        it = entries_.erase(it);
      }
    }
    entries_.push_front(Entry{std::move(sql), std::move(prepared)});
    places_.emplace(entries_.front().sql, entries_.begin());
    return entries_.front().prepared;
  }

  void erase(std::string_view sql) {
    const auto found = places_.find(sql);
    if (found == places_.end()) return;
    const auto entry = found->second;
    places_.erase(found);
    entries_.erase(entry);
  }

  template <class Visit> void for_each(Visit visit) {
    for (Entry& entry : entries_) visit(entry.prepared);
  }
  void clear() {
    places_.clear();
    entries_.clear();
  }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string sql;
    Prepared prepared;
  };
  std::size_t capacity_;
  std::list<Entry> entries_;
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;
};

}  // namespace bindery::drivers
