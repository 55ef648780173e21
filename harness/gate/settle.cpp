#include "harness/gate/settle.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "harness/stats/multiple.h"

namespace gate {

bool needs_confirmation(const Judged& judged) {
  const Call call = judged.judgement.call;
  return judged.judgement.error > 0 && (call == Call::suspect || call == Call::faster);
}

std::vector<std::size_t> fresh_pairs(std::span<const Judged> suspects, std::span<const double> pair_s, double left_s) {
  std::vector<std::size_t> order(suspects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) {
    const Judged& s = suspects[i];
    return std::pair(s.judgement.call == Call::suspect, std::abs(s.judgement.estimate) / s.tolerance);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
  // As many that one of them, the smallest, may point the other way.
  const auto fewest = std::size_t(std::ceil(std::log2(double(suspects.size()) / confirmation_error))) + 1;
  std::vector<std::size_t> pairs(suspects.size(), 0);
  double spent_s = 0;
  for (const std::size_t i : order) {
    spent_s += double(fewest) * pair_s[i];
    if (spent_s > left_s && i != order.front()) break;
    pairs[i] = confirmation_pairs(suspects[i].judgement.spread);
  }
  return pairs;
}

std::vector<Settled> settle(std::span<const Suspect> suspects) {
  std::vector<Settled> settled;
  std::vector<double> p;
  for (const Suspect& suspect : suspects) {
    settled.push_back({confirm(suspect.fresh, suspect.first.judgement.call == Call::suspect, suspect.slack), 1});
    p.push_back(settled.back().confirmation.p);
  }
  const std::vector<double> adjusted = stats::holm(p);
  for (std::size_t i = 0; i < settled.size(); ++i) settled[i].adjusted_p = adjusted[i];
  return settled;
}

}  // namespace gate
