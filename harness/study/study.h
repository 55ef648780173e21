// Studies on real code: the same questions as harness/validate asks of simulated launches, asked of processes that
// really run on this machine. Everything is identical code, or code whose difference was planted, so that the truth is
// known.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/launcher.h"
#include "harness/stats/signed_rank.h"

namespace study {

using Say = std::function<void(const std::string&)>;

// The differences of pairs of one benchmark: log ratios, the second arm against the first.
struct Differences {
  std::string benchmark, lane, pairing;
  std::vector<double> values;

  double spread() const;  // standard deviation, outliers and all
};
// Takes pairs of the task as it is. Throws Error(benchmark) where it fails.
Differences measure(harness::Task task, std::size_t pairs, int core, harness::Random& random);

// Two equal arms of each kind of the control suite, in each pairing mode that it allows: what this machine's noise is.
struct Floor {
  Differences differences;
  double spread;  // robust, as verdicts have it
  double
      tolerance;  // that this mode is fit for: 99 of 100 unchanged benchmarks of that spread are same within 12 pairs
};
std::vector<Floor> noise_floor(std::size_t pairs, int core, harness::Random& random, const Say& say);

// The same of every benchmark of a suite that can be twinned: as twins, and one after the other.
struct Spread {
  std::string benchmark;
  double twin, alternate;  // standard deviations of the differences
};
std::vector<Spread> spreads(const harness::SuiteSpec& suite, std::size_t pairs, int core, harness::Random& random,
                            const Say& say);

// A planted change, as twins and as launches that each run alone: relative.
struct Ratio {
  std::string kind;
  double planted;
  stats::Interval twin, alone;
};
std::vector<Ratio> ratios(std::size_t twin_pairs, std::size_t alone_pairs, int core, harness::Random& random,
                          const Say& say);

// Planted slowdowns through the whole rule, and through the rules of other tools on the same launches.
struct Planted {
  std::string kind;
  double planted;
  std::size_t sessions = 0, slower = 0, same = 0, unsure = 0, faster = 0;
  std::vector<std::size_t> pairs = {};     // of each first session
  std::vector<double> errors_points = {};  // reported size minus the true one, where slower
  std::vector<std::size_t> peers = {};     // called slower, in the order of validate::peers()
};
std::vector<Planted> planted(std::size_t sessions, int core, harness::Random& random, const Say& say);

// What the harness costs on top of a shell loop that starts the same processes: seconds for as many launches of either,
// in blocks taken in turn. `keep` does with each launch what the product does: store it.
struct Overhead {
  std::size_t launches;
  double harness_s, shell_s;
};
Overhead overhead(std::size_t launches, int core, harness::Random& random,
                  const std::function<void(const harness::Launch&)>& keep, const Say& say);

}  // namespace study
