// Rows whose columns are known at run time only.
#pragma once
#include <bindery/core/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A row whose columns are known at run time only.
class DynamicRow {
 public:
  /// The value of a column by name; ProgrammingError that lists the columns there are.
  const Value& operator[](std::string_view column) const;
  const Value& operator[](std::size_t position) const { return values_.at(position); }
  template <Storable T> T get(std::string_view column) const { return (*this)[column].template as<T>(); }
  std::size_t size() const { return values_.size(); }
  const std::vector<std::string>& columns() const { return *names_; }
  const std::vector<Value>& values() const { return values_; }

  DynamicRow() = default;
  DynamicRow(std::shared_ptr<const std::vector<std::string>> names, std::vector<Value> values)
      : names_(std::move(names)), values_(std::move(values)) {}

 private:
  std::shared_ptr<const std::vector<std::string>> names_;
  std::vector<Value> values_;
};

}  // namespace bindery
