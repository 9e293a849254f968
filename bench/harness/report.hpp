// Results on the terminal and as JSON.
#pragma once
#include <filesystem>
#include <span>

#include "harness/measure.hpp"

namespace bindery::bench {

void print_heading();
void print(const Measurement& measurement);

/// An array of {task, backend, subject, median_ns_per_op, ratio_to_raw, rounds, spread, client_cpu_ns_per_op, note},
/// and of those with a bar {bar, bar_against, bar_ratio}.
void write_json(std::span<const Measurement> measurements, const std::filesystem::path& file);

}  // namespace bindery::bench
