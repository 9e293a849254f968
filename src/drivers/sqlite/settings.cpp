// Reading `connect_args`: only names and words listed here reach SQL text.
#include "settings.hpp"

#include <bindery/core/parse_bool.hpp>
#include <bindery/core/suggest.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace bindery::drivers::sqlite {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> transaction_words{"deferred", "immediate", "exclusive"};
constexpr std::array<std::string_view, 3> auto_vacuum_words{"none", "full", "incremental"};
constexpr std::array<std::string_view, 6> journal_words{"delete", "truncate", "persist",
                                                        "memory", "wal",      "off"};
constexpr std::array<std::string_view, 2> locking_words{"normal", "exclusive"};
constexpr std::array<std::string_view, 4> synchronous_words{"off", "normal", "full", "extra"};
constexpr std::array<std::string_view, 3> temp_store_words{"default", "file", "memory"};

enum class ValueShape : std::uint8_t { flag, number, word };

struct Pragma {
  std::string_view name;
  ValueShape shape;
  Words words = {};
  bool changes_file = false;  ///< left out where the database is read-only
};

/// In the order in which they take effect: the page size before the file gets its first page.
constexpr std::array<Pragma, 19> pragmas{{
    {"page_size", ValueShape::number, {}, true},
    {"auto_vacuum", ValueShape::word, auto_vacuum_words, true},
    {"locking_mode", ValueShape::word, locking_words},
    {"journal_mode", ValueShape::word, journal_words, true},
    {"synchronous", ValueShape::word, synchronous_words},
    {"foreign_keys", ValueShape::flag},
    {"analysis_limit", ValueShape::number},
    {"automatic_index", ValueShape::flag},
    {"cache_size", ValueShape::number},
    {"case_sensitive_like", ValueShape::flag},
    {"cell_size_check", ValueShape::flag},
    {"journal_size_limit", ValueShape::number},
    {"mmap_size", ValueShape::number},
    {"recursive_triggers", ValueShape::flag},
    {"secure_delete", ValueShape::flag},
    {"temp_store", ValueShape::word, temp_store_words},
    {"threads", ValueShape::number},
    {"trusted_schema", ValueShape::flag},
    {"wal_autocheckpoint", ValueShape::number},
}};

constexpr std::array<std::string_view, 5> other_names{"timeout", "transaction", "check_same_thread",
                                                      "detect_types", "uri"};

[[noreturn]] void refuse(const ConnectOptions& options, std::string message) {
  raise(ErrorKind::config, std::move(message), {.bind = options.bind, .phase = Phase::configure});
}

void refuse_unknown(const ConnectOptions& options) {
  std::vector<std::string_view> known(other_names.begin(), other_names.end());
  for (const Pragma& pragma : pragmas) known.push_back(pragma.name);
  for (const auto& [name, value] : options.connect_args) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse(options,
             fmt::format("SQLite knows no connect_args entry '{}'{}", name, did_you_mean(name, known)));
  }
}

std::optional<std::string_view> argument(const ConnectOptions& options, std::string_view name) {
  const auto found = options.connect_args.find(std::string(name));
  if (found == options.connect_args.end()) return std::nullopt;
  return found->second;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string word_of(const ConnectOptions& options, std::string_view name, std::string_view value,
                    Words words) {
  std::string word = lower(value);
  if (std::find(words.begin(), words.end(), word) == words.end())
    refuse(options,
           fmt::format("connect_args entry '{}' of SQLite: allowed are {}", name, fmt::join(words, ", ")));
  return word;
}

std::string number_of(const ConnectOptions& options, std::string_view name, std::string_view value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size())
    refuse(options, fmt::format("connect_args entry '{}' of SQLite is a whole number", name));
  return std::to_string(number);
}

std::string flag_of(const ConnectOptions& options, std::string_view name, std::string_view value) {
  const auto flag = parse_bool(value);
  if (!flag) refuse(options, fmt::format("connect_args entry '{}' of SQLite is true or false", name));
  return *flag ? "ON" : "OFF";
}

std::string pragma_text(const ConnectOptions& options, const Pragma& pragma, std::string_view value) {
  switch (pragma.shape) {
    case ValueShape::flag: return flag_of(options, pragma.name, value);
    case ValueShape::number: return number_of(options, pragma.name, value);
    case ValueShape::word: break;
  }
  return word_of(options, pragma.name, value, pragma.words);
}

std::chrono::milliseconds seconds_of(const ConnectOptions& options, std::string_view value) {
  constexpr double longest = 86'400 * 365.0;
  double seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error != std::errc{} || end != value.data() + value.size() || !(seconds >= 0) || seconds > longest)
    refuse(options, "'timeout' of SQLite is a number of seconds, at most a year");
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

std::string_view begin_sql_of(const ConnectOptions& options, std::string_view value) {
  const std::string word = word_of(options, "transaction", value, transaction_words);
  if (word == "immediate") return "BEGIN IMMEDIATE";
  return word == "exclusive" ? "BEGIN EXCLUSIVE" : "BEGIN";
}

}  // namespace

Settings read_settings(const ConnectOptions& options, bool read_only) {
  refuse_unknown(options);
  Settings settings;
  const auto in_url = options.url.query("timeout");
  if (const auto seconds = argument(options, "timeout")) {
    settings.busy_timeout = seconds_of(options, *seconds);
  } else if (in_url) {
    settings.busy_timeout = seconds_of(options, *in_url);
  }
  if (const auto mode = argument(options, "transaction")) settings.begin_sql = begin_sql_of(options, *mode);
  for (const Pragma& pragma : pragmas) {
    auto value = argument(options, pragma.name);
    if (!value && pragma.name == "foreign_keys") value = "on";
    if (!value) continue;
    const std::string text = pragma_text(options, pragma, *value);
    if (!(pragma.changes_file && read_only))
      settings.pragmas.push_back(fmt::format("PRAGMA {} = {}", pragma.name, text));
  }
  if (read_only) settings.pragmas.emplace_back("PRAGMA query_only = ON");
  return settings;
}

}  // namespace bindery::drivers::sqlite
