// A music shop: what it sells, to whom, and who looks after the customers. Eleven tables and a view.
#pragma once
#include <bindery/bindery.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace music_shop {

using namespace bindery;
using Date = std::chrono::year_month_day;

struct Artist {
  std::int64_t id = 0;
  std::string name;
  Many<struct Album> albums{};
  static constexpr auto columns() {
    return mapped(column<&Artist::id>(primary_key), column<&Artist::name>(String{120}, unique),
                  relation<&Artist::albums>(ordered_by<"released", "id">));
  }
};

struct Genre {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Genre::id>(primary_key), column<&Genre::name>(String{40}, unique));
  }
};

struct MediaType {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&MediaType::id>(primary_key), column<&MediaType::name>(String{40}, unique));
  }
};

struct Album {
  std::int64_t id = 0;
  std::string title;
  std::int64_t artist_id = 0;
  Date released{};
  One<Artist> artist{};
  Many<struct Track> tracks{};
  static constexpr auto columns() {
    return mapped(column<&Album::id>(primary_key), column<&Album::title>(String{160}),
                  column<&Album::artist_id>(references<&Artist::id>, indexed), column<&Album::released>(),
                  relation<&Album::artist>(), relation<&Album::tracks>(ordered_by<"id">));
  }
};

struct PlaylistTrack;

struct Track {
  std::int64_t id = 0;
  std::string name;
  std::int64_t album_id = 0;
  std::int64_t media_type_id = 0;
  std::optional<std::int64_t> genre_id;
  std::optional<std::string> composer;
  std::int32_t milliseconds = 0;
  Decimal unit_price;
  One<Album> album{};
  One<Genre> genre{};
  Many<struct Playlist> playlists{};
  static constexpr auto columns() {
    return mapped(
        column<&Track::id>(primary_key), column<&Track::name>(String{200}),
        column<&Track::album_id>(references<&Album::id>, indexed),
        column<&Track::media_type_id>(references<&MediaType::id>),
        column<&Track::genre_id>(references<&Genre::id>, indexed), column<&Track::composer>(String{120}),
        column<&Track::milliseconds>(Check{"milliseconds > 0"}), column<&Track::unit_price>(Numeric{10, 2}),
        relation<&Track::album>(), relation<&Track::genre>(),
        relation<&Track::playlists>(through<PlaylistTrack>, ordered_by<"name">));
  }
};

struct Playlist {
  std::int64_t id = 0;
  std::string name;
  Many<Track> tracks{};
  static constexpr auto columns() {
    return mapped(column<&Playlist::id>(primary_key), column<&Playlist::name>(String{120}, unique),
                  relation<&Playlist::tracks>(through<PlaylistTrack>, ordered_by<"id">));
  }
};

/// Which tracks are on which playlist: a key of two columns.
struct PlaylistTrack {
  std::int64_t playlist_id = 0;
  std::int64_t track_id = 0;
  static constexpr auto columns() {
    return mapped(
        column<&PlaylistTrack::playlist_id>(primary_key, references<&Playlist::id>, on_delete_cascade),
        column<&PlaylistTrack::track_id>(primary_key, references<&Track::id>, on_delete_cascade, indexed));
  }
};

struct Employee {
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  std::string title;
  std::optional<std::int64_t> manager_id;
  Date hired{};
  One<Employee> manager{};
  Many<Employee> team{};
  static constexpr auto columns() {
    return mapped(column<&Employee::id>(primary_key), column<&Employee::first_name>(String{40}),
                  column<&Employee::last_name>(String{40}), column<&Employee::title>(String{60}),
                  column<&Employee::manager_id>(references<&Employee::id>, indexed),
                  column<&Employee::hired>(), relation<&Employee::manager>(),
                  relation<&Employee::team>(ordered_by<"id">));
  }
};

struct Customer {
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> company;
  std::string city;
  std::string country;
  std::optional<std::int64_t> support_id;
  One<Employee> support{};
  Many<struct Invoice> invoices{};
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), column<&Customer::first_name>(String{40}),
                  column<&Customer::last_name>(String{40}), column<&Customer::email>(String{100}, unique),
                  column<&Customer::company>(String{80}), column<&Customer::city>(String{60}),
                  column<&Customer::country>(String{60}, indexed),
                  column<&Customer::support_id>(references<&Employee::id>, indexed),
                  relation<&Customer::support>(), relation<&Customer::invoices>(ordered_by<"billed", "id">));
  }
};

struct Invoice {
  std::int64_t id = 0;
  std::int64_t customer_id = 0;
  Date billed{};
  std::string country;
  std::string city;
  Decimal total;
  One<Customer> customer{};
  Many<struct InvoiceLine> lines{};
  static constexpr auto columns() {
    return mapped(
        column<&Invoice::id>(primary_key), column<&Invoice::customer_id>(references<&Customer::id>, indexed),
        column<&Invoice::billed>(indexed), column<&Invoice::country>(String{60}),
        column<&Invoice::city>(String{60}), column<&Invoice::total>(Numeric{10, 2}, Check{"total >= 0"}),
        relation<&Invoice::customer>(), relation<&Invoice::lines>(ordered_by<"id">));
  }
};

struct InvoiceLine {
  std::int64_t id = 0;
  std::int64_t invoice_id = 0;
  std::int64_t track_id = 0;
  Decimal unit_price;
  std::int32_t quantity = 1;
  One<Track> track{};
  static constexpr auto columns() {
    return mapped(column<&InvoiceLine::id>(primary_key),
                  column<&InvoiceLine::invoice_id>(references<&Invoice::id>, on_delete_cascade, indexed),
                  column<&InvoiceLine::track_id>(references<&Track::id>, indexed),
                  column<&InvoiceLine::unit_price>(Numeric{10, 2}), column<&InvoiceLine::quantity>(),
                  relation<&InvoiceLine::track>());
  }
};

/// A view: what was sold to whom, a row for each line of an invoice.
struct Sale {
  std::int64_t line_id = 0;
  std::int64_t customer_id = 0;
  Date billed{};
  std::string country;
  std::int64_t track_id = 0;
  Decimal unit_price;
  std::int32_t quantity = 0;
  static auto view() {
    return select(col<&InvoiceLine::id>, col<&Invoice::customer_id>, col<&Invoice::billed>,
                  col<&Invoice::country>, col<&InvoiceLine::track_id>, col<&InvoiceLine::unit_price>,
                  col<&InvoiceLine::quantity>)
        .join<Invoice>();
  }
  static constexpr auto columns() {
    return mapped(column<&Sale::line_id>(primary_key), column<&Sale::customer_id>(), column<&Sale::billed>(),
                  column<&Sale::country>(String{60}), column<&Sale::track_id>(),
                  column<&Sale::unit_price>(Numeric{10, 2}), column<&Sale::quantity>());
  }
};

inline constexpr auto all_models = models<Artist, Genre, MediaType, Album, Track, Playlist, PlaylistTrack,
                                          Employee, Customer, Invoice, InvoiceLine, Sale>;

}  // namespace music_shop
