#include "harness/cli/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/suite/machine.h"

namespace cli {

using namespace harness;

Session reopen_newest(Store& store, const PairedContext& context) {
  const std::vector<Session> all = store.sessions();
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Session& s) {
    return s.kind == context.options.kind && s.state != "done" && s.base && s.head && s.base->key == context.base.key &&
           s.head->key == context.head.key;
  });
  if (found == all.rend()) {
    throw Error(Exit::usage,
                fmt::format("--resume: no unfinished {} of {} against {} is in the store; start it without "
                            "--resume",
                            context.options.kind, context.head.label, context.base.label));
  }
  return store.reopen(found->id, this_machine().fingerprint);
}

void take_back_pairs(Store& store, std::int64_t session, std::span<Item> items) {
  using Key = std::tuple<std::string, std::string, std::string>;  // lane, impl, benchmark
  std::map<Key, std::map<std::int64_t, std::array<std::optional<Launch>, 2>>> rounds;
  for (Launch& launch : store.launches(session)) {
    if (!launch.failure.empty() || launch.side == "solo" || launch.benchmarks.size() != 1) continue;
    const Key key{launch.lane, launch.impl, launch.benchmarks[0]};
    const bool is_head = launch.side == "head";
    rounds[key][launch.round][is_head] = std::move(launch);
  }
  for (Item& item : items) {
    Task& task = item.measured.task;
    for (auto& [round, pair] : rounds[{task.base_arm->listing.lane, task.base.impl, task.base.name}]) {
      if (!pair[0] || !pair[1] || pair[0]->pairing != task.pairing) continue;
      if (task.iterations > 0) task.iterations = pair[0]->samples.at(0).iterations;
      item.measured.pairs.push_back({std::move(*pair[0]), std::move(*pair[1])});
    }
  }
}

}  // namespace cli
