// Models whose relations say what becomes of related objects when one is removed, in every way; and a database of them:
// the default bind on the backend under test, "people" on the next one.
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

namespace bindery::test::cascades {

// ---- Forum > Thread > Post > Mark: all go with those above; posts have versions, marks are in another bind ----

struct ThreadLabel;
struct Forum {
  std::int64_t id = 0;
  std::string name{};
  Many<struct Thread> threads{};
  static constexpr auto columns() {
    return mapped(column<&Forum::id>(primary_key), column<&Forum::name>(String{40}),
                  relation<&Forum::threads>(cascade_delete, ordered_by<"id">));
  }
};
struct Thread {
  std::int64_t id = 0;
  std::int64_t forum_id = 0;
  One<Forum> forum{};
  Many<struct Post> posts{};
  Many<struct Label> labels{};
  static constexpr auto columns() {
    return mapped(column<&Thread::id>(primary_key), column<&Thread::forum_id>(references<&Forum::id>),
                  relation<&Thread::forum>(), relation<&Thread::posts>(cascade_delete),
                  relation<&Thread::labels>(through<ThreadLabel>, ordered_by<"word">));
  }
};
struct Post {
  std::int64_t id = 0;
  std::int64_t thread_id = 0;
  std::string text{};
  std::int32_t edition = 0;
  One<Thread> thread{};
  Many<struct Mark> marks{};
  static constexpr auto columns() {
    return mapped(column<&Post::id>(primary_key), column<&Post::thread_id>(references<&Thread::id>),
                  column<&Post::text>(), column<&Post::edition>(version), relation<&Post::thread>(),
                  relation<&Post::marks>(cascade_delete));
  }
};
struct Mark {
  static constexpr auto bind_key = "people";
  std::int64_t id = 0;
  std::int64_t post_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Mark::id>(primary_key), column<&Mark::post_id>(links<&Post::id>));
  }
};
struct Label {
  std::int64_t id = 0;
  std::string word{};
  Many<Thread> threads{};
  static constexpr auto columns() {
    return mapped(column<&Label::id>(primary_key), column<&Label::word>(String{40}),
                  relation<&Label::threads>(through<ThreadLabel>));
  }
};
struct ThreadLabel {
  std::int64_t thread_id = 0, label_id = 0;
  static constexpr auto columns() {
    return mapped(column<&ThreadLabel::thread_id>(primary_key, references<&Thread::id>),
                  column<&ThreadLabel::label_id>(primary_key, references<&Label::id>));
  }
};

// ---- Keeper: what it holds stays, but for shelves, which can't ------------------------------------------------------

struct Keeper {
  std::int64_t id = 0;
  std::string name{};
  Many<struct Animal> animals{};
  One<struct Badge> badge{};
  Many<struct Shelf> shelves{};
  static constexpr auto columns() {
    return mapped(column<&Keeper::id>(primary_key), column<&Keeper::name>(String{40}),
                  relation<&Keeper::animals>(ordered_by<"name">), relation<&Keeper::badge>(),
                  relation<&Keeper::shelves>());
  }
};
struct Animal {
  std::int64_t id = 0;
  std::string name{};
  std::optional<std::int64_t> keeper_id{};
  std::int32_t edition = 0;
  One<Keeper> keeper{};
  static constexpr auto columns() {
    return mapped(column<&Animal::id>(primary_key), column<&Animal::name>(String{40}),
                  column<&Animal::keeper_id>(references<&Keeper::id>), column<&Animal::edition>(version),
                  relation<&Animal::keeper>());
  }
};
struct Badge {
  std::int64_t id = 0;
  std::optional<std::int64_t> keeper_id{};
  One<Keeper> keeper{};
  static constexpr auto columns() {
    return mapped(column<&Badge::id>(primary_key), column<&Badge::keeper_id>(unique, references<&Keeper::id>),
                  relation<&Badge::keeper>());
  }
};
struct Shelf {
  std::int64_t id = 0;
  std::int64_t keeper_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Shelf::id>(primary_key), column<&Shelf::keeper_id>(references<&Keeper::id>));
  }
};

// ---- Basket: what is taken out goes ---------------------------------------------------------------------------------

struct Basket {
  std::int64_t id = 0;
  Many<struct Item> items{};
  One<struct Receipt> receipt{};
  static constexpr auto columns() {
    return mapped(column<&Basket::id>(primary_key), relation<&Basket::items>(delete_orphan, ordered_by<"id">),
                  relation<&Basket::receipt>(delete_orphan));
  }
};
struct Item {
  std::int64_t id = 0;
  std::int64_t basket_id = 0;
  One<Basket> basket{};
  static constexpr auto columns() {
    return mapped(column<&Item::id>(primary_key), column<&Item::basket_id>(references<&Basket::id>),
                  relation<&Item::basket>());
  }
};
struct Receipt {
  std::int64_t id = 0;
  std::optional<std::int64_t> basket_id{};
  static constexpr auto columns() {
    return mapped(column<&Receipt::id>(primary_key),
                  column<&Receipt::basket_id>(unique, references<&Basket::id>));
  }
};

// ---- Album: the database sees to its tracks -------------------------------------------------------------------------

