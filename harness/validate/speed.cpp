// How long judging takes, so that it never becomes the reason to measure less.
#include <chrono>

#include "harness/validate/session.h"
#include "harness/validate/study.h"

namespace validate {

double judging_time_s(std::uint64_t seed) {
  constexpr std::size_t benchmarks = 500, pairs = 40;
  const NoiseKind& kind = noise_kind("all of them");
  const Scale scale = scale_of(kind, settled_spread);
  Random random(seed);
  std::vector<gate::Contrast> contrasts;
  for (std::size_t i = 0; i < benchmarks; ++i) {
    Measured measured({&kind, scale, 0.02}, draw_shocks(kind, pairs, random), random());
    measured.until(pairs);
    contrasts.push_back(measured.contrast());
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<harness::Verdict> verdicts;
  for (const gate::Contrast& contrast : contrasts) {
    verdicts.push_back(gate::verdict_of(contrast, gate::judge(contrast, tolerance, true), tolerance));
  }
  gate::exits(verdicts, false, true);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace validate
