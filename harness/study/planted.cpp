// Planted slowdowns of real code through the product's rule: looks, suspects, a fresh session. The other tools' rules
// see the first launches of the same pairs.
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "harness/error.h"
#include "harness/gate/settle.h"
#include "harness/plan/controls.h"
#include "harness/plan/pairs.h"
#include "harness/study/study.h"
#include "harness/validate/peers.h"

namespace study {
namespace {

using namespace harness;
constexpr double tolerance = 0.05;
constexpr std::size_t most_launches = 24;  // that a peer's rule is given

void until(PairedTask& task, std::size_t pairs, int core, Random& random) {
  task.wanted = pairs;
  take_pairs({&task, 1}, core, random, Deadline::max(), [](PairedTask&, std::span<const Launch>) {});
  if (!task.failure.empty()) throw Error(Exit::benchmark, task.task.base.name + ": " + task.failure);
}

gate::Contrast contrast_of(const PairedTask& task) {
  PairedValues values = primary_values(task);
  return {values.series, values.base, values.head};
}

void session(const Task& task, int core, Random& random, Planted& row) {
  PairedTask measured{.task = task};
  gate::Judged judged;
  for (const gate::Look& look : gate::looks) {
    until(measured, look.pairs, core, random);
    judged = gate::judge(contrast_of(measured), tolerance, look.pairs == gate::looks.back().pairs);
    if (judged.judgement.call != gate::Call::open) break;
  }
  const gate::Contrast contrast = contrast_of(measured);
  Verdict verdict = gate::verdict_of(contrast, judged, tolerance);
  row.pairs.push_back(contrast.base.size());
  if (gate::needs_confirmation(judged)) {
    PairedTask fresh{.task = task};
    until(fresh, gate::confirmation_pairs(judged.judgement.spread), core, random);
    const gate::Contrast again = contrast_of(fresh);
    const gate::Suspect suspect{judged, gate::judge(again, tolerance, true).differences, gate::slack(again)};
    const gate::Settled settled = gate::settle({&suspect, 1})[0];
    gate::apply(settled.confirmation, settled.adjusted_p, fresh.pairs.size(), judged, verdict);
  }
  ++row.sessions;
  row.slower += verdict.verdict == "slower";
  row.same += verdict.verdict == "same";
  row.unsure += verdict.verdict == "unsure";
  row.faster += verdict.verdict == "faster";
  if (verdict.verdict == "slower") row.errors_points.push_back(100 * (std::expm1(*verdict.change) - row.planted));

  until(measured, std::max(contrast.base.size(), most_launches), core, random);
  const gate::Contrast all = contrast_of(measured);
  for (std::size_t p = 0; p < validate::peers().size(); ++p) {
    const validate::Peer& peer = validate::peers()[p];
    const std::size_t n = std::min(peer.launches, most_launches);
    row.peers[p] += peer.slower(std::span(all.base).first(n), std::span(all.head).first(n), random);
  }
}

}  // namespace

std::vector<Planted> planted(std::size_t sessions, int core, Random& random, const Say& say) {
  std::vector<Planted> rows;
  std::vector<std::unique_ptr<Arm>> arms;
  for (const char* kind : {"compute", "cache", "memory", "allocation"}) {
    for (const int percent : {0, 1, 2, 3, 5, 6, 10}) {
      auto task = control_task(kind, 0, percent, arms);
      if (!task) continue;
      say(fmt::format("{} +{} %", kind, percent));
      const Launch first = pilot(*task, {}, core, random);
      if (!first.failure.empty()) throw Error(Exit::benchmark, task->base.name + ": " + first.failure);
      Planted row{.kind = kind, .planted = percent / 100.0};
      row.peers.resize(validate::peers().size());
      for (std::size_t i = 0; i < sessions; ++i) session(*task, core, random, row);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace study
