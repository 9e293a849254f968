// Rendering of JSON functions. Each form names the document once, so that its placeholders stay in order.
#include <bindery/sql/json.hpp>
#include <fmt/format.h>

#include "json_path.hpp"
#include "renderer.hpp"

namespace bindery {

namespace {

/// What stands before and behind the document.
struct Form {
  std::string before, behind;
};

std::string quoted_path(std::string_view path, std::string_view prefix = {}) {
  std::string text = fmt::format("'{}", prefix);
  for (const char c : json_path_text(path)) {
    if (c == '\'') text += c;
    text += c;
  }
  return text += '\'';
}

/// PostgreSQL: the first value at the path that passes the test.
std::string postgresql_value(std::string_view path, std::string_view test) {
  std::string filtered = quoted_path(path, "strict ");
  filtered.pop_back();
  return fmt::format(", {} ? ({})', '{{}}', true)", filtered, test);
}

Form postgresql_form(JsonCall call, std::string_view path) {
  switch (call) {
    case JsonCall::text: return {"(", fmt::format(" #>> {})", json_step_array(path))};
    case JsonCall::part: return {"(", fmt::format(" #> {})", json_step_array(path))};
    case JsonCall::exists: return {"((", fmt::format(" #> {}) IS NOT NULL)", json_step_array(path))};
    case JsonCall::integer:
      return {"CAST(jsonb_path_query_first(",
              postgresql_value(path, R"(@.type() == "number" && @.floor() == @)") + " AS BIGINT)"};
    case JsonCall::number:
      return {"CAST(jsonb_path_query_first(",
              postgresql_value(path, R"(@.type() == "number")") + " AS DOUBLE PRECISION)"};
    default:
      return {"CAST(jsonb_path_query_first(",
              postgresql_value(path, R"(@.type() == "boolean")") + " AS BOOLEAN)"};
  }
}

// json_tree's first row is the value at the path itself, beside its type.
Form sqlite_form(JsonCall call, std::string_view path) {
  const auto of_type = [&](std::string_view cases) {
    return Form{fmt::format("(SELECT CASE type {} END FROM json_tree(", cases),
                fmt::format(", {}) LIMIT 1)", quoted_path(path))};
  };
  switch (call) {
    case JsonCall::part: return {"(", fmt::format(" -> {})", quoted_path(path))};
    case JsonCall::exists: return {"(json_type(", fmt::format(", {}) IS NOT NULL)", quoted_path(path))};
    case JsonCall::text:
      return of_type("WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(value AS TEXT)");
    case JsonCall::integer:
      return of_type(
          "WHEN 'integer' THEN value WHEN 'real' THEN CASE WHEN value = CAST(value AS INTEGER) THEN "
          "CAST(value AS INTEGER) END");
    case JsonCall::number: return of_type("WHEN 'integer' THEN CAST(value AS REAL) WHEN 'real' THEN value");
    default: return of_type("WHEN 'true' THEN 1 WHEN 'false' THEN 0");
  }
}

// A part of a document compares as JSON does, where "null" and null are alike; CONCAT makes it mere text.
Form mariadb_form(JsonCall call, std::string_view path) {
  const std::string at_path = fmt::format(", {})", quoted_path(path));
  switch (call) {
    case JsonCall::part: return {"JSON_EXTRACT(", at_path};
    case JsonCall::exists: return {"JSON_EXISTS(", at_path};
    case JsonCall::text: return {"JSON_UNQUOTE(NULLIF(CONCAT(JSON_EXTRACT(", at_path + "), 'null'))"};
    case JsonCall::integer:
      return {"CAST(CAST(NULLIF(REGEXP_SUBSTR(CONCAT(JSON_EXTRACT(",
              at_path + "), '^-?[0-9]+([.]0+)?$'), '') AS DECIMAL(65, 18)) AS SIGNED)"};
    case JsonCall::number:
      return {"CAST(NULLIF(REGEXP_SUBSTR(CONCAT(JSON_EXTRACT(",
              at_path + "), '^-?[0-9].*$'), '') AS DOUBLE)"};
    default:
      return {"CASE CONCAT(JSON_EXTRACT(", at_path + ") WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"};
  }
}

}  // namespace

std::size_t Renderer::json(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const auto call = static_cast<JsonCall>(node.detail);
  if (call == JsonCall::set) return json_set(at, scope);
  if (call == JsonCall::contains) {
    if (dialect_.backend != Backend::postgresql) {
      refuse("tell whether one JSON document contains another",
             "test single values: json_text<\"$.key\">(document) == value");
    }
    out_ += '(';
    std::size_t next = expression(at + 1, scope, false);
    out_ += " @> ";
    next = expression(next, scope, true);
    out_ += ')';
    return next;
  }
  const Form form = dialect_.backend == Backend::sqlite       ? sqlite_form(call, node.name)
                    : dialect_.backend == Backend::postgresql ? postgresql_form(call, node.name)
                                                              : mariadb_form(call, node.name);
  return wrapped(form.before, at, form.behind, scope);
}

std::size_t Renderer::json_set(std::size_t at, const RenderScope& scope) {
  const std::string_view path = nodes_[at].name;
  if (dialect_.backend == Backend::postgresql) {
    out_ += "jsonb_set(";
    std::size_t next = expression(at + 1, scope, true);
    out_ += fmt::format(", {}, ", json_step_array(path));
    next = expression(next, scope, true);
    out_ += ')';
    return next;
  }
  const bool sqlite = dialect_.backend == Backend::sqlite;
  const bool guarded =
      sqlite && json_parent(path) != "$";  // SQLite would make the steps before the last one, too
  if (guarded) {
    out_ += "CASE WHEN json_type(";
    expression(at + 1, scope, true);
    out_ += fmt::format(", {}) IS NULL THEN ", quoted_path(json_parent(path)));
    expression(at + 1, scope, true);
    out_ += " ELSE ";
  }
  out_ += sqlite ? "json_set(" : "JSON_SET(";
  std::size_t next = expression(at + 1, scope, true);
  out_ += fmt::format(", {}, {}", quoted_path(path), sqlite ? "json(" : "JSON_EXTRACT(");
  next = expression(next, scope, true);
  out_ += sqlite ? "))" : ", '$'))";
  if (guarded) out_ += " END";
  return next;
}

}  // namespace bindery
