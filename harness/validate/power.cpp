// False alarms, power, pairs and unsure for every kind of noise, spread and true change: always together, since any one
// of them alone is easily made perfect.
#include <cmath>
#include <numeric>

#include "harness/stats/summary.h"
#include "harness/validate/session.h"
#include "harness/validate/study.h"

namespace validate {
namespace {

void count(Share& share, bool hit) {
  ++share.of;
  share.hits += hit;
}

PowerCell cell(const NoiseKind& kind, double spread, double change, std::size_t n, Random& random) {
  PowerCell c{.kind = kind.name, .spread = spread, .change = change};
  const Benchmark benchmark{&kind, scale_of(kind, spread), change};
  std::vector<double> pairs, fresh, errors;
  for (std::size_t i = 0; i < n; ++i) {
    const Outcome o = simulate({&benchmark, 1}, tolerance, random())[0];
    const bool slower = o.verdict.verdict == "slower";
    count(c.suspect, o.first == gate::Call::suspect);
    count(c.slower, slower);
    count(c.slower_by_16, slower && o.pairs <= 16);
    count(c.faster, o.verdict.verdict == "faster");
    count(c.same, o.verdict.verdict == "same");
    count(c.unsure, o.verdict.verdict == "unsure");
    if (o.verdict.lo && o.verdict.hi) {
      constexpr double rounding = 1e-12;
      const double truth = std::log1p(change);
      count(c.covered, *o.verdict.lo - rounding <= truth && truth <= *o.verdict.hi + rounding);
    }
    pairs.push_back(double(o.pairs));
    if (o.fresh > 0) fresh.push_back(double(o.fresh));
    if (slower) errors.push_back(100 * (std::expm1(*o.verdict.change) - change));
  }
  c.median_pairs = stats::median(pairs);
  if (!fresh.empty()) c.mean_fresh = std::accumulate(fresh.begin(), fresh.end(), 0.0) / double(fresh.size());
  const double m = double(errors.size());
  double squares = 0;
  for (const double e : errors) {
    c.mean_error += e / m;
    c.mean_absolute_error += std::abs(e) / m;
  }
  for (const double e : errors) squares += std::pow(e - c.mean_error, 2);
  if (m > 1) c.standard_error = std::sqrt(squares / (m - 1) / m);
  return c;
}

}  // namespace

std::vector<PowerCell> power_table(const StudySize& size) {
  std::vector<PowerCell> cells;
  Random seeds(size.seed);
  for (const NoiseKind& kind : noise_kinds()) {
    for (const double spread : spreads) {
      for (const double change : changes) {
        Random random(seeds());
        // A constant has no spread: its row is the same in every column.
        if (kind.own_base == 0 && spread != spreads[0]) continue;
        cells.push_back(cell(kind, spread, change, size.per_cell(), random));
      }
    }
  }
  return cells;
}

}  // namespace validate
