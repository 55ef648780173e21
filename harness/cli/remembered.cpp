#include "harness/cli/remembered.h"

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
      if (v.spread) spreads_.try_emplace({v.series.lane, v.series.impl, v.series.benchmark, v.pairing}, *v.spread);
    }
  }
}

std::optional<double> RememberedSpreads::of(const Task& task) const {
  const auto found = spreads_.find({task.base_arm->listing.lane, task.base.impl, task.base.name, task.pairing});
  return found == spreads_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace cli
