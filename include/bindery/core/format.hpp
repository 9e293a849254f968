// Secrets (`***`) and URLs (without passwords) in fmt's formats.
#pragma once
#include <bindery/core/secret.hpp>
#include <bindery/core/url.hpp>
#include <fmt/core.h>

#include <string_view>

template <> struct fmt::formatter<bindery::Secret> : fmt::formatter<std::string_view> {
  template <class Context> auto format(const bindery::Secret&, Context& context) const {
    return fmt::formatter<std::string_view>::format("***", context);
  }
};

template <> struct fmt::formatter<bindery::Url> : fmt::formatter<std::string_view> {
  template <class Context> auto format(const bindery::Url& url, Context& context) const {
    return fmt::formatter<std::string_view>::format(url.to_string(), context);
  }
};