struct Album {
  std::int64_t id = 0;
  Many<struct Track> tracks{};
  Many<struct Review> reviews{};
  static constexpr auto columns() {
    return mapped(column<&Album::id>(primary_key),
                  relation<&Album::tracks>(cascade_delete, passive_deletes, ordered_by<"id">),
                  relation<&Album::reviews>(passive_deletes, ordered_by<"id">));
  }
};
struct Review {
  std::int64_t id = 0;
  std::optional<std::int64_t> album_id{};
  One<Album> album{};
  static constexpr auto columns() {
    return mapped(column<&Review::id>(primary_key),
                  column<&Review::album_id>(references<&Album::id>, on_delete_set_null),
                  relation<&Review::album>());
  }
};
struct Track {
  std::int64_t id = 0;
  std::int64_t album_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Track::id>(primary_key),
                  column<&Track::album_id>(references<&Album::id>, on_delete_cascade));
  }
};

// ---- Removals that go the other way: to what an object refers to, and over a model between -----------------------

struct SleeveSong;
struct Song {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Song::id>(primary_key)); }
};
struct Sleeve {
  std::int64_t id = 0;
  std::int64_t song_id = 0;
  One<Song> title_song{};
  Many<Song> songs{};
  static constexpr auto columns() {
    return mapped(column<&Sleeve::id>(primary_key), column<&Sleeve::song_id>(references<&Song::id>),
                  relation<&Sleeve::title_song>(cascade_delete),
                  relation<&Sleeve::songs>(through<SleeveSong>, cascade_delete));
  }
};
struct SleeveSong {
  std::int64_t sleeve_id = 0, song_id = 0;
  static constexpr auto columns() {
    return mapped(column<&SleeveSong::sleeve_id>(primary_key, references<&Sleeve::id>),
                  column<&SleeveSong::song_id>(primary_key, references<&Song::id>));
  }
};

// ---- A tree, keys of two columns, and a family -----------------------------------------------------------------------

struct Folder {
  std::int64_t id = 0;
  std::string name{};
  std::optional<std::int64_t> parent_id{};
  One<Folder> parent{};
  Many<Folder> folders{};
  static constexpr auto columns() {
    return mapped(column<&Folder::id>(primary_key), column<&Folder::name>(String{40}),
                  column<&Folder::parent_id>(references<&Folder::id>), relation<&Folder::parent>(),
                  relation<&Folder::folders>(cascade_delete, ordered_by<"name">));
  }
};
struct House {
  std::string street{};
  std::int32_t number = 0;
  Many<struct Room> rooms{};
  Many<struct Guest> guests{};
  static constexpr auto columns() {
    return mapped(column<&House::street>(String{20}, primary_key), column<&House::number>(primary_key),
                  relation<&House::rooms>(cascade_delete), relation<&House::guests>());
  }
};
struct Room {
  std::string street{};
  std::int32_t number = 0;
  std::int32_t floor = 0;
  static constexpr auto columns() {
    return mapped(column<&Room::street>(String{20}, primary_key), column<&Room::number>(primary_key),
                  column<&Room::floor>(primary_key),
                  foreign_key<House>(Columns<&Room::street, &Room::number>{},
                                     Columns<&House::street, &House::number>{}));
  }
};
struct Guest {
  std::int64_t id = 0;
  std::optional<std::string> street{};
  std::optional<std::int32_t> number{};
  static constexpr auto columns() {
    return mapped(column<&Guest::id>(primary_key), column<&Guest::street>(String{20}),
                  column<&Guest::number>(),
                  foreign_key<House>(Columns<&Guest::street, &Guest::number>{},
                                     Columns<&House::street, &House::number>{}));
  }
};
struct Desk {
  std::int64_t id = 0;
  Many<struct Device> devices{};
  static constexpr auto columns() {
    return mapped(column<&Desk::id>(primary_key), relation<&Desk::devices>(cascade_delete, ordered_by<"id">));
  }
};
struct Device {
  std::int64_t id = 0;
  std::string kind{};
  std::int64_t desk_id = 0;
  Many<struct Part> parts{};
  static constexpr auto kinds = polymorphic<&Device::kind, "device">;
  static constexpr auto columns() {
    return mapped(column<&Device::id>(primary_key), column<&Device::kind>(String{20}),
                  column<&Device::desk_id>(references<&Desk::id>), relation<&Device::parts>(cascade_delete));
  }
};
struct Phone : Device {
  static constexpr auto inherits = joined_table<Device, "phone">;
  std::string line{};
  static constexpr auto columns() { return mapped(column<&Phone::line>(String{20})); }
};
struct Part {
  std::int64_t id = 0;
  std::int64_t device_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Part::id>(primary_key), column<&Part::device_id>(references<&Device::id>));
  }
};

class CascadeKit : public EveryBackend {
 protected:
  CascadeKit()
      : db(std::make_unique<Database>(
            Config{.database_uri = main_.url(), .binds = {{"people", people_.url()}}, .record_queries = true},
            models<Forum, Thread, Post, Mark, Label, ThreadLabel, Keeper, Animal, Badge, Shelf, Basket, Item,
                   Receipt, Album, Track, Review, Song, Sleeve, SleeveSong, Folder, House, Room, Guest, Desk,
                   Device, Phone, Part>)) {
    db->create_all();
  }

  /// How many statements begin with this text while `run` runs.
  template <class Run> std::size_t count(std::string_view beginning, Run run) {
    return count_recorded(*db, beginning, run);
  }
  template <class M> std::vector<M> stored() const {
    return db->connect(bind_key_of<M>).execute(select<M>()).all();
  }
  template <class M> std::size_t rows() const { return stored<M>().size(); }

 private:
  FreshDatabase main_{backend()};
  FreshDatabase people_{next_backend(backend())};

 protected:
  std::unique_ptr<Database> db;
};

}  // namespace bindery::test::cascades
