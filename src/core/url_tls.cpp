// TLS parameters of PostgreSQL's and MySQL's URLs, brought to one set of words.
#include <bindery/core/parse_bool.hpp>
#include <bindery/core/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "url_parser.hpp"

namespace bindery {

namespace {

struct ModeName {
  std::string_view name;
  TlsMode mode;
};
constexpr std::array<ModeName, 9> mode_names{{{"disable", TlsMode::disable},
                                              {"disabled", TlsMode::disable},
                                              {"allow", TlsMode::prefer},
                                              {"prefer", TlsMode::prefer},
                                              {"preferred", TlsMode::prefer},
                                              {"require", TlsMode::require},
                                              {"required", TlsMode::require},
                                              {"verify_ca", TlsMode::verify_ca},
                                              {"verify_full", TlsMode::verify_full}}};

TlsMode mode_of(std::string_view key, std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    if (letter == '-') return '_';
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  if (text == "verify_identity") return TlsMode::verify_full;
  for (const ModeName& one : mode_names)
    if (one.name == text) return one.mode;
  detail::refuse_url(
      fmt::format("'{}={}' in the URL: unknown value; allowed are disable, prefer, require, verify-ca "
                  "and verify-full",
                  key, text));
}

std::optional<bool> flag(const Url& url, std::string_view key) {
  const auto text = url.query(key);
  if (!text) return std::nullopt;
  const auto value = parse_bool(*text);
  if (!value) detail::refuse_url(fmt::format("'{}' in the URL is neither true nor false", key));
  return value;
}

std::string first_of(const Url& url, std::initializer_list<std::string_view> keys) {
  for (std::string_view key : keys)
    if (auto value = url.query(key)) return *std::move(value);
  return {};
}

/// The mode said in so many words, if there is one.
std::optional<TlsMode> named_mode(const Url& url) {
  for (std::string_view key : {"sslmode", "ssl_mode", "ssl-mode"})
    if (auto text = url.query(key)) return mode_of(key, *std::move(text));
  return std::nullopt;
}

/// The mode that MySQL's switches ask for.
std::optional<TlsMode> switched_mode(const Url& url) {
  const auto disabled = flag(url, "ssl_disabled"), wanted = flag(url, "ssl");
  const auto verify = flag(url, "ssl_verify"), certificate = flag(url, "ssl_verify_cert"),
             identity = flag(url, "ssl_verify_identity");
  if (disabled.value_or(false) || !wanted.value_or(true)) return TlsMode::disable;
  if (verify.value_or(false) || identity.value_or(false)) return TlsMode::verify_full;
  if (certificate.value_or(false)) return TlsMode::verify_ca;
  if (wanted || verify || certificate) return TlsMode::require;
  return std::nullopt;
}

}  // namespace

TlsOptions Url::tls() const {
  TlsOptions options;
  options.ca = first_of(*this, {"sslrootcert", "ssl_ca"});
  options.cert = first_of(*this, {"sslcert", "ssl_cert"});
  options.key = first_of(*this, {"sslkey", "ssl_key"});
  const auto named = named_mode(*this), switched = switched_mode(*this);
  if (named) {
    options.mode = *named;
  } else if (switched) {
    options.mode = *switched;
  } else if (!options.ca.empty()) {
    options.mode = TlsMode::verify_ca;  // who names a signer wants it checked
  }
  return options;
}

}  // namespace bindery
