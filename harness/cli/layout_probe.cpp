#include "harness/cli/layout_probe.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/stats/noise_source.h"

namespace cli {
namespace {

using namespace harness;

constexpr std::size_t held_pairs = 8;
constexpr double suspicious_share = 1.0 / 3;  // of the tolerance: a smaller spread decides at once, whatever it is

bool could_be_layout(const Item& item) {
  const Task& task = item.measured.task;
  const bool drawn = !task.base_arm->suite.layouts.empty() || !task.head_arm->suite.layouts.empty();
  return drawn && !item.is_control && item.measured.failure.empty() && item.measured.pairs.size() >= held_pairs &&
         item.judged.judgement.spread > suspicious_share * item.judged.tolerance;
}

std::size_t any_layout(const Arm& arm, Random& random) {
  return arm.suite.layouts.empty() ? 0 : random() % arm.suite.layouts.size();
}

}  // namespace

std::vector<Finding> probe_layouts(PairedContext& context, std::int64_t session, std::span<const Item> items,
                                   std::vector<Verdict>& verdicts) {
  std::vector<const Item*> probed;
  std::vector<PairedTask> tasks;
  for (const Item& item : items) {
    if (!could_be_layout(item)) continue;
    Task task = item.measured.task;
    task.held_layouts = {any_layout(*task.base_arm, context.random), any_layout(*task.head_arm, context.random)};
    probed.push_back(&item);
    tasks.push_back({.task = std::move(task), .wanted = held_pairs, .pair_s = item.measured.pair_s});
  }
  std::vector<Finding> findings;
  if (tasks.empty()) return findings;
  context.progress.say(
      fmt::format("layout  {} more pairs for {} whose spread may be layout", held_pairs, tasks.size()));
  take_pairs(tasks, context.core, context.random, after(context.budget_s * layout_share),
             [&](PairedTask& task, std::span<const Launch> pair) {
               std::vector<Launch> apart(pair.begin(), pair.end());
               for (Launch& launch : apart) {
                 if (launch.failure.empty())
                   launch.failure = std::string(launch_apart) + "one layout was held, to see what layouts do";
               }
               context.store.add(session, apart);
               context.progress.show(double(task.pairs.size()) / double(held_pairs), 0, task.task.base.name);
             });
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].pairs.size() < held_pairs) continue;
    const auto held = gate::judge(contrast_of(tasks[i]), probed[i]->tolerance, true).differences;
    Verdict& verdict = verdict_of(verdicts, tasks[i].task);
    const auto component = stats::layout_spread(probed[i]->judged.differences, held);
    verdict.layout_spread = component.value_or(0);
    if (!component) continue;
    const std::string size = fmt::format("layout ±{:.1f} %", 100 * std::expm1(*component));
    verdict.note += (verdict.note.empty() ? "" : "; ") + size;
    findings.push_back({"W130", verdict.series.benchmark,
                        size + ": it depends on where the linker puts it; every pair drew another place"});
  }
  return findings;
}

}  // namespace cli
