// What an INSERT has to do with each new object of a table, looked up once for many of them.
#pragma once
#include <bindery/schema/table.hpp>

#include <cstddef>
#include <vector>

namespace bindery::detail {

/// So many rows go to a driver at once: what they need beside the objects does not grow with their number.
inline constexpr std::size_t most_new_rows = 16'384;

class NewRows {
 public:
  /// `blank`: an object as its type makes it.
  NewRows(const Table& table, const void* blank);
  /// Computes client defaults, then throws the ValidationError of an object that breaks a rule.
  void prepare(void* object) const;
  /// True if an INSERT of the object gives the same columns as that of the object asked about before; false for the
  /// first one.
  bool gives_as_before(const void* object);

 private:
  /// A column that an object gives, or leaves to the database by a value as in a blank object.
  struct Uncertain {
    const Column* column;
    const void* blank;
    bool given;
  };

  const Table& table_;
  const void* blank_;
  bool has_defaults_, has_rules_, asked_ = false;
  std::vector<Uncertain> uncertain_;
};

}  // namespace bindery::detail
