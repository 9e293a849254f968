// The names of engine options, and how each value becomes a field of EngineOptions.
#pragma once
#include <bindery/binds/option_value.hpp>
#include <bindery/engine/options.hpp>

#include <string>
#include <string_view>

namespace bindery::detail {

/// Writes one option into `options`. Throws ConfigError that names the option: unknown (with the nearest
/// known name) or its value wrong. `url` is known and ignored: it is no option of an engine that has its URL
/// already.
void apply_option(std::string_view name, const OptionValue& value, EngineOptions& options);

/// One connection for everybody, opened once and never closed.
void use_single_connection(PoolOptions& pool);

}  // namespace bindery::detail
