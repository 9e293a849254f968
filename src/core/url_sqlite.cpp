// SQLite's URLs: paths, `file:` URIs, databases in memory.
#include <bindery/core/parse_bool.hpp>
#include <bindery/core/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "percent.hpp"
#include "url_parser.hpp"

namespace bindery {

namespace {

/// Parameters that other SQLite clients take for themselves and that SQLite's URIs do not know.
bool is_client_parameter(std::string_view key) {
  constexpr std::array<std::string_view, 7> keys{
      "uri",     "timeout",          "detect_types", "check_same_thread", "isolation_level",
      "factory", "cached_statements"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool flag(const Url& url, std::string_view key, bool otherwise) {
  const auto text = url.query(key);
  if (!text) return otherwise;
  const auto value = parse_bool(*text);
  if (!value) detail::refuse_url(fmt::format("'{}' in the SQLite URL is neither true nor false", key));
  return *value;
}

std::string choice(const Url& url, std::string_view key, std::initializer_list<std::string_view> allowed) {
  const std::string value = url.query(key).value_or("");
  if (!value.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end())
    detail::refuse_url(fmt::format("'{}={}' in the SQLite URL: unknown value; allowed are {}", key, value,
                                   fmt::join(allowed, ", ")));
  return value;
}

/// The path of a `file:` URI, without the empty or local host that may stand before it.
std::string_view path_of_file_uri(std::string_view text) {
  text.remove_prefix(std::string_view("file:").size());
  if (!text.starts_with("//")) return text;
  const std::string_view host = text.substr(2, text.find('/', 2) - 2);
  if (!host.empty() && host != "localhost")
    detail::refuse_url("a 'file:' URI of SQLite has no host but localhost");
  return text.substr(2 + host.size());
}

std::string parameters_for_uri(const Url& url) {
  std::string out;
  for (const auto& [key, value] : url.query()) {
    if (is_client_parameter(key)) continue;
    out += out.empty() ? '?' : '&';
    out += detail::percent_encode(key, "") + '=' + detail::percent_encode(value, "/:");
  }
  return out;
}

}  // namespace

SqliteLocation Url::sqlite_location(const std::string& base) const {
  if (backend_ != Backend::sqlite) detail::refuse_url("only a SQLite URL has a place in the file system");
  const bool file_uri = database_.starts_with("file:") && flag(*this, "uri", true);
  const std::string path(file_uri ? path_of_file_uri(database_) : std::string_view(database_));
  const std::string mode = choice(*this, "mode", {"ro", "rw", "rwc", "memory"});
  const std::string cache = choice(*this, "cache", {"shared", "private"});
  const std::string parameters = parameters_for_uri(*this);

  SqliteLocation location;
  location.in_memory = path.empty() || path == ":memory:" || mode == "memory";
  location.shared_cache = cache == "shared";
  location.immutable = flag(*this, "immutable", false);
  location.read_only = mode == "ro" || location.immutable;
  location.is_uri = file_uri || !parameters.empty();
  std::string target = path.empty() ? ":memory:" : path;
  if (!location.in_memory) {
    location.relative = std::filesystem::path(path).is_relative();
    location.file = std::filesystem::absolute(std::filesystem::path(base) / path).lexically_normal().string();
    target = location.file;
  }
  location.text = location.is_uri ? "file:" + detail::percent_encode(target, "/:") + parameters : target;
  return location;
}

}  // namespace bindery
