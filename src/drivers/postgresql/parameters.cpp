// The values of one execution, in the arrays that libpq takes.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <limits>

#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

namespace {

bool is_text(ValueKind kind) { return kind == ValueKind::text || kind == ValueKind::json; }

/// Appends an element in the form of its type, or as text.
bool append_element(std::string& out, Wire wire, const Cell& cell) {
  if (wire != Wire::foreign || cell.is_null()) return append_field(out, wire, cell);
  const std::size_t at = out.size();
  out.append(4, '\0');
  append_text_form(out, wire, cell);
  write_big_endian(out.data() + at, static_cast<std::uint32_t>(out.size() - at - 4));
  return true;
}

/// Appends an array of one dimension with the cells `first`, `first + step`, ...
bool append_array(std::string& out, ArrayElement element, std::span<const Cell> cells, std::size_t first,
                  std::size_t step) {
  const auto count = static_cast<std::uint32_t>((cells.size() - first + step - 1) / step);
  for (const std::uint32_t word : {count == 0 ? 0u : 1u, 1u, element.type}) append_big_endian(out, word);
  if (count == 0) return true;
  append_big_endian(out, count);
  append_big_endian(out, std::uint32_t{1});  // the first index
  for (std::size_t i = first; i < cells.size(); i += step) {
    if (!append_element(out, element.wire, cells[i])) return false;
  }
  return true;
}

/// The array as text, which PostgreSQL reads for elements of any type.
void append_array_text(std::string& out, Wire type, std::span<const Cell> cells) {
  std::string text;
  out += '{';
  for (std::size_t i = 0; i < cells.size(); ++i, text.clear()) {
    if (i > 0) out += ',';
    if (cells[i].is_null()) {
      out += "NULL";
      continue;
    }
    append_text_form(text, type, cells[i]);
    out += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  out += '}';
}

/// Says in an error which parameter it is about.
template <class Work> void located(std::size_t position, Work work) {
  try {
    work();
  } catch (Error& error) {
    error.locate(fmt::format("parameter {}", position + 1));
    throw;
  }
}

}  // namespace

void Parameters::reset(std::size_t count) {
  storage_.clear();
  stored_.clear();
  values_.assign(count, nullptr);
  lengths_.assign(count, 0);
  formats_.assign(count, 1);
}

void Parameters::set_stored() {
  for (const Stored& one : stored_) values_[one.position] = storage_.data() + one.offset;
}

void Parameters::encode(std::span<const Wire> types, std::span<const Cell> cells) {
  reset(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].is_null()) located(i, [&] { add(types[i], cells[i], i); });
  }
  set_stored();
}

void Parameters::encode_lists(std::span<const Wire> wires, std::span<const TypeOid> types,
                              std::span<const Cell> cells, std::span<const ValueList> lists) {
  reset(wires.size());
  for (std::size_t i = 0, cell = 0; i < wires.size(); ++i) {
    if (!lists.empty() && lists.front().first == cell) {
      const std::size_t count = lists.front().count;
      located(i, [&] { add_list(types[i], cells.subspan(cell, count), i); });
      cell += count;
      lists = lists.subspan(1);
    } else {
      if (!cells[cell].is_null()) located(i, [&] { add(wires[i], cells[cell], i); });
      ++cell;
    }
  }
  set_stored();
}

void Parameters::add_list(TypeOid type, std::span<const Cell> cells, std::size_t position) {
  const std::size_t offset = storage_.size();
  const TypeOid element = element_of(type);
  if (element == 0 || !append_array(storage_, {element, wire_of(element)}, cells, 0, 1)) {
    storage_.resize(offset);
    append_array_text(storage_, wire_of(element), cells);
    formats_[position] = 0;
  }
  store(position, offset);
}

void Parameters::add(Wire type, const Cell& cell, std::size_t position) {
  const bool as_it_is = (type == Wire::text || type == Wire::json) && is_text(cell.kind);
  if (as_it_is) refuse_nul(cell.text());
  if (as_it_is || (type == Wire::bytea && is_viewed(cell.kind))) return view(position, cell.text());
  const std::size_t offset = storage_.size();
  if (!append_binary(storage_, type, cell)) {
    append_text_form(storage_, type, cell);
    formats_[position] = 0;
  }
  store(position, offset);
}

void Parameters::store(std::size_t position, std::size_t offset) {
  lengths_[position] = static_cast<int>(storage_.size() - offset);
  storage_ += '\0';  // the end of a value in text form; no harm behind others
  stored_.push_back({position, offset});
}

void Parameters::view(std::size_t position, std::string_view value) {
  if (value.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    raise(ErrorKind::data, fmt::format("a value of {} bytes is more than PostgreSQL takes", value.size()));
  }
  values_[position] = value.empty() ? "" : value.data();  // a null pointer would mean NULL
  lengths_[position] = static_cast<int>(value.size());
}

bool Parameters::encode_arrays(std::span<const ArrayElement> elements, std::span<const Cell> cells) {
  reset(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::size_t offset = storage_.size();
    if (!append_array(storage_, elements[i], cells, i, elements.size())) return false;
    store(i, offset);
  }
  set_stored();
  return true;
}

}  // namespace bindery::drivers::postgresql
