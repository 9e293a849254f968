// Opening connections: from options to libpq's parameters to an open session.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "drivers/postgresql/channel.hpp"

namespace bindery::drivers::postgresql {

/// libpq's keywords and their values; later ones win.
using ConnectParameters = std::vector<std::pair<std::string, std::string>>;

/// All parameters but the hosts. ConfigError for keywords that libpq does not know.
ConnectParameters connect_parameters(const ConnectOptions& options);
/// `host` and `port` for these servers.
void add_hosts(ConnectParameters& parameters, std::span<const Host> hosts);

/// Tries the servers in order, each with its share of the time. Throws what went wrong with all of them.
Handle open_connection(const ConnectOptions& options, Deadline deadline);

}  // namespace bindery::drivers::postgresql
