// Functions of text that SQLite lacks; text is measured in characters of UTF-8.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "function_kit.hpp"
#include "functions.hpp"

namespace bindery::drivers::sqlite {

namespace {

// ---- padding and reversing ------------------------------------------------------------------------------------

std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    characters.push_back(text.substr(at, end - at));
    at = end;
  }
  return characters;
}

template <bool Left> void pad(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "text", [&] {
    const auto characters = characters_of(text_of(values[0])), fill = characters_of(text_of(values[2]));
    const auto width = static_cast<std::size_t>(std::max<sqlite3_int64>(sqlite3_value_int64(values[1]), 0));
    std::string text, filling;
    for (std::size_t i = 0; i < std::min(width, characters.size()); ++i) text += characters[i];
    for (std::size_t i = characters.size(); i < width && !fill.empty(); ++i)
      filling += fill[(i - characters.size()) % fill.size()];
    give_text(context, Left ? filling + text : text + filling);
  });
}

void reverse(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "text", [&] {
    std::string text;
    const auto characters = characters_of(text_of(values[0]));
    for (auto each = characters.rbegin(); each != characters.rend(); ++each) text += *each;
    give_text(context, text);
  });
}

// ---- texts gathered in an order -------------------------------------------------------------------------------

struct FreeValue {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using ValueCopy = std::unique_ptr<sqlite3_value, FreeValue>;

struct Gathered {
  std::string text, separator;
  std::vector<ValueCopy> keys;
};
struct Gathering {
  std::string directions;
  std::vector<Gathered> texts;
};

/// As SQLite sorts: NULL, numbers, texts, blobs.
int rank_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: return 0;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return 1;
    case SQLITE_TEXT: return 2;
    default: return 3;
  }
}
template <class T> int order_of(T a, T b) { return (a > b) - (a < b); }
std::string_view bytes_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const int size = sqlite3_value_bytes(value);
  return size == 0 ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(size));
}
int compare(sqlite3_value* a, sqlite3_value* b, bool decimals) {
  const int rank = rank_of(a);
  if (rank != rank_of(b)) return order_of(rank, rank_of(b));
  if (rank == 0) return 0;
  if (rank == 1) {
    const bool integers = sqlite3_value_type(a) == SQLITE_INTEGER && sqlite3_value_type(b) == SQLITE_INTEGER;
    return integers ? order_of(sqlite3_value_int64(a), sqlite3_value_int64(b))
                    : order_of(sqlite3_value_double(a), sqlite3_value_double(b));
  }
  return decimals && rank == 2 ? compare_decimal_texts(bytes_of(a), bytes_of(b))
                               : order_of(bytes_of(a).compare(bytes_of(b)), 0);
}

void gather_step(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(1, values)) return;
  guarded(context, "text", [&] {
    auto** place = static_cast<Gathering**>(sqlite3_aggregate_context(context, sizeof(Gathering*)));
    if (place == nullptr) throw std::bad_alloc();
    if (*place == nullptr) *place = new Gathering{std::string(text_of(values[2])), {}};
    Gathered next{std::string(text_of(values[0])), std::string(text_of(values[1])), {}};
    for (int i = 3; i < count; ++i) {
      next.keys.emplace_back(sqlite3_value_dup(values[i]));
      if (next.keys.back() == nullptr) throw std::bad_alloc();
    }
    (*place)->texts.push_back(std::move(next));
  });
}

void gather_value(sqlite3_context* context) {
  auto** place = static_cast<Gathering**>(sqlite3_aggregate_context(context, 0));
  const std::unique_ptr<Gathering> all(place == nullptr ? nullptr : *place);
  if (all == nullptr) return sqlite3_result_null(context);
  guarded(context, "text", [&] {
    const auto before = [&](const Gathered& a, const Gathered& b) {
      for (std::size_t i = 0; i < a.keys.size(); ++i) {
        const char direction = all->directions[i];
        const int order = compare(a.keys[i].get(), b.keys[i].get(), direction == 'A' || direction == 'D');
        if (order != 0) return (order < 0) == (direction == 'a' || direction == 'A');
      }
      return false;
    };
    std::vector<const Gathered*> order;  // by address where nothing else decides: as they came
    for (const Gathered& one : all->texts) order.push_back(&one);
    std::sort(order.begin(), order.end(), [&](const Gathered* a, const Gathered* b) {
      return before(*a, *b) || (!before(*b, *a) && a < b);
    });
    std::string text;
    for (const Gathered* one : order) {
      if (one != order.front()) text += one->separator;
      text += one->text;
    }
    give_text(context, text);
  });
}

}  // namespace

void register_text_functions(sqlite3* handle) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, int arguments, auto function) {
    sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function, nullptr, nullptr, nullptr);
  };
  add("bindery_lpad", 3, pad<true>);
  add("bindery_rpad", 3, pad<false>);
  add("bindery_reverse", 1, reverse);
  // text, separator, a letter for the direction of each key, keys
  sqlite3_create_function_v2(handle, "bindery_string_agg", -1, flags, nullptr, nullptr, gather_step,
                             gather_value, nullptr);
}

}  // namespace bindery::drivers::sqlite
