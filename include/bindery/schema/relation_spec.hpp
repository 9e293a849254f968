// A relation between two models as plain data.
#pragma once
#include <bindery/core/names.hpp>

#include <span>
#include <string_view>

namespace bindery {

class Fragment;
struct TableSpec;

namespace detail {
struct EntityType;
class RelationMember;
}  // namespace detail

/// A column of the model on the other side, by member or by name: the model is often not complete yet where the
/// relation is declared.
struct ColumnChoice {
  MemberId id = MemberId::none;
  std::string_view name = {};
  bool descending = false;
};

/// A relation as it is declared: constant data, viewed.
struct RelationSpec {
  std::string_view name = {};
  MemberId id = MemberId::none;
  bool many = false;
  TypeId target_id = TypeId::none;
  const TableSpec& (*target)() = nullptr;
  detail::EntityType& (*target_type)() = nullptr;
  /// The One or Many inside an object.
  detail::RelationMember& (*member)(void* object) = nullptr;
  std::span<const ColumnChoice> by = {};
  std::span<const ColumnChoice> order = {};
  bool has_association = false;
  const TableSpec& (*association)() = nullptr;  ///< many-to-many: the model between
  bool filtered = false;
  void (*add_filter)(Fragment& condition) = nullptr;  ///< filtered only
  bool cascade_delete = false, delete_orphan = false, passive_deletes = false;
};

}  // namespace bindery
