// The music shop without Bindery, on libpq alone: its schema, inserts of all tables and five of its reports, written
// with the care that a program needs: values as parameters, errors checked, NULL told from text, results freed.
#pragma once
#include "music_shop/reports.hpp"

#include <libpq-fe.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace music_shop_libpq {

using namespace music_shop;  // the same plain structs
using music_shop::Date;

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

class Shop {
 public:
  explicit Shop(const std::string& url);

  void create_tables();
  void begin() { run("begin"); }
  void commit() { run("commit"); }

  void insert(std::span<const Artist> artists);
  void insert(std::span<const Genre> genres);
  void insert(std::span<const MediaType> types);
  void insert(std::span<const Album> albums);
  void insert(std::span<const Track> tracks);
  void insert(std::span<const Playlist> playlists);
  void insert(std::span<const PlaylistTrack> tracks);
  void insert(std::span<const Employee> employees);
  void insert(std::span<const Customer> customers);
  void insert(std::span<const Invoice> invoices);
  void insert(std::span<const InvoiceLine> lines);

  std::vector<TopCustomer> top_customers();
  std::vector<ChainLink> chain_of_command();
  std::vector<BuyingGap> buying_gaps();
  std::vector<Pair> bought_together();
  std::vector<AlbumListing> album_listings();

 private:
  Result run(const char* sql, std::span<const std::string> values = {});
  void copy(const char* target, const std::string& rows);

  std::unique_ptr<PGconn, FinishConnection> connection_;
};

}  // namespace music_shop_libpq
