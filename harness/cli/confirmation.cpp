#include "harness/cli/confirmation.h"

#include <fmt/format.h>

#include "harness/gate/settle.h"

namespace cli {
namespace {

using namespace harness;

void settle(const std::vector<const Item*>& suspects, const std::vector<PairedTask>& fresh,
            std::vector<Verdict>& verdicts) {
  std::vector<gate::Suspect> known;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    known.push_back({suspects[i]->judged, {}, 0});
    if (fresh[i].pairs.empty()) continue;
    const gate::Contrast contrast = contrast_of(fresh[i]);
    known.back().fresh = gate::judge(contrast, suspects[i]->tolerance, true).differences;
    known.back().slack = gate::slack(contrast);
  }
  const std::vector<gate::Settled> settled = gate::settle(known);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    Verdict& verdict = verdict_of(verdicts, fresh[i].task);
    if (!fresh[i].failure.empty()) {
      verdict.verdict = "failed";
      verdict.note = fresh[i].failure;
    } else {
      gate::apply(settled[i].confirmation, settled[i].adjusted_p, fresh[i].pairs.size(), suspects[i]->judged, verdict);
    }
  }
}

}  // namespace

void confirm_suspects(PairedContext& context, const OpenSession& first, std::span<const Item> items, double left_s,
                      std::vector<Verdict>& verdicts) {
  std::vector<const Item*> suspects;
  std::vector<gate::Judged> judged;
  std::vector<double> pair_s;
  for (const Item& item : items) {
    if (item.is_control || !gate::needs_confirmation(item.judged)) continue;
    suspects.push_back(&item);
    judged.push_back(item.judged);
    pair_s.push_back(item.measured.pair_s);
  }
  if (suspects.empty()) return;
  const std::vector<std::size_t> wanted = gate::fresh_pairs(judged, pair_s, left_s);
  std::vector<PairedTask> fresh;
  double whole_s = 0;
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    fresh.push_back({.task = suspects[i]->measured.task, .wanted = wanted[i], .pair_s = pair_s[i]});
    whole_s += double(wanted[i]) * pair_s[i];
  }
  context.progress.say(
      fmt::format("confirm  {} in a fresh session",
                  suspects.size() == 1 ? fresh[0].task.base.name : fmt::format("{} benchmarks", suspects.size())));
  OpenSession session(context.store,
                      {"confirm", first.id(), context.base, context.head, context.random() >> 1, context.details});
  double done_s = 0;
  take_pairs(fresh, context.core, context.random, after(left_s), [&](PairedTask& task, std::span<const Launch> pair) {
    context.store.add(session.id(), pair);
    done_s += task.pair_s;
    context.progress.show(std::min(1.0, done_s / whole_s), std::max(0.0, whole_s - done_s), task.task.base.name);
  });
  settle(suspects, fresh, verdicts);
  session.done();
}

}  // namespace cli
