// Models and databases for the tests of sessions: the default bind on the backend under test, "users" on the next one.
#pragma once
#include <bindery/bindery.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <support/backends.hpp>
#include <support/recorded.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::test {

struct Person {
  static constexpr auto bind_key = "users";
  std::int64_t id = 0;
  std::string name;
  std::optional<std::string> city = {};
  static constexpr auto columns() {
    return mapped(column<&Person::id>(primary_key), column<&Person::name>(String{80}, unique),
                  column<&Person::city>(String{80}));
  }
};

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::int64_t weight = 0;
  std::optional<std::int64_t> author = {};
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::weight>(),
                  column<&Note::author>(links<&Person::id>));
  }
};

struct Comment {
  std::int64_t id = 0;
  std::int64_t note_id = 0;
  std::string text;
  static constexpr auto columns() {
    return mapped(column<&Comment::id>(primary_key), column<&Comment::note_id>(references<&Note::id>),
                  column<&Comment::text>());
  }
};

/// Values that the database fills in.
struct Stamp {
  std::int64_t id = 0;
  std::string label;
  std::int64_t rank = 0;
  std::chrono::sys_time<std::chrono::microseconds> written{};
  static constexpr auto columns() {
    return mapped(column<&Stamp::id>(primary_key), column<&Stamp::label>(),
                  column<&Stamp::rank>(ServerDefault{"42"}), column<&Stamp::written>(default_now));
  }
};

/// A key of two columns, given by the program.
struct Seat {
  std::string hall;
  std::int64_t number = 0;
  std::string guest;
  static constexpr auto columns() {
    return mapped(column<&Seat::hall>(String{20}, primary_key), column<&Seat::number>(primary_key),
                  column<&Seat::guest>());
  }
};

struct Token {
  Uuid id{};
  std::string purpose;
  static constexpr auto columns() {
    return mapped(column<&Token::id>(primary_key, client_default<[] { return Uuid::random(); }>),
                  column<&Token::purpose>());
  }
};

class OrmTest : public EveryBackend {
 protected:
  OrmTest()
      : db(std::make_unique<Database>(
            Config{.database_uri = main_.url(), .binds = {{"users", users_.url()}}, .record_queries = true},
            models<Person, Note, Comment, Stamp, Seat, Token>)) {
    db->create_all();
  }

  /// How many recorded statements begin with this text ("" counts all).
  std::size_t count(std::string_view beginning = {}) const { return count_recorded(*db, beginning); }
  /// What a connection of its own sees.
  template <class M> std::vector<M> stored() const {
    return db->connect(bind_key_of<M>).execute(select<M>()).all();
  }
  template <class M> std::size_t rows() const { return stored<M>().size(); }

  const Url& main_url() const { return main_.url(); }
  const Url& users_url() const { return users_.url(); }
  Backend users_backend() const { return users_.backend(); }

 private:
  FreshDatabase main_{backend()};
  FreshDatabase users_{next_backend(backend())};

 protected:
  std::unique_ptr<Database> db;
};

}  // namespace bindery::test
