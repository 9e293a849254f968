// What tests of SQL text share.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/library.hpp"

namespace bindery::test {

/// The text in all three dialects; identifiers stand between the marks of `quote`.
struct Texts {
  std::string sqlite, postgresql, mariadb;

  friend bool operator==(const Texts&, const Texts&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Texts& texts) {
    return out << "\n  " << texts.sqlite << "\n  " << texts.postgresql << "\n  " << texts.mariadb;
  }
};

template <class Statement> std::string sql_of(const Statement& statement, Backend backend) {
  return to_sql(statement, backend);
}
template <class Statement> Texts texts_of(const Statement& statement) {
  return {sql_of(statement, Backend::sqlite), sql_of(statement, Backend::postgresql),
          sql_of(statement, Backend::mariadb)};
}

/// The texts that follow from SQLite's by the quote and the placeholder alone: for what all databases spell alike.
inline Texts alike(std::string_view sqlite) {
  Texts texts{std::string(sqlite), {}, {}};
  int number = 0;
  for (const char c : sqlite) {
    texts.postgresql += c == '?' ? "$" + std::to_string(++number) : std::string(1, c);
    texts.mariadb += c == '"' ? '`' : c;
  }
  return texts;
}

/// A condition's texts, without the SELECT around it.
template <class E> Texts where_of(const E& condition) {
  const auto cut = [](const std::string& text) { return text.substr(text.find(" WHERE ") + 7); };
  const Texts whole = texts_of(select<Book>().where(condition));
  return {cut(whole.sqlite), cut(whole.postgresql), cut(whole.mariadb)};
}
/// A column's texts, without the SELECT around it.
template <class E> Texts column_texts(const E& expression) {
  const auto cut = [](const std::string& text) { return text.substr(7, text.find(" FROM ") - 7); };
  const Texts whole = texts_of(select(expression));
  return {cut(whole.sqlite), cut(whole.postgresql), cut(whole.mariadb)};
}

/// The message of the ProgrammingError that making the text throws.
template <class Statement> std::string refusal_of(const Statement& statement, Backend backend) {
  try {
    return "no error: " + sql_of(statement, backend);
  } catch (const ProgrammingError& error) {
    return error.what();
  }
}

}  // namespace bindery::test
