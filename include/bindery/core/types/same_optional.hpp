// Equality of optionals whose value has an equality of its own in its codec.
#pragma once
#include <bindery/core/codec.hpp>

#include <optional>

namespace bindery::detail {

/// Both empty, or both full and equal by the codec of T. For types whose `==` is missing or not identity.
template <class T> bool same_optional(const void* a, const void* b) {
  const auto& left = *static_cast<const std::optional<T>*>(a);
  const auto& right = *static_cast<const std::optional<T>*>(b);
  if (!left || !right) return left.has_value() == right.has_value();
  return codec_for<T>->equal(&*left, &*right);
}

}  // namespace bindery::detail
