// Database URLs: the value, its copies with changes, its text without passwords.
#include <bindery/core/url.hpp>

#include <algorithm>
#include <charconv>
#include <ostream>

#include "percent.hpp"
#include "url_parser.hpp"

namespace bindery {

namespace {

bool is_secret_name(std::string_view key) {
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  for (std::string_view word : {"password", "passwd", "passphrase", "pwd", "secret", "token"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

void append_host(std::string& out, const Host& host) {
  if (host.name.find(':') != std::string::npos && !host.is_socket()) {
    out += '[' + detail::percent_encode(host.name, ":") + ']';
  } else {
    out += detail::percent_encode(host.name, "", true);
  }
  if (host.port != 0) out += ':' + std::to_string(host.port);
}

/// libpq and SQLAlchemy: `host=a,b`, `host=a&host=b`, `host=a:5432`; ports apart in `port=1,2`.
std::vector<Host> hosts_in_query(const Url::Query& query) {
  std::vector<Host> hosts;
  for (const auto& [key, value] : query) {
    if (key != "host") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      Host host{std::string(part), 0};
      const std::size_t colon = part.find(':');
      if (!host.is_socket() && colon != std::string_view::npos && colon == part.rfind(':')) {
        const auto [end, error] =
            std::from_chars(part.data() + colon + 1, part.data() + part.size(), host.port);
        if (error != std::errc{} || end != part.data() + part.size() || host.port == 0)
          detail::refuse_url("the port in 'host' in the URL's query is not a number from 1 to 65535");
        host.name.resize(colon);
      }
      hosts.push_back(std::move(host));
    }
  }
  return hosts;
}

void apply_ports(std::vector<Host>& hosts, std::string_view list) {
  std::uint16_t port = 0;
  for (Host& host : hosts) {
    const std::string_view part = list.substr(0, list.find(','));
    if (!part.empty()) {
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), port);
      if (error != std::errc{} || end != part.data() + part.size() || port == 0)
        detail::refuse_url("'port' in the URL's query is not a number from 1 to 65535");
    }
    if (host.port == 0) host.port = port;
    if (part.size() < list.size())
      list.remove_prefix(part.size() + 1);  // the last one counts for all the rest
  }
}

}  // namespace

std::string_view name_of(Backend backend) {
  constexpr std::string_view names[] = {"sqlite", "postgresql", "mariadb"};
  return names[static_cast<std::uint8_t>(backend)];
}

Url Url::parse(std::string_view text) {
  Url url = UrlParser(text).parse();
  // Wrong parameters are told here, where the URL is given, and not at the first connection.
  if (url.backend_ == Backend::sqlite) {
    static_cast<void>(url.sqlite_location("/"));
  } else {
    static_cast<void>(url.tls());
  }
  return url;
}

std::optional<std::string> Url::query(std::string_view key) const {
  const auto found =
      std::find_if(query_.rbegin(), query_.rend(), [&](const auto& one) { return one.first == key; });
  if (found == query_.rend()) return std::nullopt;
  return found->second;
}

void Url::find_hosts() {
  hosts_ = written_hosts_;
  if (backend_ == Backend::sqlite) return;
  if (hosts_.empty()) hosts_ = hosts_in_query(query_);
  if (const auto ports = query("port")) {
    if (hosts_.empty()) hosts_.push_back({"localhost", 0});
    apply_ports(hosts_, *ports);
  }
  const auto socket = query("unix_socket");
  if (backend_ == Backend::mariadb && socket && !socket->empty()) hosts_ = {Host{*socket, 0}};
}

Url Url::with_user(std::string user) const {
  Url copy = *this;
  copy.user_ = std::move(user);
  return copy;
}

Url Url::with_password(Secret password) const {
  Url copy = *this;
  copy.password_ = std::move(password);
  return copy;
}

Url Url::with_hosts(std::vector<Host> hosts) const {
  Url copy = *this;
  copy.written_hosts_ = std::move(hosts);
  std::erase_if(copy.query_, [](const auto& parameter) {
    return parameter.first == "host" || parameter.first == "port" || parameter.first == "unix_socket";
  });
  copy.find_hosts();
  return copy;
}

Url Url::with_host(std::string name, std::uint16_t port) const {
  return with_hosts({Host{std::move(name), port}});
}

Url Url::with_database(std::string database) const {
  Url copy = *this;
  copy.database_ = std::move(database);
  return copy;
}

Url Url::with_query(std::string key, std::string value) const {
  Url copy = *this;
  std::erase_if(copy.query_, [&](const auto& parameter) { return parameter.first == key; });
  copy.query_.emplace_back(std::move(key), std::move(value));
  copy.find_hosts();
  return copy;
}

std::string Url::compose(bool masked) const {
  std::string out = scheme_ + "://";
  out += detail::percent_encode(user_, "", true);
  if (!password_.empty()) out += ':' + (masked ? "***" : detail::percent_encode(password_.reveal(), ""));
  if (!user_.empty() || !password_.empty()) out += '@';
  for (std::size_t i = 0; i < written_hosts_.size(); ++i) {
    if (i > 0) out += ',';
    append_host(out, written_hosts_[i]);
  }
  if (!database_.empty()) out += '/' + detail::percent_encode(database_, "/:@,;=!$'()*+", true);
  char separator = '?';
  for (const auto& [key, value] : query_) {
    out += separator + detail::percent_encode(key, "", true) + '=';
    out += masked && is_secret_name(key) ? "***" : detail::percent_encode(value, "/:@,;=!$'()*", true);
    separator = '&';
  }
  return out;
}

std::string Url::to_string() const { return compose(true); }

bool Url::equals(const Url& other) const {
  return backend_ == other.backend_ && scheme_ == other.scheme_ && user_ == other.user_ &&
         password_ == other.password_ && written_hosts_ == other.written_hosts_ && hosts_ == other.hosts_ &&
         database_ == other.database_ && query_ == other.query_;
}

Secret Url::reveal() const { return Secret(compose(false)); }

std::ostream& operator<<(std::ostream& out, const Url& url) { return out << url.to_string(); }

}  // namespace bindery
