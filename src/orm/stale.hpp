// Rows that are not as an object remembers them: finding the object, and the error that names it.
#pragma once
#include <source_location>
#include <span>

#include "session_state.hpp"

namespace bindery::detail {

enum class FlushVerb : std::uint8_t { update, delete_ };

/// Throws StaleDataError unless as many rows were matched as there are objects. What is there now tells whose row is
/// not as it should be; it is read only then.
void check_matched(std::int64_t matched, std::span<const EntityPtr> entities, FlushVerb verb,
                   Connection& connection, std::source_location caller);

}  // namespace bindery::detail
