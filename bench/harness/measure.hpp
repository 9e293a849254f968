// Measuring: the subjects of a task take turns, round after round, so that whatever disturbs one disturbs the others.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::bench {

/// One way to do a task. The first subject of a task is the raw client, with which all are compared.
struct Subject {
  std::string name;
  std::size_t operations;  ///< done by one `run`
  std::function<void()> run;
  std::function<void()> prepare = {};  ///< before each run, not measured
  double bar = 0;                      ///< the highest good ratio to the subject `against`; 0: none
  std::size_t against = 0;
  std::function<std::string()> note = {};  ///< what there is to say when all has run
};

struct Measurement {
  std::string task, backend, subject;
  double median_ns_per_op = 0;      ///< of the rounds, by the clock
  double spread = 0;                ///< half of the distance between the quartiles, by the median
  double client_cpu_ns_per_op = 0;  ///< processor time of this process alone
  double ratio_to_raw = 0;          ///< median of the rounds' ratios
  double ratio_to_other = 0;        ///< the same to the subject that the bar speaks of
  std::string other;                ///< its name
  double bar = 0;
  unsigned rounds = 0;
  std::string note;  ///< e.g. peak memory
};

struct MeasureOptions {
  unsigned rounds = 9;
  double least_seconds = 0.05;  ///< a run is repeated until it takes so long
};

/// Measures the subjects of a task in turns; the order of the turns is reversed in every other round.
std::vector<Measurement> measure(const MeasureOptions& options, std::string_view task,
                                 std::string_view backend, const std::vector<Subject>& subjects);

/// Keeps the compiler from leaving out what made the value.
template <class T> void keep(const T& value) { asm volatile("" : : "r,m"(value) : "memory"); }

double median(std::vector<double> values);

}  // namespace bindery::bench
