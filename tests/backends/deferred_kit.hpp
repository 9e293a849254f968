// Models with members that queries leave unread, and a database of them.
#pragma once
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <support/backends.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::test {

/// A type of the program's own.
struct Markup {
  std::string text{};
  friend bool operator==(const Markup&, const Markup&) = default;
};

}  // namespace bindery::test

template <>
struct bindery::CodecFor<bindery::test::Markup>
    : bindery::StoredAs<std::string, &bindery::test::Markup::text> {};

namespace bindery::test {

struct Essayist {
  std::int64_t id = 0;
  std::string name{};
  Deferred<std::optional<std::string>> biography{};
  Many<struct Essay> essays{};
  static constexpr auto columns() {
    return mapped(column<&Essayist::id>(primary_key), column<&Essayist::name>(String{80}),
                  column<&Essayist::biography>(deferred), relation<&Essayist::essays>(ordered_by<"id">));
  }
};

struct Essay {
  std::int64_t id = 0;
  std::string title{};
  Deferred<std::string> body{};
  Deferred<Markup> summary{};
  Deferred<std::int32_t> stars = 3;
  std::int64_t author_id = 0;
  One<Essayist> author{};
  static constexpr auto columns() {
    return mapped(column<&Essay::id>(primary_key), column<&Essay::title>(String{80}),
                  column<&Essay::body>(deferred, validated([](std::string_view s) { return s != "bad"; })),
                  column<&Essay::summary>(), column<&Essay::stars>(ServerDefault{"5"}, deferred),
                  column<&Essay::author_id>(references<&Essayist::id>), relation<&Essay::author>());
  }
};

/// Counts its changes.
struct Chapter {
  std::int64_t id = 0;
  std::string title{};
  std::int64_t edition = 0;
  Deferred<std::string> text{};
  static constexpr auto columns() {
    return mapped(column<&Chapter::id>(primary_key), column<&Chapter::title>(),
                  column<&Chapter::edition>(version), column<&Chapter::text>(deferred));
  }
};

/// A family: videos have a table of their own, ballads are in the root's.
struct Medium {
  static constexpr auto table_name = "media";
  std::int64_t id = 0;
  std::string kind{};
  std::string title{};
  Deferred<std::string> notes{};
  static constexpr auto kinds = polymorphic<&Medium::kind, "medium">;
  static constexpr auto columns() {
    return mapped(column<&Medium::id>(primary_key), column<&Medium::kind>(String{20}),
                  column<&Medium::title>(String{80}), column<&Medium::notes>(deferred));
  }
};
struct Video : Medium {
  static constexpr auto inherits = joined_table<Medium, "video">;
  std::int32_t length = 0;
  Deferred<std::string> transcript{};
  static constexpr auto columns() {
    return mapped(column<&Video::length>(), column<&Video::transcript>(deferred));
  }
};
struct Ballad : Medium {
  static constexpr auto inherits = single_table<Medium, "ballad">;
  Deferred<std::string> lyrics{};
  static constexpr auto columns() { return mapped(column<&Ballad::lyrics>()); }
};

class DeferredTest : public EveryBackend {
 protected:
  DeferredTest() {
    db.create_all();
    auto session = db.session();
    for (int a = 1; a <= 2; ++a) {
      auto author = session.add(Essayist{.name = "author " + std::to_string(a), .biography = "born"});
      for (int p = 1; p <= 2; ++p) {
        const std::string name = std::to_string(a) + "." + std::to_string(p);
        session.add(Essay{.title = "essay " + name,
                          .body = "body " + name,
                          .summary = Markup{"summary " + name},
                          .author = author});
      }
    }
    session.add(Chapter{.title = "one", .text = "once upon a time"});
    session.commit();
  }

  std::vector<std::string> statements() const {
    std::vector<std::string> texts;
    for (const RecordedQuery& query : db.recorded_queries()) texts.push_back(query.sql);
    return texts;
  }
  /// The statements that begin with this text while `run` runs.
  template <class Run> std::vector<std::string> during(std::string_view beginning, Run run) {
    const std::size_t before = statements().size();
    run();
    std::vector<std::string> texts = statements();
    texts.erase(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(before));
    std::erase_if(texts, [&](const std::string& text) { return !text.starts_with(beginning); });
    return texts;
  }
  /// What somebody else does meanwhile.
  template <class Statement> void elsewhere(const Statement& statement) {
    auto connection = db.connect();
    connection.execute(statement);
  }
  template <class M> std::vector<M> stored() {
    return db.connect().execute(select<M>().order_by(col<&M::id>)).all();
  }

 private:
  FreshDatabase main_{backend()};

 protected:
  Database db{Config{.database_uri = main_.url(), .record_queries = true},
              models<Essayist, Essay, Chapter, Medium, Video, Ballad>};
};

}  // namespace bindery::test
