// Whole sessions: what one unchanged pull request of 50 benchmarks risks, and whether one planted change is found
// alone. Shocks hit all benchmarks of a round, so their alarms could come together.
#include <algorithm>

#include "harness/validate/session.h"
#include "harness/validate/study.h"

namespace validate {
namespace {

std::vector<Benchmark> benchmarks_of(const NoiseKind& kind, bool hard) {
  std::vector<Benchmark> benchmarks;
  std::vector<Scale> scales;
  for (const double spread : spreads) {
    if (hard ? spread == hard_spread : spread <= settled_spread) scales.push_back(scale_of(kind, spread));
  }
  for (std::size_t i = 0; i < session_benchmarks; ++i) benchmarks.push_back({&kind, scales[i % scales.size()], 0});
  return benchmarks;
}

std::size_t called(const std::vector<Outcome>& outcomes, std::string_view verdict) {
  return std::size_t(
      std::count_if(outcomes.begin(), outcomes.end(), [&](const Outcome& o) { return o.verdict.verdict == verdict; }));
}

SessionRow row(const NoiseKind& kind, bool hard, std::size_t sessions, Random& random) {
  SessionRow r{.kind = kind.name, .hard = hard};
  std::vector<Benchmark> benchmarks = benchmarks_of(kind, hard);
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < sessions; ++i) {
    const auto outcomes = simulate(benchmarks, tolerance, random());
    const auto suspects = std::size_t(std::count_if(outcomes.begin(), outcomes.end(),
                                                    [](const Outcome& o) { return o.first == gate::Call::suspect; }));
    r.with_suspect += {suspects > 0, 1};
    r.with_slower += {called(outcomes, "slower") > 0, 1};
    r.with_faster += {called(outcomes, "faster") > 0, 1};
    r.benchmarks_suspect += {suspects, outcomes.size()};
    r.benchmarks_same += {called(outcomes, "same"), outcomes.size()};
    for (const Outcome& o : outcomes) pairs += o.pairs + o.fresh;
  }
  r.pairs_per_benchmark = double(pairs) / double(r.benchmarks_same.of);
  for (std::size_t i = 0; i < sessions && !hard; ++i) {
    const std::size_t planted = random() % benchmarks.size();
    benchmarks[planted].change = 0.10;
    const auto outcomes = simulate(benchmarks, tolerance, random());
    r.planted_alone += {outcomes[planted].verdict.verdict == "slower" && called(outcomes, "slower") == 1, 1};
    benchmarks[planted].change = 0;
  }
  return r;
}

}  // namespace

std::vector<SessionRow> session_table(const StudySize& size) {
  std::vector<SessionRow> rows;
  Random seeds(size.seed + 1);
  for (const bool hard : {false, true}) {
    for (const NoiseKind& kind : noise_kinds()) {
      Random random(seeds());
      if (hard && kind.own_base == 0) continue;  // a constant has no spread
      rows.push_back(row(kind, hard, size.sessions, random));
    }
  }
  return rows;
}

}  // namespace validate
