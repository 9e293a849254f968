// Five years of a music shop, made up: each table is generated, inserted in bulk, and referred to by the next ones.
#include "data.hpp"

#include "models.hpp"
#include "sample_data/dice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace music_shop {

namespace {

using namespace std::chrono_literals;
using sample_data::Dice;

constexpr const char* genre_names[] = {
    "Ambient", "Blues", "Bossa Nova", "Chamber",  "Chanson", "Country",  "Dub",
    "Electro", "Fado",  "Folk",       "Funk",     "Gospel",  "Hip Hop",  "Jazz",
    "Klezmer", "Metal", "Opera",      "Pop",      "Punk",    "Reggae",   "Rock",
    "Salsa",   "Soul",  "Soundtrack", "Symphony", "Tango",   "Yodelling"};
constexpr const char* media_names[] = {"MP3 file", "AAC file", "Lossless file", "Vinyl", "Cassette"};
constexpr Date opening = 2020y / 1 / 6;
constexpr int days_open = 5 * 365;

class Filler {
 public:
  explicit Filler(Connection& connection) : connection_(connection) {}

  std::size_t run() {
    auto transaction = connection_.begin();
    catalogue();
    playlists();
    people();
    sales();
    transaction.commit();
    return rows_;
  }

 private:
  template <class M> void insert(std::vector<M>& objects) {
    connection_.insert_all(objects);
    rows_ += objects.size();
  }

