// Takes the text of a database URL apart, as forgiving about passwords as SQLAlchemy is.
#include "url_parser.hpp"

#include <arpa/inet.h>
#include <bindery/core/suggest.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "percent.hpp"

namespace bindery {

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+.-";

struct SchemeRule {
  std::string_view name;
  Backend backend;
};
constexpr std::array<SchemeRule, 6> schemes{{{"sqlite", Backend::sqlite},
                                             {"postgresql", Backend::postgresql},
                                             {"postgres", Backend::postgresql},
                                             {"mysql", Backend::mariadb},
                                             {"mysqldb", Backend::mariadb},
                                             {"mariadb", Backend::mariadb}}};

Backend backend_of(std::string_view scheme) {
  const std::string_view name = scheme.substr(0, scheme.find('+'));
  std::array<std::string_view, schemes.size()> known;
  for (std::size_t i = 0; i < schemes.size(); ++i) {
    if (schemes[i].name == name) return schemes[i].backend;
    known[i] = schemes[i].name;
  }
  detail::refuse_url(
      fmt::format("unknown kind of database '{}' in the URL{}; known are postgresql, postgres, mysql, "
                  "mysqldb, mariadb and sqlite, each with or without '+driver'",
                  scheme, did_you_mean(name, known)));
}

std::string decode(std::string_view text, std::string_view part) {
  auto decoded = detail::percent_decode(text);
  if (!decoded)
    detail::refuse_url(
        fmt::format("the {} in the URL holds a '%' that is not followed by two hexadecimal digits "
                    "(write a percent sign as %25), or a NUL byte",
                    part));
  return *std::move(decoded);
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::uint16_t require_port(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto port = port_of(text)) return *port;
  detail::refuse_url(
      "the port in the URL is not a number from 1 to 65535 (a password that holds ':', '/', '?', '#' "
      "or '@' must be percent-encoded)");
}

Host bracketed_host(std::string_view text) {
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos) detail::refuse_url("the URL has a '[' without a ']' in its host");
  std::string name = decode(text.substr(1, close - 1), "host");
  in6_addr address{};
  if (inet_pton(AF_INET6, name.substr(0, name.find('%')).c_str(), &address) != 1)
    detail::refuse_url("what stands in brackets in the URL is not an IPv6 address");
  const std::string_view after = text.substr(close + 1);
  if (!after.empty() && after.front() != ':') detail::refuse_url("only ':port' may follow the ']' of a host");
  return {std::move(name), require_port(after.empty() ? after : after.substr(1))};
}

Host host_of(std::string_view text) {
  if (text.starts_with('[')) return bracketed_host(text);
  const std::size_t colon = text.find(':');
  Host host{decode(text.substr(0, colon), "host"),
            colon == std::string_view::npos ? std::uint16_t{0} : require_port(text.substr(colon + 1))};
  const bool odd = std::any_of(host.name.begin(), host.name.end(), [](unsigned char letter) {
    return letter <= ' ' || letter == 0x7f ||
           std::string_view("[]<>\"\\^`{|}").find(static_cast<char>(letter)) != std::string_view::npos;
  });
  if (odd && !host.is_socket())
    detail::refuse_url("a host in the URL holds a character that no host name has");
  return host;
}

template <class Visit> void split(std::string_view text, char separator, const Visit& visit) {
  while (true) {
    const std::size_t end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void detail::refuse_url(std::string message) {
  ErrorDetails details;
  details.phase = Phase::configure;
  throw ConfigError(std::move(message), std::move(details));
}

void UrlParser::read_scheme() {
  const std::size_t end = text_.find("://");
  const std::string_view scheme = text_.substr(0, end);
  if (end == std::string_view::npos || scheme.empty() ||
      scheme.find_first_not_of(alphabet) != std::string_view::npos)
    detail::refuse_url(
        "not a database URL; one looks like postgresql://user:password@host:5432/database or "
        "sqlite:///file.db (the text is not shown, as it may hold a password)");
  url_.backend_ = backend_of(scheme);
  url_.scheme_ = scheme;
  text_.remove_prefix(end + 3);
}

/// What stands before the `@` of the host. As in SQLAlchemy a password may hold `/` and `?` as they are,
/// where that cannot be mistaken.
std::string_view UrlParser::take_user_info() {
  const std::string_view authority = text_.substr(0, text_.find_first_of("/?"));
  std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (at == std::string_view::npos && colon != std::string_view::npos && !authority.starts_with('[')) {
    const bool port = port_of(authority.substr(authority.rfind(':') + 1)).has_value();
    at = text_.substr(0, port ? text_.find('?') : std::string_view::npos).find('@');
  }
  if (at == std::string_view::npos) return {};
  const std::string_view info = text_.substr(0, at);
  text_.remove_prefix(at + 1);
  return info;
}

void UrlParser::read_user(std::string_view text) {
  const std::size_t colon = text.find(':');
  url_.user_ = decode(text.substr(0, colon), "user name");
  if (colon != std::string_view::npos) url_.password_ = Secret(decode(text.substr(colon + 1), "password"));
}

void UrlParser::read_hosts(std::string_view list) {
  if (list.empty()) return;
  split(list, ',', [&](std::string_view part) { url_.written_hosts_.push_back(host_of(part)); });
}

void UrlParser::read_query(std::string_view text) {
  split(text, '&', [&](std::string_view part) {
    if (part.empty()) return;
    const std::size_t equals = part.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    if (part.substr(0, equals).find('@') != std::string_view::npos)  // a password with an unescaped '?'
      detail::refuse_url(
          "the name of a query parameter in the URL holds '@' (a password that holds ':', '/', '?', "
          "'#' or '@' must be percent-encoded)");
    url_.query_.emplace_back(decode(part.substr(0, equals), "query"), decode(value, "query"));
  });
}

void UrlParser::adopt_credentials() {
  std::erase_if(url_.query_, [&](auto& parameter) {
    if (parameter.first == "user") {
      url_.user_ = std::move(parameter.second);
    } else if (parameter.first == "password" || parameter.first == "passwd") {
      url_.password_ = Secret(std::move(parameter.second));
    } else {
      return false;
    }
    return true;
  });
}

Url UrlParser::parse() {
  read_scheme();
  const bool sqlite = url_.backend_ == Backend::sqlite;
  if (sqlite && !text_.empty() && text_.front() != '/' && text_.front() != '?')
    detail::refuse_url(
        "a SQLite URL has no host: sqlite:///file.db is relative, sqlite:////dir/file.db absolute, "
        "sqlite:// in memory");
  if (!sqlite) read_user(take_user_info());
  const std::size_t end = text_.find_first_of("/?");
  read_hosts(text_.substr(0, end));
  text_.remove_prefix(std::min(end, text_.size()));
  const std::size_t question = text_.find('?');
  if (text_.starts_with('/')) url_.database_ = decode(text_.substr(1, question - 1), "database");
  if (question != std::string_view::npos) read_query(text_.substr(question + 1));
  if (!sqlite) adopt_credentials();
  url_.find_hosts();
  return std::move(url_);
}

}  // namespace bindery
