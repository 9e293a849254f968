// Families put together from the rows of three statements: parents, their children, the children of those.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/families.hpp"

namespace bindery::bench {

class Assembly {
 public:
  Assembly() {
    parents_.reserve(parent_count);
    parents_by_id_.reserve(parent_count);
    children_by_id_.reserve(parent_count * children_each);
  }

  Parent& add_parent(std::int64_t id) { return parents_.emplace_back(Parent{.id = id}); }
  /// All parents are there.
  Child& add_child(std::int64_t id, std::int64_t parent) {
    if (parents_by_id_.empty()) {
      for (Parent& each : parents_) parents_by_id_.emplace(each.id, &each);
    }
    return parents_by_id_[parent]->children.emplace_back(Child{.id = id, .parent = parent});
  }
  /// All children are there.
  Grandchild& add_grandchild(std::int64_t id, std::int64_t parent) {
    if (children_by_id_.empty()) {
      for (Parent& each : parents_) {
        for (Child& child : each.children) children_by_id_.emplace(child.id, &child);
      }
    }
    return children_by_id_[parent]->children.emplace_back(Grandchild{.id = id, .parent = parent});
  }
  std::vector<Parent> take() { return std::move(parents_); }

 private:
  std::vector<Parent> parents_;
  std::unordered_map<std::int64_t, Parent*> parents_by_id_;
  std::unordered_map<std::int64_t, Child*> children_by_id_;
};

}  // namespace bindery::bench
