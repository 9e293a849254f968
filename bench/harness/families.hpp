// The measured relations, and a search by conditions that may be absent.
#pragma once
#include <bindery/bindery.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bindery::bench {

inline constexpr std::int64_t parent_count = 1000, children_each = 20, grandchildren_each = 5;

// What Bindery loads.

struct Author {
  std::int64_t id = 0;
  std::string name{};
  Many<struct Book> books{};
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(String{80}),
                  relation<&Author::books>());
  }
};

struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::string title{};
  Many<struct Review> reviews{};
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>, indexed),
                  column<&Book::title>(String{80}), relation<&Book::reviews>());
  }
};

struct Review {
  std::int64_t id = 0;
  std::int64_t book_id = 0;
  std::string text{};
  static constexpr auto columns() {
    return mapped(column<&Review::id>(primary_key), column<&Review::book_id>(references<&Book::id>, indexed),
                  column<&Review::text>(String{80}));
  }
};

// What a program without Bindery puts together by hand.

struct Grandchild {
  std::int64_t id = 0, parent = 0;
  std::string text{};
};
struct Child {
  std::int64_t id = 0, parent = 0;
  std::string title{};
  std::vector<Grandchild> children{};
};
struct Parent {
  std::int64_t id = 0;
  std::string name{};
  std::vector<Child> children{};
};

/// Conditions on `item`, of which those hold that are set.
struct Search {
  std::optional<std::int64_t> id_from{}, id_to{};
  std::optional<std::int32_t> number_from{}, number_to{};
  std::optional<double> amount_from{}, amount_to{};
  std::optional<std::string> label_from{}, note{};
};

}  // namespace bindery::bench
