// The targets of the studies on real code.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/stats/summary.h"
#include "harness/study/render.h"

namespace study {
namespace {

using validate::Check;

Check check(const std::string& what, const std::string& target, const std::string& found, bool met) {
  return {what, target, found, met ? "met" : "missed"};
}

void check_spreads(const std::vector<Spread>& spreads, const std::string& where, std::vector<Check>& out) {
  if (spreads.empty()) return;
  std::vector<double> twin, gain;
  for (const Spread& s : spreads) {
    twin.push_back(100 * s.twin);
    gain.push_back(s.alternate / s.twin);
  }
  const double median = stats::median(twin), high = stats::quantile(twin, 0.9), times = stats::median(gain);
  out.push_back(check("spread of identical code as twins, " + where, "median <= 1 %, 90th percentile <= 4 %",
                      fmt::format("{:.2f} %, {:.2f} % over {} cases", median, high, twin.size()),
                      median <= 1 && high <= 4));
  out.push_back(check("one after the other against twins, " + where, ">= 4x in the median",
                      fmt::format("{:.1f}x", times), times >= 4));
}

void check_floors(const std::vector<Floor>& floors, std::vector<Check>& out) {
  struct Target {
    const char* benchmark;
    double percent;
  };
  for (const Target t :
       {Target{"control/threads", 3.5}, {"control/node_compute", 1.5}, {"control/node_collections", 4}}) {
    for (const Floor& f : floors) {
      if (f.differences.benchmark != t.benchmark || f.differences.pairing != "lockstep") continue;
      const double percent = 100 * f.differences.spread();
      out.push_back(check(fmt::format("lockstep, {}", t.benchmark), fmt::format("<= {:g} %", t.percent),
                          fmt::format("{:.2f} %", percent), percent <= t.percent));
    }
  }
}

void check_ratios(const std::vector<Ratio>& ratios, std::vector<Check>& out) {
  for (const bool edge : {false, true}) {
    const Ratio* worst = nullptr;
    const auto distance = [](const Ratio& r) { return 100 * std::abs(r.twin.estimate - r.alone.estimate); };
    // What the two intervals leave open is not a difference between the methods.
    const auto proven = [](const Ratio& r) {
      return 100 * std::max({0.0, r.twin.lo - r.alone.hi, r.alone.lo - r.twin.hi});
    };
    double most_proven = 0;
    for (const Ratio& r : ratios) {
      if ((r.kind == "cache_edge") != edge) continue;
      if (worst == nullptr || distance(r) > distance(*worst)) worst = &r;
      most_proven = std::max(most_proven, proven(r));
    }
    if (worst == nullptr) continue;
    const double limit = edge ? 5 : 1;
    out.push_back({edge ? "ratio as twins against alone, near a cache size" : "ratio as twins against alone",
                   fmt::format("differs < {:g} points", limit),
                   fmt::format("{:.2f} points at {} {:+.0f} %; proven {:.2f}", distance(*worst), worst->kind,
                               100 * worst->planted, most_proven),
                   distance(*worst) < limit ? "met"
                   : most_proven < limit    ? "unsure"
                                            : "missed"});
  }
}

// Of each kind and change alone: errors of opposite sign are two errors.
void check_sizes(const std::vector<Planted>& rows, std::vector<Check>& out) {
  const Planted* worst = nullptr;
  double mean = 0, chance = 0;
  for (const Planted& r : rows) {
    const std::vector<double>& errors = r.errors_points;
    if (r.planted < 0.06 || errors.size() < 2) continue;
    const double n = double(errors.size()), here = std::accumulate(errors.begin(), errors.end(), 0.0) / n;
    if (worst != nullptr && std::abs(here) <= std::abs(mean)) continue;
    double squares = 0;
    for (const double e : errors) squares += (e - here) * (e - here);
    worst = &r;
    mean = here;
    chance = 3 * std::sqrt(squares / (n - 1) / n);
  }
  if (worst == nullptr) return;
  const double size = std::abs(mean);
  out.push_back({"real code, reported size at true 6 and 10 %: mean error", "< 0.2 points",
                 fmt::format("{:+.2f} points over {} ({} {:+.0f} %)", mean, worst->errors_points.size(), worst->kind,
                             100 * worst->planted),
                 validate::at_most({size - chance, size + chance}, 0.2)});
}

void check_planted(const std::vector<Planted>& rows, std::vector<Check>& out) {
  std::size_t unchanged = 0, alarms = 0;
  validate::Share passed, found;
  for (const Planted& r : rows) {
    if (r.planted == 0) unchanged += r.sessions, alarms += r.slower;
    if (r.planted == 0.05) passed += {r.same, r.sessions};
    if (r.planted == 0.10) found += {r.slower, r.sessions};
  }
  if (unchanged > 0)
    out.push_back(
        check("real code, unchanged: called slower", "0", fmt::format("{} of {}", alarms, unchanged), alarms == 0));
  if (passed.of > 0)
    out.push_back({"real code, true 5 %: passed as same", "<= 2 %", fmt::format("{} of {}", passed.hits, passed.of),
                   validate::at_most(validate::wilson(passed), 0.02)});
  if (found.of > 0)
    out.push_back({"real code, true 10 %: confirmed slower", ">= 99 %", fmt::format("{} of {}", found.hits, found.of),
                   validate::at_least(validate::wilson(found), 0.99)});
  check_sizes(rows, out);
}

}  // namespace

std::vector<Check> checks_of(const Results& results) {
  std::vector<Check> out;
  check_spreads(results.quiet, "quiet", out);
  check_spreads(results.loaded, "beside a CPU-eating process on each core", out);
  check_floors(results.floors, out);
  check_ratios(results.ratios, out);
  check_planted(results.planted, out);
  if (results.overhead) {
    const double share = 100 * (results.overhead->harness_s / results.overhead->shell_s - 1);
    out.push_back(check("harness over a shell loop of the same launches", "<= 3 %",
                        fmt::format("{:+.2f} % over {} launches", share, results.overhead->launches), share <= 3));
  }
  return out;
}

}  // namespace study
