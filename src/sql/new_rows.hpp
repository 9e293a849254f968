// What an INSERT has to do with each new object of a table, looked up once for many of them.
#pragma once
#include <bindery/schema/table.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace bindery::detail {

class NewRows {
 public:
  /// `blank`: an object as its type makes it.
  NewRows(const Table& table, const void* blank);
  /// Computes client defaults, then throws the ValidationError of an object that breaks a rule.
  void prepare(void* object) const;
  /// True if these are the columns that an INSERT of the object gives.
  bool gives_just(const void* object, std::span<const std::size_t> columns) const;

 private:
  const Table& table_;
  const void* blank_;
  bool has_defaults_;
  std::vector<std::size_t> uncertain_;  ///< columns that an object gives or leaves to the database
};

}  // namespace bindery::detail
