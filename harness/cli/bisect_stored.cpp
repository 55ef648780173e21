#include "harness/cli/bisect_stored.h"

#include <algorithm>
#include <cmath>

#include "harness/gate/policy.h"
#include "harness/suite/machine.h"

namespace cli {
namespace {

using namespace harness;

bool is_of(const Session& s, const Sides& sides, const std::string& fingerprint) {
  return s.kind == "ab" && s.base && s.head && s.base->key == sides.base.build.key &&
         s.head->key == sides.head.build.key && s.machine.fingerprint == fingerprint;
}

bool has_failed_controls(Store& store, std::int64_t session) {
  const std::vector<Finding> findings = store.findings(session);
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.subject == "control" && f.code.starts_with("C5"); });
}

bool answers(const Verdict& v, const Policy& policy, const std::string& metric) {
  const bool is_told = v.verdict == "slower" || v.verdict == "faster" || v.verdict == "same";
  const bool is_metric = metric == "time" ? v.series.mode == "time" && v.series.primary : v.series.metric == metric;
  if (!is_told || !is_metric || v.series.impl != "own" || !v.base_median) return false;
  if (metric != "time") return true;  // counts have no tolerance to be asked by
  const double base[] = {*v.base_median};
  return std::abs(gate::tolerance_of(policy, v.series, base).share - v.tolerance) < 1e-9;
}

}  // namespace

std::optional<StoredAnswer> stored_answer(Store& store, const PairedOptions& asked, const Sides& sides,
                                          const std::string& benchmark, const std::vector<std::string>& lanes) {
  const std::string fingerprint = this_machine().fingerprint;
  const Policy policy = policy_in_force(sides.policy, asked);
  const std::vector<Session> all = store.sessions();
  for (auto s = all.rbegin(); s != all.rend(); ++s) {
    if (s->state != "done" || !is_of(*s, sides, fingerprint) || has_failed_controls(store, s->id)) continue;
    for (Verdict& v : store.verdicts(s->id)) {
      const bool is_here = std::find(lanes.begin(), lanes.end(), v.series.lane) != lanes.end();
      if (is_here && v.series.benchmark == benchmark && answers(v, policy, asked.metrics.at(0)))
        return StoredAnswer{s->id, std::move(v)};
    }
  }
  return std::nullopt;
}

bool is_unfinished(Store& store, const Sides& sides) {
  const std::string fingerprint = this_machine().fingerprint;
  const std::vector<Session> all = store.sessions();
  return std::any_of(all.begin(), all.end(),
                     [&](const Session& s) { return s.state != "done" && is_of(s, sides, fingerprint); });
}

}  // namespace cli