  void catalogue() {
    for (const char* name : genre_names) genres_.push_back({.name = name});
    for (const char* name : media_names) media_.push_back({.name = name});
    for (std::size_t i = 0; i < 600; ++i) {
      artists_.push_back({.name = fmt::format("{} {}", sample_data::title(dice_), i + 1)});
    }
    insert(genres_), insert(media_), insert(artists_);
    for (std::size_t i = 0; i < 1'500; ++i) {
      albums_.push_back(
          {.title = sample_data::title(dice_),
           .artist_id = artists_[i < artists_.size() - 40 ? i : dice_.uneven(artists_.size() - 40)].id,
           .released = sample_data::day_after(1970y / 1 / 1, dice_.between(0, 18'000))});
    }
    insert(albums_);
    for (const Album& album : albums_) record(album);
    insert(tracks_);
  }

  void record(const Album& album) {
    const auto genre =
        dice_.percent(4) ? std::nullopt : std::optional(genres_[dice_.skewed(genres_.size() - 1)].id);
    const auto media = media_[dice_.skewed(media_.size())].id;
    const auto composer = sample_data::first_name(dice_) + " " + sample_data::last_name(dice_);
    for (int count = dice_.between(6, 14); count > 0; --count) {
      tracks_.push_back({.name = sample_data::title(dice_),
                         .album_id = album.id,
                         .media_type_id = media,
                         .genre_id = genre,
                         .composer = dice_.percent(30) ? std::nullopt : std::optional(composer),
                         .milliseconds = dice_.percent(3) ? dice_.between(600'000, 2'400'000)
                                                          : dice_.between(90'000, 420'000),
                         .unit_price = Decimal(dice_.percent(8)    ? "1.99"
                                               : dice_.percent(10) ? "0.49"
                                                                   : "0.99")});
    }
  }

  void playlists() {
    for (std::size_t i = 0; i < 40; ++i) {
      playlists_.push_back(
          {.name = fmt::format("{} mix {}", genre_names[i % std::size(genre_names)], i + 1)});
    }
    insert(playlists_);
    std::set<std::pair<std::int64_t, std::int64_t>> chosen;
    for (const Playlist& playlist : playlists_) {
      for (int count = dice_.between(60, 500); count > 0; --count) {
        chosen.emplace(playlist.id, tracks_[dice_.skewed(tracks_.size())].id);
      }
    }
    std::vector<PlaylistTrack> rows;
    for (const auto& [playlist, track] : chosen) rows.push_back({.playlist_id = playlist, .track_id = track});
    insert(rows);
  }

  /// A tree: each employee of a level reports to one of the level above, so levels are inserted one by one.
  void people() {
    constexpr std::pair<const char*, std::size_t> levels[] = {
        {"General manager", 1}, {"Head of department", 4}, {"Team lead", 12}, {"Sales support", 48}};
    std::vector<Employee> above;
    for (const auto& [title, count] : levels) {
      std::vector<Employee> level;
      for (std::size_t i = 0; i < count; ++i) {
        level.push_back(
            {.first_name = sample_data::first_name(dice_),
             .last_name = sample_data::last_name(dice_),
             .title = title,
             .manager_id = above.empty() ? std::nullopt : std::optional(above[i % above.size()].id),
             .hired = sample_data::day_after(2010y / 1 / 1, dice_.between(0, 3'600))});
      }
      insert(level);
      above = level;
    }
    for (std::size_t i = 0; i < 2'500; ++i) customers_.push_back(customer(i, above));
    insert(customers_);
  }

  Customer customer(std::size_t number, const std::vector<Employee>& support) {
    const auto& country = sample_data::countries()[dice_.uneven(sample_data::countries().size())];
    const auto first = sample_data::first_name(dice_), last = sample_data::last_name(dice_);
    return {.first_name = first,
            .last_name = last,
            .email = sample_data::email(first, last, number + 1),
            .company = dice_.percent(15) ? std::optional(last + " & Co") : std::nullopt,
            .city = std::string(dice_.pick(country.cities).name),
            .country = std::string(country.name),
            .support_id = dice_.percent(10) ? std::nullopt : std::optional(dice_.pick(support).id)};
  }

  void sales() {
    std::vector<Invoice> invoices;
    std::vector<std::vector<InvoiceLine>> baskets;
    for (int i = 0; i < 18'000; ++i) {
      const Customer& buyer =
          customers_[dice_.uneven(customers_.size() - 25)];  // 25 have never bought anything
      baskets.push_back(basket());
      Decimal total;
      for (const InvoiceLine& line : baskets.back()) total += line.unit_price * Decimal(line.quantity);
      invoices.push_back(
          {.customer_id = buyer.id,
           .billed = sample_data::day_after(opening, i * days_open / 18'000 + dice_.between(0, 6)),
           .country = buyer.country,
           .city = buyer.city,
           .total = total});
    }
    insert(invoices);
    std::vector<InvoiceLine> lines;
    for (std::size_t i = 0; i < invoices.size(); ++i) {
      for (InvoiceLine& line : baskets[i]) {
        line.invoice_id = invoices[i].id;
        lines.push_back(line);
      }
    }
    insert(lines);
  }

  /// Some buy neighbouring tracks of one album, others here and there; no track twice.
  std::vector<InvoiceLine> basket() {
    std::set<std::size_t> chosen;
    const std::size_t start = dice_.skewed(tracks_.size() - 100);
    const bool album = dice_.percent(60);
    for (int count = dice_.between(1, 7); count > 0; --count) {
      chosen.insert(album ? start + static_cast<std::size_t>(dice_.between(0, 7))
                          : dice_.skewed(tracks_.size() - 100));
    }
    std::vector<InvoiceLine> lines;
    for (const std::size_t index : chosen) {
      lines.push_back({.track_id = tracks_[index].id,
                       .unit_price = tracks_[index].unit_price,
                       .quantity = dice_.percent(5) ? 2 : 1});
    }
    return lines;
  }

  Connection& connection_;
  Dice dice_{20'200'106};
  std::size_t rows_ = 0;
  std::vector<Genre> genres_;
  std::vector<MediaType> media_;
  std::vector<Artist> artists_;
  std::vector<Album> albums_;
  std::vector<Track> tracks_;
  std::vector<Playlist> playlists_;
  std::vector<Customer> customers_;
};

}  // namespace

std::size_t fill(Connection& connection) { return Filler(connection).run(); }

}  // namespace music_shop
