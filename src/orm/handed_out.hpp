// The objects of a session that the program has got hold of: only these can differ from their rows.
#pragma once
#include <bindery/orm/entity.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace bindery::detail {

class HandedOut {
 public:
  /// The object is handed out, for the first time or again.
  void add(Entity& entity);
  /// The session lets go of the object.
  void remove(Entity& entity);

  /// All that were ever handed out.
  std::vector<Entity*> all() const;
  /// True if `is(entity)` is true of one of them.
  template <class Is> bool any(Is is) const {
    return std::any_of(tables_.begin(), tables_.end(), [&](const OfTable& table) {
      return std::any_of(table.entities.begin(), table.entities.end(),
                         [&](Entity* entity) { return is(*entity); });
    });
  }
  /// Calls `use(root, entities)` for each table, or family of tables.
  template <class Use> void for_each_table(Use use) const {
    for (const OfTable& table : tables_) use(*table.root, std::span<Entity* const>(table.entities));
  }

  /// True if one of them was changed in a table that `concerns` accepts. Looks at those that the program may still hold:
  /// others that are as their rows are not looked at again until they are handed out again, or flushed.
  template <class Concerns, class Modified> bool any_modified(Concerns concerns, Modified modified) {
    for (OfTable& table : tables_) {
      if (table.watched > 0 && concerns(*table.root) && look_at(table, modified)) return true;
    }
    return false;
  }

 private:
  /// First those that are watched.
  struct OfTable {
    const Table* root;
    std::vector<Entity*> entities;
    std::size_t watched = 0;

    void put(Entity& entity, std::size_t place);
    void exchange(std::size_t a, std::size_t b);
    void unwatch(Entity& entity);
  };

  template <class Modified> static bool look_at(OfTable& table, Modified modified) {
    for (std::size_t place = table.watched; place-- > 0;) {
      Entity& entity = *table.entities[place];
      if (modified(entity)) return true;
      if (entity.weak_from_this().use_count() <= 1) table.unwatch(entity);  // held by the identity map alone
    }
    return false;
  }
  OfTable& table_of(const Entity& entity);

  std::vector<OfTable> tables_;
};

}  // namespace bindery::detail
