// Models that are related in every way, and a database of them: the default bind on the backend under test, "people" on
// the next one.
#pragma once
#include <bindery/bindery.hpp>
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

struct NovelTopic;
struct TopicLink;

/// In another bind: reached by links.
struct Reader {
  static constexpr auto bind_key = "people";
  std::int64_t id = 0;
  std::string name{};
  Many<struct Loan> loans{};
  static constexpr auto columns() {
    return mapped(column<&Reader::id>(primary_key), column<&Reader::name>(String{80}),
                  relation<&Reader::loans>(ordered_by<"id">));
  }
};

/// Refers to itself, and is referred to in several ways.
struct Writer {
  std::int64_t id = 0;
  std::string name{};
  std::optional<std::int64_t> mentor_id{};
  One<Writer> mentor{};
  Many<Writer> pupils{};
  Many<struct Novel> novels{};
  Many<Novel> edited{};
  Many<Novel> long_novels{};
  One<struct Contract> contract{};
  static constexpr auto columns() {
    return mapped(column<&Writer::id>(primary_key), column<&Writer::name>(String{80}),
                  column<&Writer::mentor_id>(references<&Writer::id>), relation<&Writer::mentor>(),
                  relation<&Writer::pupils>(ordered_by<"name">),
                  relation<&Writer::novels>(by<"writer_id">, ordered_by<"title">),
                  relation<&Writer::edited>(by<"editor_id">),
                  relation<&Writer::long_novels>(
                      by<"writer_id">, filtered_by<[]<class Novel>() { return (col<&Novel::pages> > 500); }>,
                      ordered_by<descending("pages")>),
                  relation<&Writer::contract>());
  }
};

struct Contract {
  std::int64_t id = 0;
  std::string terms{};
  std::optional<std::int64_t> writer_id{};
  One<Writer> writer{};
  static constexpr auto columns() {
    return mapped(column<&Contract::id>(primary_key), column<&Contract::terms>(),
                  column<&Contract::writer_id>(unique, references<&Writer::id>),
                  relation<&Contract::writer>());
  }
};

struct Novel {
  std::int64_t id = 0;
  std::string title{};
  std::int32_t pages = 0;
  std::int64_t writer_id = 0;
  std::optional<std::int64_t> editor_id{};
  One<Writer> writer{};
  One<Writer> editor{};
  Many<struct Topic> topics{};
  Many<Loan> loans{};
  static constexpr auto columns() {
    return mapped(
        column<&Novel::id>(primary_key), column<&Novel::title>(String{80}), column<&Novel::pages>(),
        column<&Novel::writer_id>(references<&Writer::id>),
        column<&Novel::editor_id>(references<&Writer::id>), relation<&Novel::writer>(by<&Novel::writer_id>),
        relation<&Novel::editor>(by<&Novel::editor_id>),
        relation<&Novel::topics>(through<NovelTopic>, ordered_by<"word">), relation<&Novel::loans>());
  }
};

struct Topic {
  std::int64_t id = 0;
  std::string word{};
  Many<Novel> novels{};
  Many<Topic> broader{};
  Many<Topic> narrower{};
  static constexpr auto columns() {
    return mapped(column<&Topic::id>(primary_key), column<&Topic::word>(String{40}, unique),
                  relation<&Topic::novels>(through<NovelTopic>, ordered_by<"title">),
                  relation<&Topic::broader>(through<TopicLink>, by<"narrower_id">),
                  relation<&Topic::narrower>(through<TopicLink>, by<"broader_id">, ordered_by<"word">));
  }
};

struct NovelTopic {
  std::int64_t novel_id = 0, topic_id = 0;
  static constexpr auto columns() {
    return mapped(column<&NovelTopic::novel_id>(primary_key, references<&Novel::id>),
                  column<&NovelTopic::topic_id>(primary_key, references<&Topic::id>));
  }
};
struct TopicLink {
  std::int64_t broader_id = 0, narrower_id = 0;
  static constexpr auto columns() {
    return mapped(column<&TopicLink::broader_id>(primary_key, references<&Topic::id>),
                  column<&TopicLink::narrower_id>(primary_key, references<&Topic::id>));
  }
};

/// Between a novel and a reader of another bind.
struct Loan {
  std::int64_t id = 0;
  std::int64_t novel_id = 0;
  std::optional<std::int64_t> reader_id{};
  One<Novel> novel{};
  One<Reader> reader{};
  static constexpr auto columns() {
    return mapped(column<&Loan::id>(primary_key), column<&Loan::novel_id>(references<&Novel::id>),
                  column<&Loan::reader_id>(links<&Reader::id>), relation<&Loan::novel>(),
                  relation<&Loan::reader>());
  }
};

/// A key of two columns, and what refers to it.
struct Hall {
  std::string house{};
  std::int32_t number = 0;
  std::string label{};
  Many<struct Rack> racks{};
  static constexpr auto columns() {
    return mapped(column<&Hall::house>(String{20}, primary_key), column<&Hall::number>(primary_key),
                  column<&Hall::label>(), relation<&Hall::racks>(ordered_by<"id">));
  }
};
struct Rack {
  std::int64_t id = 0;
  std::optional<std::string> house{};
  std::optional<std::int64_t> hall_number{};
  One<Hall> hall{};
  static constexpr auto columns() {
    return mapped(column<&Rack::id>(primary_key), column<&Rack::house>(String{20}),
                  column<&Rack::hall_number>(Integer{}),
                  foreign_key<Hall>(Columns<&Rack::house, &Rack::hall_number>{},
                                    Columns<&Hall::house, &Hall::number>{}),
                  relation<&Rack::hall>());
  }
};

class RelationsTest : public EveryBackend {
 protected:
  RelationsTest()
      : db(std::make_unique<Database>(
            Config{.database_uri = main_.url(), .binds = {{"people", people_.url()}}, .record_queries = true},
            models<Reader, Writer, Contract, Novel, Topic, NovelTopic, TopicLink, Loan, Hall, Rack>)) {
    db->create_all();
  }

  /// How many statements begin with this text while `run` runs.
  template <class Run> std::size_t count(std::string_view beginning, Run run) {
    return count_recorded(*db, beginning, run);
  }
  template <class M> std::vector<M> stored() const {
    return db->connect(bind_key_of<M>).execute(select<M>()).all();
  }

 private:
  FreshDatabase main_{backend()};
  FreshDatabase people_{next_backend(backend())};

 protected:
  std::unique_ptr<Database> db;
};

}  // namespace bindery::test
