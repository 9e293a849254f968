// The message for a member that was not read.
#include <bindery/core/deferred.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery::detail {

void refuse_unread(const UnreadMember& member) {
  const auto& [model, name] = member;
  throw NotLoaded(fmt::format("{}.{} was not read", model, name),
                  {.column = std::string(name),
                   .hint = fmt::format("undefer<&{0}::{1}> in the options of the query reads it along, "
                                       "session.load<&{0}::{1}>(objects) reads it for objects at hand",
                                       model, name)});
}

}  // namespace bindery::detail
