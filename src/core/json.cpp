// Json: checking and comparing documents, codec.
#include <bindery/core/types/json.hpp>
#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <ostream>

namespace bindery {

namespace {

constexpr std::size_t max_depth = 1000;

boost::json::parse_options options() {
  boost::json::parse_options result;
  result.max_depth = max_depth;
  return result;
}

/// Listens to the parser and keeps nothing: only the syntax matters.
struct Ignore {
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);
  using Code = boost::json::error_code;
  using View = boost::json::string_view;
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_key_part(View, std::size_t, Code&) { return true; }
  bool on_key(View, std::size_t, Code&) { return true; }
  bool on_string_part(View, std::size_t, Code&) { return true; }
  bool on_string(View, std::size_t, Code&) { return true; }
  bool on_number_part(View, Code&) { return true; }
  bool on_int64(std::int64_t, View, Code&) { return true; }
  bool on_uint64(std::uint64_t, View, Code&) { return true; }
  bool on_double(double, View, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(View, Code&) { return true; }
  bool on_comment(View, Code&) { return true; }
};

void check(std::string_view text) {
  boost::json::basic_parser<Ignore> parser(options());
  boost::json::error_code code;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), code);
  if (!code && used == text.size()) return;
  throw DataError(fmt::format("not JSON: {} at position {} of {}",
                              code ? code.message() : "text after the end", used, text.size()));
}

boost::json::value parsed(std::string_view text) {
  return boost::json::parse({text.data(), text.size()}, {}, options());
}

}  // namespace

Json::Json(std::string text) : text_(std::move(text)) { check(text_); }

bool Json::equal_documents(std::string_view a, std::string_view b) { return parsed(a) == parsed(b); }

std::ostream& operator<<(std::ostream& out, const Json& value) { return out << value.text(); }

namespace detail {

void read_json(const Codec&, const Cell& cell, void* field) {
  auto& json = *static_cast<Json*>(field);
  if (cell.kind == ValueKind::json) {
    json = Json::trusted(std::string(cell.text()));
  } else if (cell.kind == ValueKind::text) {
    json = Json(std::string(cell.text()));
  } else {
    refuse_cell(cell, "JSON");
  }
}

void write_json(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_text(static_cast<const Json*>(field)->text(), ValueKind::json);
}

bool same_json(const void* a, const void* b) {
  return static_cast<const Json*>(a)->text() == static_cast<const Json*>(b)->text();
}

}  // namespace detail

}  // namespace bindery
