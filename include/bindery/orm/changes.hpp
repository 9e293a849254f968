// What a session has written: a record of inserts, updates and deletes with the columns and values concerned.
#pragma once
#include <bindery/orm/entity.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bindery {

/// A handle on a tracked object of any model.
class AnyRef {
 public:
  AnyRef() = default;
  explicit AnyRef(std::shared_ptr<detail::Entity> entity);

  explicit operator bool() const { return entity_.get() != nullptr; }
  /// The object as a T; an empty Ref if it is of another model.
  template <class T> Ref<T> as() const {
    if (!entity_ || &entity_->type != &detail::entity_type<T>()) return {};
    return detail::ref_to<T>(entity_);
  }
  /// Throws NoResultFound for an empty handle.
  const Table& table() const;
  EntityState state() const;
  /// As of Ref.
  std::string to_string() const;
  friend bool operator==(const AnyRef& a, const AnyRef& b) { return a.entity_.get() == b.entity_.get(); }

  const std::shared_ptr<detail::Entity>& entity() const { return entity_; }

 private:
  std::shared_ptr<detail::Entity> entity_;
};

enum class ChangeKind : std::uint8_t { inserted, updated, deleted };

/// One column's values before and after.
struct ColumnChange {
  std::string column;
  Value before;  ///< NULL for an insert
  Value after;   ///< NULL for a deletion
};

/// One object's row that was written, a row between two objects of a many-to-many relation, or the rows of one
/// statement.
struct ChangeRecord {
  ChangeKind kind = ChangeKind::inserted;
  const Table* table = nullptr;
  std::string bind_key;
  AnyRef object;                      ///< empty: a row between, or a statement
  std::vector<ColumnChange> columns;  ///< of an update: those that changed; of a statement: none
  std::int64_t rows = 1;              ///< that were written

  /// True for an INSERT, UPDATE or DELETE statement of the program.
  bool is_statement() const { return !object && columns.size() == 0; }
  /// True for a row between two objects; its columns are those of both keys.
  bool is_between() const { return !object && columns.size() > 0; }
  /// E.g. "updated <Note 1>: body 'x' -> 'y'", "inserted row of note_tag: note_id 1, tag_id 7", "deleted 3 rows of note".
  std::string to_string() const;
};

}  // namespace bindery
