// Takes the text of a database URL apart.
#pragma once
#include <bindery/core/error.hpp>
#include <bindery/core/url.hpp>

#include <string>
#include <string_view>

namespace bindery {

namespace detail {
/// ConfigError in the phase `configure`.
[[noreturn]] void refuse_url(std::string message);
}  // namespace detail

/// One use: `UrlParser(text).parse()`. Its errors never hold the text, for any piece of a mistyped URL may be
/// a piece of its password.
class UrlParser {
 public:
  explicit UrlParser(std::string_view text) : text_(text) {}
  Url parse();

 private:
  void read_scheme();
  void read_user(std::string_view text);
  void read_hosts(std::string_view list);
  void read_query(std::string_view text);
  void adopt_credentials();
  std::string_view take_user_info();

  std::string_view text_;  // what is left to read
  Url url_;
};

}  // namespace bindery
