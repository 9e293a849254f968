// Bytes: binary data.
#pragma once
#include <bindery/core/codec.hpp>

#include <cstddef>
#include <vector>

namespace bindery {

/// Binary data of any length.
using Bytes = std::vector<std::byte>;

namespace detail {
void read_bytes(const Codec&, const Cell& cell, void* field);
void write_bytes(const Codec&, const void* field, Cell& cell);
inline constexpr Codec bytes_codec{TypeKind::bytes,     false, read_bytes, write_bytes, equal_values<Bytes>,
                                   assign_values<Bytes>};
}  // namespace detail

template <> struct CodecFor<Bytes> {
  static constexpr const Codec* codec = &detail::bytes_codec;
};

}  // namespace bindery
