// Bind keys: the names of binds. The default bind has none.
#pragma once
#include <string_view>

namespace bindery {

/// Names the default bind: `static constexpr auto bind_key = default_bind;`, `db.create_all(default_bind)`.
struct DefaultBind {
  constexpr operator std::string_view() const { return {}; }
};
inline constexpr DefaultBind default_bind{};

}  // namespace bindery
