// The music shop at work: makes its tables, fills them, and answers a few questions.
#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "data.hpp"
#include "reports.hpp"

namespace {

using namespace music_shop;

template <class T> std::string shown(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : std::string("-");
}

void run(const std::string& url) {
  Database db{{.database_uri = url}, all_models};
  db.drop_all();
  db.create_all();
  auto connection = db.connect();
  const auto start = std::chrono::steady_clock::now();
  const std::size_t rows = fill(connection);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << fmt::format("{} rows inserted in {:.2f} s\n\nWho spent most in each country:\n", rows,
                           took.count());
  for (const auto& row : top_customers(connection)) {
    if (row.place == 1) {
      std::cout << fmt::format("  {:<15} {} {} ({})\n", row.country, row.first_name, row.last_name,
                               row.amount.value_or(Decimal()).to_string());
    }
  }
  std::cout << "\nBought together:\n";
  for (const auto& row : bought_together(connection)) {
    std::cout << fmt::format("  tracks {} and {}: {} times\n", row.first, row.second, row.times);
  }
  std::cout << "\nWho reports to whom:\n";
  for (const auto& row : chain_of_command(connection)) {
    if (row.depth < 3) std::cout << fmt::format("  {:{}}{} ({})\n", "", row.depth * 2, row.name, row.path);
  }
  std::cout << "\nInvoices by month, smoothed, and the record before:\n";
  for (const auto& row : moving_average(connection)) {
    std::cout << fmt::format("  {}-{:02} {:>4} {:>7.1f} {:>4}\n", static_cast<int>(row.month.year()),
                             static_cast<unsigned>(row.month.month()), row.invoices, row.smooth.value_or(0),
                             shown(row.record));
  }
}

}  // namespace

// Usage: bindery_music_shop [URL]. Without a URL the shop is in a SQLite database in memory. Its tables are made anew.
int main(int argc, char** argv) try {
  run(argc > 1 ? argv[1] : "sqlite://");
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
