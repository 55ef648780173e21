#include "harness/cli/layout_probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/stats/contrast.h"
#include "harness/stats/noise_source.h"
#include "harness/stats/summary.h"

namespace cli {
namespace {

using namespace harness;

constexpr std::size_t probe_pairs = 8;
constexpr double suspicious_share = 1.0 / 3;  // of the tolerance: a smaller spread decides at once, whatever it is

bool could_be_layout(const Item& item) {
  const Task& task = item.measured.task;
  const bool drawn = !task.base_arm->suite.layouts.empty() || !task.head_arm->suite.layouts.empty();
  return drawn && !item.is_control && item.measured.failure.empty() && item.measured.pairs.size() >= probe_pairs &&
         item.judged.judgement.spread > suspicious_share * item.judged.tolerance;
}

std::size_t any_layout(const Arm& arm, Random& random) {
  return arm.suite.layouts.empty() ? 0 : random() % arm.suite.layouts.size();
}

// Every probed item twice, drawn and held: what else differs from launch to launch, such as the pages that a process is
// given, changes within minutes, so that pairs of an earlier round would be no measure for these.
std::vector<PairedTask> tasks_of(std::span<const Item* const> probed, Random& random) {
  std::vector<PairedTask> tasks;
  for (const Item* item : probed) {
    Task task = item->measured.task;
    tasks.push_back({.task = task, .wanted = probe_pairs, .pair_s = item->measured.pair_s});
    task.held_layouts = {any_layout(*task.base_arm, random), any_layout(*task.head_arm, random)};
    tasks.push_back({.task = std::move(task), .wanted = probe_pairs, .pair_s = item->measured.pair_s});
  }
  return tasks;
}

void store_apart(PairedContext& context, std::int64_t session, std::span<const Launch> pair) {
  std::vector<Launch> apart(pair.begin(), pair.end());
  for (Launch& launch : apart) {
    if (launch.failure.empty()) launch.failure = std::string(launch_apart) + "taken to see what layouts do";
  }
  context.store.add(session, apart);
}

}  // namespace

std::vector<Finding> probe_layouts(PairedContext& context, std::int64_t session, std::span<const Item> items,
                                   std::vector<Verdict>& verdicts) {
  std::vector<const Item*> probed;
  for (const Item& item : items) {
    if (could_be_layout(item)) probed.push_back(&item);
  }
  std::vector<Finding> findings;
  if (probed.empty()) return findings;
  std::vector<PairedTask> tasks = tasks_of(probed, context.random);
  context.progress.say(fmt::format("layout  {} more pairs for {} whose spread may be layout, half of them held",
                                   2 * probe_pairs, probed.size()));
  take_pairs(tasks, context.core, context.random, after(context.budget_s * layout_share),
             [&](PairedTask& task, std::span<const Launch> pair) {
               store_apart(context, session, pair);
               context.progress.show(double(task.pairs.size()) / double(probe_pairs), 0, task.task.base.name);
             });
  for (std::size_t i = 0; i < probed.size(); ++i) {
    const PairedTask &drawn = tasks[2 * i], &held = tasks[2 * i + 1];
    if (std::min(drawn.pairs.size(), held.pairs.size()) < probe_pairs) continue;
    const auto differences = [&](const PairedTask& task) {
      return gate::judge(contrast_of(task), probed[i]->tolerance, true).differences;
    };
    Verdict& verdict = verdict_of(verdicts, drawn.task);
    const auto component = stats::layout_spread(differences(drawn), differences(held));
    verdict.layout_spread = component.value_or(0);
    if (!component) continue;
    const double base = stats::median(contrast_of(drawn).base);
    const std::string_view kind = verdict.series.kind;
    const std::string size =
        stats::has_shares(kind, base)
            ? fmt::format("layout ±{:.1f} %", 100 * stats::tolerance_of_scale(*component, kind, base))
            : fmt::format("layout ±{:.3g}", *component);
    verdict.note += (verdict.note.empty() ? "" : "; ") + size;
    findings.push_back({"W130", verdict.series.benchmark,
                        size + ": it depends on where the linker puts it; every pair drew another place"});
  }
  return findings;
}

}  // namespace cli
