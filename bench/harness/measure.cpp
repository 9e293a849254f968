// Measuring in turns.
#include "harness/measure.hpp"

#include <ctime>

#include <algorithm>

namespace bindery::bench {

namespace {

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Turn {
  double wall, cpu;  // seconds
};

Turn take_turn(const Subject& subject, unsigned repeats) {
  if (subject.prepare) subject.prepare();
  const double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (unsigned i = 0; i < repeats; ++i) subject.run();
  return {seconds_of(CLOCK_MONOTONIC) - wall, seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu};
}

/// Warms the subject up and finds how often it must run to be measured well. What needs preparation runs once.
unsigned repeats_for(const Subject& subject, double least_seconds) {
  const double once = take_turn(subject, 1).wall;
  if (subject.prepare || once >= least_seconds) return 1;
  const double again = take_turn(subject, 1).wall;
  return static_cast<unsigned>(std::clamp(least_seconds / std::max(again, 1e-7), 1.0, 1e6));
}

double quantile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double ratio(const std::vector<double>& some, const std::vector<double>& others) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < some.size(); ++round) ratios.push_back(some[round] / others[round]);
  return median(ratios);
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : quantile(values, 0.5);
}

std::vector<Measurement> measure(const MeasureOptions& options, std::string_view task,
                                 std::string_view backend, const std::vector<Subject>& subjects) {
  std::vector<unsigned> repeats;
  for (const Subject& subject : subjects) repeats.push_back(repeats_for(subject, options.least_seconds));
  std::vector<std::vector<double>> wall(subjects.size()), cpu(subjects.size());
  for (unsigned round = 0; round < options.rounds; ++round) {
    for (std::size_t turn = 0; turn < subjects.size(); ++turn) {
      const std::size_t i = round % 2 == 0 ? turn : subjects.size() - 1 - turn;
      const double operations = static_cast<double>(subjects[i].operations) * repeats[i];
      const Turn taken = take_turn(subjects[i], repeats[i]);
      wall[i].push_back(taken.wall / operations);
      cpu[i].push_back(taken.cpu / operations);
    }
  }
  std::vector<Measurement> results;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    std::vector<double> sorted = wall[i];
    std::sort(sorted.begin(), sorted.end());
    const double middle = quantile(sorted, 0.5);
    results.push_back({.task = std::string(task),
                       .backend = std::string(backend),
                       .subject = subjects[i].name,
                       .median_ns_per_op = middle * 1e9,
                       .spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / middle,
                       .client_cpu_ns_per_op = median(cpu[i]) * 1e9,
                       .ratio_to_raw = ratio(wall[i], wall.front()),
                       .ratio_to_other = ratio(wall[i], wall[subjects[i].against]),
                       .other = subjects[subjects[i].against].name,
                       .bar = subjects[i].bar,
                       .rounds = options.rounds,
                       .note = subjects[i].note ? subjects[i].note() : std::string()});
  }
  return results;
}

}  // namespace bindery::bench
