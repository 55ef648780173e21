// Whether the 95 % interval covers the truth in 95 % of the cases, whatever the noise.
#include <cmath>

#include "harness/stats/contrast.h"
#include "harness/stats/signed_rank.h"
#include "harness/validate/session.h"
#include "harness/validate/study.h"

namespace validate {

std::vector<CoverageRow> coverage_table(const StudySize& size) {
  constexpr double change = 0.03;
  // A constant's interval is a point; it covers up to rounding.
  constexpr double rounding = 1e-12;
  const double truth = std::log1p(change);
  std::vector<CoverageRow> rows;
  Random seeds(size.seed + 2);
  for (const NoiseKind& kind : noise_kinds()) {
    CoverageRow row{kind.name, kind.continuous, {}};
    const Scale scale = scale_of(kind, settled_spread);
    Random random(seeds());
    for (const std::size_t pairs : coverage_pairs) {
      Share covered;
      for (std::size_t i = 0; i < size.per_interval(); ++i) {
        const Shocks shocks = draw_shocks(kind, 2 * pairs, random);
        Measured measured({&kind, scale, change}, shocks, random());
        measured.until(pairs);
        const gate::Contrast& c = measured.contrast();
        std::vector<double> differences;
        for (std::size_t k = 0; k < c.base.size(); ++k) {
          differences.push_back(stats::difference(c.base[k], c.head[k], stats::Scale::ratio, false));
        }
        const auto interval = stats::signed_rank_interval(differences, 0.025);
        const double slack = gate::slack(c) + rounding;
        covered += {interval.lo - slack <= truth && interval.hi + slack >= truth, 1};
      }
      row.covered.push_back(covered);
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace validate
