#include "harness/gate/notes.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/multiple.h"
#include "harness/stats/noise_source.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace gate {
namespace {

constexpr double false_discoveries = 0.05;

double two_sided_p(const Judged& judged) {
  std::vector<double> mirrored = judged.differences;
  for (double& d : mirrored) d = -d;
  const double p = std::min(stats::signed_rank_p_greater(judged.differences), stats::signed_rank_p_greater(mirrored));
  return std::min(1.0, 2 * look_adjusted(p, judged.judgement.error));
}

// Of one launch's median, on the scale of the differences.
double variance_on(stats::Scale scale, const std::vector<double>& batches) {
  if (scale == stats::Scale::difference) return stats::median_variance(batches);
  const double middle = stats::median(batches);
  return middle == 0 ? 0 : stats::median_variance(batches) / (middle * middle);
}

}  // namespace

std::vector<bool> small_changes(std::span<const Judged> judged) {
  std::vector<double> p;
  for (const Judged& j : judged) p.push_back(j.judgement.error > 0 && !j.differences.empty() ? two_sided_p(j) : 1);
  const std::vector<double> adjusted = stats::benjamini_hochberg(p);
  std::vector<bool> real;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    real.push_back(judged[i].judgement.call == Call::same && adjusted[i] <= false_discoveries);
  }
  return real;
}

std::string noise_note(const Judged& judged, std::span<const std::vector<double>> base,
                       std::span<const std::vector<double>> head) {
  if (judged.judgement.call != Call::unsure || judged.judgement.spread == 0) return "";
  std::vector<double> within;
  for (std::size_t i = 0; i < std::min(base.size(), head.size()); ++i) {
    within.push_back(variance_on(judged.scale, base[i]) + variance_on(judged.scale, head[i]));
  }
  const auto source = stats::noise_sources(judged.differences, within).dominant();
  if (source == "within launches") return "its noise is within launches: longer ones would help";
  if (source == "between pairs") return "its noise is between pairs: more of them would help";
  if (source == "drift") return "it drifted during the session: measure again";
  return "";
}

}  // namespace gate
