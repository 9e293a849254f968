// PostgreSQL's types on the wire: cells become parameters, fields of results become cells.
#pragma once
#include <bindery/core/arena.hpp>
#include <bindery/core/cell.hpp>
#include <bindery/sql/render.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::drivers::postgresql {

using TypeOid = unsigned int;  // what libpq calls Oid

inline constexpr TypeOid text_type = 25;

/// The types whose binary form is known here. `character` is binary-readable but written as text; `foreign` is
/// every other type: it travels as text in both directions.
enum class Wire : std::uint8_t {
  foreign,
  character,
  boolean,
  int2,
  int4,
  int8,
  oid,
  float4,
  float8,
  numeric,
  text,
  bytea,
  date,
  time,
  timestamp,
  timestamptz,
  interval,
  uuid,
  json,
  jsonb,
};

Wire wire_of(TypeOid type) noexcept;
/// The type of an array's elements; 0 for arrays that are not known here.
TypeOid element_of(TypeOid array) noexcept;
/// As SQL names it, e.g. "smallint".
std::string_view name_of(Wire type);

/// Appends the binary form of a cell that is not NULL, without its length. Returns false, having appended
/// nothing, when the cell must travel as text. DataError when it does not fit the type.
bool append_binary(std::string& out, Wire type, const Cell& cell);
/// Appends one value with its length, or NULL; false, having appended something, when it has no binary form.
bool append_field(std::string& out, Wire type, const Cell& cell);
/// The same for the values of a row.
bool append_fields(std::string& out, std::span<const Wire> types, std::span<const Cell> cells);
/// Appends the form that the server parses for any type. DataError for what no text can say.
void append_text_form(std::string& out, Wire type, const Cell& cell);
/// Throws the DataError of a text that PostgreSQL can't hold.
void refuse_nul(std::string_view text);
/// The binary form of PostgreSQL's numeric.
void append_numeric(std::string& out, const Cell& cell);

/// Writes a big-endian number.
template <class T> void write_big_endian(char* at, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    at[sizeof(T) - 1 - i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}
template <class T> void append_big_endian(std::string& out, T value) {
  char bytes[sizeof(T)];
  write_big_endian(bytes, value);
  out.append(bytes, sizeof(T));
}

template <class T> T read_big_endian(const char* data) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = value << 8 | static_cast<unsigned char>(data[i]);
  return static_cast<T>(value);
}

/// What an array holds.
struct ArrayElement {
  TypeOid type;
  Wire wire;  ///< `foreign`: texts
};

/// The values of one execution, in the arrays that libpq takes. Reused, so that it seldom allocates.
class Parameters {
 public:
  /// Long text and bytes are viewed, not copied: `cells` must outlive the sending. DataError names the position.
  void encode(std::span<const Wire> types, std::span<const Cell> cells);

  /// The same with parameters that are arrays of several cells.
  void encode_lists(std::span<const Wire> wires, std::span<const TypeOid> types, std::span<const Cell> cells,
                    std::span<const ValueList> lists);
  /// Rows of cells as one array for each column. False when a value has no binary form of its type.
  bool encode_arrays(std::span<const ArrayElement> elements, std::span<const Cell> cells);

  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void reset(std::size_t count);
  void set_stored();
  void add(Wire type, const Cell& cell, std::size_t position);
  void add_list(TypeOid type, std::span<const Cell> cells, std::size_t position);
  void store(std::size_t position, std::size_t offset);
  void view(std::size_t position, std::string_view value);

  struct Stored {
    std::size_t position, offset;
  };
  std::string storage_;  // may move while it grows: pointers into it are set at the end
  std::vector<Stored> stored_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

/// Texts that the result itself does not hold (numbers too long for a cell); they live as long as the row.
using RowTexts = std::deque<std::string>;

/// Makes a cell of a field that is not NULL. The cell may point into `data`, which may be changed in place.
/// DataError when the value is beyond what a cell can say (infinite times, months in an interval).
using Decoder = void (*)(char* data, std::size_t size, Cell& cell, RowTexts& texts);

/// Reads the binary form of numeric: a decimal cell, or a text cell for what is no decimal of 38 digits.
void decode_numeric(char* data, std::size_t size, Cell& cell, RowTexts& texts);

/// How fields of this type are read when the result is binary.
Decoder binary_decoder(Wire type) noexcept;
/// How they are read when the result is text.
Decoder text_decoder(Wire type) noexcept;
/// Reads a value straight into a field of the type that most have for it; false for all others. DataError as of
/// the decoder.
bool read_at_once(Decoder decode, const char* data, std::size_t size, const Codec& codec, void* field,
                  detail::Arena* texts);

}  // namespace bindery::drivers::postgresql
