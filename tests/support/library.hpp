// The models that the tests of statements speak of: a small library.
#pragma once
#include <bindery/bindery.hpp>

namespace bindery::test {

enum class Genre { novel, essay, poetry };

struct Author {
  std::int64_t id = 0;
  std::string name{};
  std::optional<std::int64_t> mentor_id{};
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(String{80}, unique),
                  column<&Author::mentor_id>(references<&Author::id>));
  }
};

struct Book {
  std::int64_t id = 0;
  std::string title{};
  std::int64_t author_id = 0;
  std::int32_t pages = 0;
  Decimal price{};
  std::optional<double> rating{};
  std::optional<std::string> subtitle{};
  bool lent = false;
  Genre genre = Genre::novel;
  std::chrono::year_month_day published{std::chrono::year(2000) / 1 / 1};
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::title>(String{200}),
                  column<&Book::author_id>(references<&Author::id>), column<&Book::pages>(),
                  column<&Book::price>(Numeric{12, 2}), column<&Book::rating>(), column<&Book::subtitle>(),
                  column<&Book::lent>(), column<&Book::genre>(), column<&Book::published>());
  }
};

/// Two foreign keys to one table.
struct Review {
  std::int64_t id = 0;
  std::int64_t writer_id = 0;
  std::int64_t reader_id = 0;
  std::string body{};
  static constexpr auto columns() {
    return mapped(column<&Review::id>(primary_key), column<&Review::writer_id>(references<&Author::id>),
                  column<&Review::reader_id>(references<&Author::id>), column<&Review::body>());
  }
};

/// A composite key, and a table that refers to it.
struct Shelf {
  std::int32_t room = 0;
  std::int32_t number = 0;
  std::string label{};
  static constexpr auto columns() {
    return mapped(column<&Shelf::room>(primary_key), column<&Shelf::number>(primary_key),
                  column<&Shelf::label>());
  }
};
struct Copy {
  std::int64_t id = 0;
  std::int32_t room = 0;
  std::int32_t shelf = 0;
  static constexpr auto columns() {
    return mapped(
        column<&Copy::id>(primary_key), column<&Copy::room>(), column<&Copy::shelf>(),
        foreign_key<Shelf>(Columns<&Copy::room, &Copy::shelf>{}, Columns<&Shelf::room, &Shelf::number>{}));
  }
};

/// A key beside the unique name, both given by the program.
struct Country {
  std::string code{};
  std::string name{};
  std::int32_t visits = 0;
  static constexpr auto columns() {
    return mapped(column<&Country::code>(primary_key, String{2}), column<&Country::name>(String{80}, unique),
                  column<&Country::visits>());
  }
};

/// Everything has a default.
struct Visit {
  std::int64_t id = 0;
  std::chrono::sys_time<std::chrono::microseconds> at{};
  static constexpr auto columns() {
    return mapped(column<&Visit::id>(primary_key), column<&Visit::at>(default_now));
  }
};

}  // namespace bindery::test
