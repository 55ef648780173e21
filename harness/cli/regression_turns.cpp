#include "harness/cli/regression_turns.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/error.h"
#include "harness/store/liveness.h"
#include "harness/trend/life.h"

namespace cli {

harness::Regression regression_of(harness::Store& store, std::int64_t id) {
  const std::vector<harness::Regression> all = store.history().regressions();
  const auto found = std::find_if(all.begin(), all.end(), [id](const harness::Regression& r) { return r.id == id; });
  if (found != all.end()) return *found;
  throw harness::Error(harness::Exit::usage,
                       fmt::format("regression #{}: there is none; swarmperf regressions --all lists them", id));
}

void turn_regressions(harness::Store& store, const harness::Session& session,
                      std::span<const harness::Verdict> verdicts) {
  const std::vector<harness::Regression> known = store.history().regressions();
  for (const harness::Verdict& v : verdicts) {
    if (v.verdict != "slower" && v.verdict != "same" && v.verdict != "faster") continue;
    harness::Series series = v.series;
    if (series.machine_class.empty()) series.machine_class = session.machine.machine_class;
    const auto turn = trend::after_gate(known, store.history().id_of(series), session, v, harness::now_ns());
    if (turn) store.history().save(turn->regression, turn->event);
  }
}

}  // namespace cli
