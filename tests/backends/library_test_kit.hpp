// The little library in a fresh database, for tests of statements.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/backends.hpp"
#include "support/library.hpp"

namespace bindery::test {

using namespace std::chrono_literals;

/// Authors: 1 Ada, 2 Bob (taught by Ada), 3 Çelik (taught by Ada, no books). Books 1 to 5 by Ada and Bob.
class LibraryTest : public EveryBackend {
 protected:
  void SetUp() override {
    database_ = std::make_unique<Database>(Config{.database_uri = fresh_url(), .record_queries = true},
                                           models<Author, Book, Review, Shelf, Copy, Country, Visit>);
    database_->create_all();
    connection_.emplace(database_->connect());
    std::vector<Author> authors{{0, "Ada", {}}, {0, "Bob", 1}, {0, "Çelik", 1}};
    db().insert_all(authors);
    std::vector<Book> books{
        {0, "Alpha", 1, 100, Decimal("9.50"), 4.5, "first", false, Genre::novel, 2001y / 1 / 31},
        {0, "beta", 1, 201, Decimal("10.00"), {}, {}, true, Genre::essay, 1999y / 12 / 31},
        {0, "Gamma_50%", 2, 300, Decimal("100.25"), 2.5, "über", false, Genre::poetry, 2010y / 6 / 1},
        {0, "delta", 2, 7, Decimal("0.05"), 3.25, {}, true, Genre::novel, 1850y / 5 / 4},
        {0, "Épsilon 🌍", 2, 50, Decimal("-3.00"), {}, "", false, Genre::novel, 2024y / 2 / 29},
    };
    db().insert_all(books);
  }
  void TearDown() override {
    connection_.reset();
    database_.reset();
  }

  Connection& db() { return *connection_; }
  Database& database() { return *database_; }
  /// Identifiers of the books for which a condition holds.
  template <class E> std::vector<std::int64_t> books(const E& condition) {
    return db().scalars(select(col<&Book::id>).where(condition).order_by(col<&Book::id>)).all();
  }
  /// An expression's value for one book.
  template <class E> auto of_book(std::int64_t id, const E& expression) {
    return db().scalar(select(expression).template select_from<Book>().where(col<&Book::id> == id));
  }

 private:
  std::unique_ptr<Database> database_;
  std::optional<Connection> connection_;
};

}  // namespace bindery::test
