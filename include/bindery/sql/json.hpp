// JSON documents inside statements: values at a path, tests and changes, with one meaning on every database.
#pragma once
#include <bindery/core/types/json.hpp>
#include <bindery/sql/parameter.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bindery {

/// What a JSON node asks for; in its `detail`.
enum class JsonCall : std::uint16_t { text, integer, number, boolean, part, exists, contains, set };

namespace detail {

constexpr bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
/// True for "$", "$.key", "$.\"odd key\"", "$[0]" and chains of these.
constexpr bool is_json_path(std::string_view path) {
  if (path.empty() || path.front() != '$') return false;
  std::size_t at = 1;
  while (at < path.size()) {
    const std::size_t begin = at + 1;
    std::size_t end = begin;
    if (path[at] == '[') {
      while (end < path.size() && path[end] >= '0' && path[end] <= '9') ++end;
      if (end == begin || end == path.size() || path[end] != ']') return false;
      at = end + 1;
    } else if (path[at] == '.' && begin < path.size() && path[begin] == '"') {
      // No `find`: g++ 12 with UBSan takes none in constant expressions.
      for (++end; end < path.size() && path[end] != '"' && path[end] != '\\';) ++end;
      if (end == path.size() || path[end] != '"') return false;
      at = end + 1;
    } else if (path[at] == '.') {
      while (end < path.size() && is_key_character(path[end])) ++end;
      if (end == begin) return false;
      at = end;
    } else {
      return false;
    }
  }
  return true;
}

template <class E, FixedString Path> consteval bool check_json() {
  constexpr bool document = std::same_as<strip_optional<value_of<E>>, Json>;
  static_assert(document, "bindery: this function needs a JSON document: a member of type bindery::Json");
  constexpr bool path = is_json_path(Path.data);
  static_assert(path, "bindery: a JSON path is written like \"$.address.lines[0]\" or \"$.\\\"odd key\\\"\"");
  return true;
}
template <JsonCall Call, FixedString Path, class T, class... Args> constexpr auto json(Args... args) {
  return compound<Head<Op::json_, static_cast<std::uint16_t>(Call), Path>, T>(std::move(args)...);
}

}  // namespace detail

/// The value at a path as text: `json_text<"$.address.city">(col<&User::profile>)`. NULL if there is none or if it
/// is JSON's null; objects and arrays give their JSON text.
template <FixedString Path, Expression E> constexpr auto json_text(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::text, Path, std::optional<std::string>>(std::move(document));
}
/// The whole number at a path; NULL if something else is there.
template <FixedString Path, Expression E> constexpr auto json_integer(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::integer, Path, std::optional<std::int64_t>>(std::move(document));
}
/// The number at a path; NULL if something else is there.
template <FixedString Path, Expression E> constexpr auto json_number(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::number, Path, std::optional<double>>(std::move(document));
}
/// The truth value at a path; NULL if something else is there.
template <FixedString Path, Expression E> constexpr auto json_boolean(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::boolean, Path, std::optional<bool>>(std::move(document));
}
/// The part of the document at a path; NULL if there is none.
template <FixedString Path, Expression E> constexpr auto json_part(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::part, Path, std::optional<Json>>(std::move(document));
}
/// True if the document has something at the path, JSON's null included.
template <FixedString Path, Expression E> constexpr auto json_exists(E document) {
  (void)detail::check_json<E, Path>();
  return detail::json<JsonCall::exists, Path, detail::nullable_like<bool, E>>(std::move(document));
}
/// PostgreSQL's `@>`: the document holds all that the other one holds. Other databases have nothing of the same
/// meaning: ProgrammingError when the statement's text is made.
template <Expression E> auto json_contains(E document, Json part) {
  (void)detail::check_json<E, "$">();
  return detail::json<JsonCall::contains, "$", detail::nullable_like<bool, E>>(
      std::move(document), Parameter<Json>{std::move(part)});
}
/// The document with another value at the path, for UPDATE: `col<&User::profile> =
/// json_set<"$.city">(col<&User::profile>, Json(R"("Rome")"))`. The last step of the path is the key of an object and
/// is made if it is missing; if an earlier one is missing, the document stays as it is.
template <FixedString Path, Expression E> auto json_set(E document, Json value) {
  (void)detail::check_json<E, Path>();
  constexpr bool column = E::node_count == 1 && E::value_count == 0;
  static_assert(column, "bindery: json_set changes a column: name the column itself");
  constexpr bool ends_in_key =
      std::string_view(Path.data) != "$" && !std::string_view(Path.data).ends_with(']');
  static_assert(ends_in_key, "bindery: json_set changes a key of an object: the path must end in a key");
  return detail::json<JsonCall::set, Path, typename E::type>(std::move(document),
                                                             Parameter<Json>{std::move(value)});
}

}  // namespace bindery
