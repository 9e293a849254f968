// The measured rows.
#include "harness/items.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace bindery::bench {

namespace {

std::string random_text(std::mt19937_64& random, std::size_t size) {
  std::string text(size, ' ');
  for (char& letter : text) letter = static_cast<char>('a' + random() % 26);
  return text;
}

}  // namespace

std::vector<Item> make_items(std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<Item> items(count);
  for (Item& item : items) {
    item.number = static_cast<std::int32_t>(random() % 1'000'000);
    item.amount = static_cast<double>(random() % 1'000'000'000) / 997.0;
    item.label = random_text(random, 20 + random() % 41);
    item.moment = Moment(std::chrono::microseconds(1'700'000'000'000'000 + random() % 31'536'000'000'000));
    if (random() % 2 == 0) item.note = random_text(random, 20);
  }
  return items;
}

std::vector<std::int64_t> make_keys(std::size_t count) {
  std::vector<std::int64_t> keys(item_count);
  std::iota(keys.begin(), keys.end(), 1);
  std::shuffle(keys.begin(), keys.end(), std::mt19937_64(1));
  keys.resize(count);
  return keys;
}

}  // namespace bindery::bench
