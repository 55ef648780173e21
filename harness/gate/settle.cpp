#include "harness/gate/settle.h"

#include "harness/stats/multiple.h"

namespace gate {

bool needs_confirmation(const Judged& judged) {
  const Call call = judged.judgement.call;
  return judged.judgement.error > 0 && (call == Call::suspect || call == Call::faster);
}

std::vector<Settled> settle(std::span<const Suspect> suspects) {
  std::vector<Settled> settled;
  std::vector<double> p;
  for (const Suspect& suspect : suspects) {
    settled.push_back({confirm(suspect.fresh, suspect.first.judgement.call == Call::suspect), 1});
    p.push_back(settled.back().confirmation.p);
  }
  const std::vector<double> adjusted = stats::holm(p);
  for (std::size_t i = 0; i < settled.size(); ++i) settled[i].adjusted_p = adjusted[i];
  return settled;
}

}  // namespace gate
