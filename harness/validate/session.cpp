#include "harness/validate/session.h"

#include "harness/gate/settle.h"

namespace validate {
namespace {

constexpr std::size_t most_rounds = 100;

}  // namespace

Measured::Measured(const Benchmark& benchmark, const Shocks& shocks, std::uint64_t seed)
    : launches_(*benchmark.kind, benchmark.scale, benchmark.change, seed), shocks_(shocks) {}

void Measured::until(std::size_t pairs) {
  while (contrast_.base.size() < pairs && launched_ < pairs + pairs / 4) {
    const auto values = launches_.pair(shocks_[launched_ % shocks_.size()]);
    ++launched_;
    if (!values) continue;
    contrast_.base.push_back((*values)[0]);
    contrast_.head.push_back((*values)[1]);
  }
}

std::vector<Outcome> simulate(std::span<const Benchmark> benchmarks, double tolerance, std::uint64_t seed) {
  Random random(seed);
  std::vector<Outcome> outcomes;
  std::vector<gate::Judged> judged;
  const Shocks shocks = draw_shocks(*benchmarks[0].kind, most_rounds, random);
  for (const Benchmark& benchmark : benchmarks) {
    Measured measured(benchmark, shocks, random());
    gate::Judged now;
    for (const gate::Look& look : gate::looks) {
      measured.until(look.pairs);
      now = gate::judge(measured.contrast(), tolerance, look.pairs == gate::looks.back().pairs);
      if (now.judgement.call != gate::Call::open) break;
    }
    const gate::Contrast& contrast = measured.contrast();
    outcomes.push_back(
        {measured, now.judgement.call, gate::verdict_of(contrast, now, tolerance), contrast.base.size(), 0});
    judged.push_back(std::move(now));
  }

  std::vector<gate::Suspect> suspects;
  std::vector<Outcome*> theirs;
  const Shocks fresh_shocks = draw_shocks(*benchmarks[0].kind, most_rounds, random);
  for (std::size_t i = 0; i < benchmarks.size(); ++i) {
    if (!gate::needs_confirmation(judged[i])) continue;
    Measured fresh(benchmarks[i], fresh_shocks, random());
    fresh.until(gate::confirmation_pairs(judged[i].judgement.spread));
    outcomes[i].fresh = fresh.contrast().base.size();
    suspects.push_back(
        {judged[i], gate::judge(fresh.contrast(), tolerance, true).differences, gate::slack(fresh.contrast())});
    theirs.push_back(&outcomes[i]);
  }
  const auto settled = gate::settle(suspects);
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    gate::apply(settled[i].confirmation, settled[i].adjusted_p, suspects[i].fresh.size(), suspects[i].first,
                theirs[i]->verdict);
  }
  return outcomes;
}

}  // namespace validate
