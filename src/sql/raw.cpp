// Raw SQL: finding the named values in text.
#include <bindery/sql/raw.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace bindery {

namespace {

bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

/// Position behind a quoted piece or comment that begins at `at`; `at` itself if none does.
std::size_t skip(std::string_view text, std::size_t at) {
  const char c = text[at];
  const bool in_word = at > 0 && in_name(text[at - 1]);
  if (c == '\'' || c == '"' || c == '`') {
    // The backslash is an ordinary character, but for PostgreSQL's E'..'.
    const bool escapes = c == '\'' && at > 0 && (text[at - 1] == 'E' || text[at - 1] == 'e') &&
                         (at < 2 || !in_name(text[at - 2]));
    for (std::size_t i = at + 1; i < text.size(); ++i) {
      if (escapes && text[i] == '\\')
        ++i;
      else if (text[i] == c)
        return i + 1;
    }
    return text.size();
  }
  if (text.substr(at, 2) == "--") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") {
    const auto end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (c == '$' && !in_word) {  // PostgreSQL's dollar quotes
    std::size_t tag = at + 1;
    while (tag < text.size() && in_name(text[tag])) ++tag;
    if (tag < text.size() && text[tag] == '$') {
      const std::string_view mark = text.substr(at, tag + 1 - at);
      const auto end = text.find(mark, tag + 1);
      return end == std::string_view::npos ? text.size() : end + mark.size();
    }
  }
  return at;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { statement_.add({.op = Op::raw}); }

  template <class Values> Fragment parse(const Values& values) {
    std::vector<bool> used(values.size());
    std::size_t from = 0, at = 0;
    while (at < text_.size()) {
      if (const std::size_t next = skip(text_, at); next != at) {
        at = next;
      } else if (text_.substr(at, 2) == "::") {
        at += 2;
      } else if (text_[at] == ':' && at + 1 < text_.size() && starts_name(text_[at + 1])) {
        add_text(from, at);
        std::size_t end = at + 1;
        while (end < text_.size() && in_name(text_[end])) ++end;
        add_value(values, used, text_.substr(at + 1, end - at - 1));
        from = at = end;
      } else {
        ++at;
      }
    }
    add_text(from, text_.size());
    std::size_t position = 0;
    for (const auto& [name, value] : values) {
      if (!used[position++])
        throw ProgrammingError(fmt::format("the SQL text does not use the value ':{}'", name),
                               {.sql = std::string(text_)});
    }
    return std::move(statement_);
  }

 private:
  void add_text(std::size_t from, std::size_t to) {
    if (from == to) return;
    ++statement_.nodes.front().count;
    statement_.add({.op = Op::text, .name = statement_.keep(text_.substr(from, to - from))});
  }
  template <class Values>
  void add_value(const Values& values, std::vector<bool>& used, std::string_view name) {
    std::size_t position = 0;
    for (const auto& [given, value] : values) {
      if (given == name) {
        used[position] = true;
        ++statement_.nodes.front().count;
        statement_.add({.op = Op::parameter}, value);
        return;
      }
      ++position;
    }
    throw ProgrammingError(fmt::format("the SQL text names ':{}', but no such value is given", name),
                           {.sql = std::string(text_)});
  }

  std::string_view text_;
  Fragment statement_;
};

}  // namespace

RawSql<> sql(std::string_view text, RawValues values) { return {Parser(text).parse(values), {}, false}; }
RawSql<> sql(std::string_view text, const std::vector<std::pair<std::string, Value>>& values) {
  return {Parser(text).parse(values), {}, false};
}

}  // namespace bindery
