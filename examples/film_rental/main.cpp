// The film rental at work: makes its tables, fills them, and answers a few questions.
#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "data.hpp"
#include "reports.hpp"

namespace {

using namespace film_rental;

void run(const std::string& url) {
  Database db{{.database_uri = url}, all_models};
  db.drop_all();
  db.create_all();
  auto connection = db.connect();
  const auto start = std::chrono::steady_clock::now();
  const std::size_t rows = fill(connection);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << fmt::format("{} rows inserted in {:.2f} s\n\nStores:\n", rows, took.count());
  for (const auto& row : stores_and_managers(connection)) {
    std::cout << fmt::format("  {}: {}, {}; manager {}, staff {}\n", row.id, row.city, row.country,
                             row.manager.value_or("none"), row.staff);
  }
  std::cout << "\nFilms that speak of a silent captain:\n";
  for (const auto& row : film_search(connection))
    std::cout << fmt::format("  {} {}\n", row.film_id, row.title);
  std::cout << "\nThe busiest hours of the week (0 is Sunday):\n";
  for (const auto& row : busiest_hours(connection)) {
    std::cout << fmt::format("  day {} {:02}:00  {} rentals\n", row.weekday, row.hour, row.rentals);
  }
  std::cout << "\nActors by their distance from the first one:\n";
  for (const auto& row : degrees_of_separation(connection)) {
    std::cout << fmt::format("  {} films away: {} actors\n", row.degree, row.actors);
  }
  std::cout << "\nRented on many days in a row:\n";
  for (const auto& row : longest_streaks(connection)) {
    std::cout << fmt::format("  customer {}: {} days\n", row.customer_id, row.days);
  }
}

}  // namespace

// Usage: bindery_film_rental [URL]. Without a URL the rental is in a SQLite database in memory. Its tables are made
// anew.
int main(int argc, char** argv) try {
  run(argc > 1 ? argv[1] : "sqlite://");
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
