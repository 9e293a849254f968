// Results on the terminal and as JSON.
#include "harness/report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace bindery::bench {

namespace {

std::string readable(double nanoseconds) {
  if (nanoseconds < 1e4) return fmt::format("{:.1f} ns", nanoseconds);
  if (nanoseconds < 1e7) return fmt::format("{:.1f} us", nanoseconds / 1e3);
  return fmt::format("{:.1f} ms", nanoseconds / 1e6);
}

std::string verdict(const Measurement& measurement) {
  if (measurement.bar == 0) return {};
  const bool good = measurement.ratio_to_other <= measurement.bar;
  return fmt::format("{} {:.2f}{}", good ? "within" : "ABOVE", measurement.bar,
                     measurement.other == "raw"
                         ? std::string()
                         : fmt::format(" of {} ({:.3f})", measurement.other, measurement.ratio_to_other));
}

}  // namespace

void print_heading() {
  fmt::print("{:<24} {:<11} {:<22} {:>12} {:>7} {:>12} {:>8}  {}\n", "task", "backend", "subject",
             "median / op", "spread", "client CPU", "to raw", "bar");
}

void print(const Measurement& m) {
  fmt::print("{:<24} {:<11} {:<22} {:>12} {:>6.1f}% {:>12} {:>8.3f}  {} {}\n", m.task, m.backend, m.subject,
             readable(m.median_ns_per_op), m.spread * 100, readable(m.client_cpu_ns_per_op), m.ratio_to_raw,
             verdict(m), m.note);
  std::fflush(stdout);
}

void write_json(std::span<const Measurement> measurements, const std::filesystem::path& file) {
  boost::json::array list;
  for (const Measurement& m : measurements) {
    boost::json::object entry{{"task", m.task},
                              {"backend", m.backend},
                              {"subject", m.subject},
                              {"median_ns_per_op", m.median_ns_per_op},
                              {"ratio_to_raw", m.ratio_to_raw},
                              {"rounds", m.rounds},
                              {"spread", m.spread},
                              {"client_cpu_ns_per_op", m.client_cpu_ns_per_op}};
    if (m.bar != 0) {
      entry["bar"] = m.bar;
      entry["bar_against"] = m.other;
      entry["bar_ratio"] = m.ratio_to_other;
    }
    if (!m.note.empty()) entry["note"] = m.note;
    list.push_back(std::move(entry));
  }
  std::ofstream out(file);
  out << list << '\n';
  if (!out.flush()) throw std::runtime_error(fmt::format("can't write {}", file.string()));
}

}  // namespace bindery::bench
