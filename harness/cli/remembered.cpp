#include "harness/cli/remembered.h"

#include "harness/stats/contrast.h"

namespace cli {
namespace {

constexpr int sessions_read = 5;

}  // namespace

using namespace harness;

RememberedSpreads::RememberedSpreads(Store& store, const std::string& machine_class) {
  const std::vector<Session> all = store.sessions();
  int left = sessions_read;
  for (auto s = all.rbegin(); s != all.rend() && left > 0; ++s) {
    if ((s->kind != "gate" && s->kind != "ab") || s->machine.machine_class != machine_class) continue;
    --left;
    for (const Verdict& v : store.verdicts(s->id)) {
      const double base = v.base_median.value_or(0);
      if (!v.spread || !stats::has_shares(v.series.kind, base)) continue;
      spreads_.try_emplace({v.series.lane, v.series.impl, v.series.benchmark, v.pairing},
                           stats::tolerance_of_scale(*v.spread, v.series.kind, base));
    }
  }
}

std::optional<double> RememberedSpreads::of(const Task& task) const {
  const auto found = spreads_.find({task.base_arm->listing.lane, task.base.impl, task.base.name, task.pairing});
  return found == spreads_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace cli
