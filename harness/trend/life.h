// The life of regressions: what a new look at a series, or a gate's verdict, makes of those that are known.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/history.h"

namespace trend {

// A regression in its new state, and the event that brought it there.
struct Turn {
  harness::Regression regression;
  harness::RegressionEvent event;
};

// What a look at one series says. `changes` are its change points in order, `order` its sessions, oldest first;
// `now_ns` is the time of the events. A step or drift for the worse of at least `tolerance` (log ratio or difference)
// that still stands opens a regression; one whose level is back within half the tolerance is fixed, and so is one that
// trend opened where no such change is seen any more; a fixed one whose level is up again is reopened. Spikes and
// spreads open nothing.
std::vector<Turn> after_trend(std::span<const harness::Regression> known, std::span<const harness::ChangePoint> changes,
                              std::span<const std::int64_t> order, double tolerance, std::int64_t now_ns);

// What a gate's confirmed verdict says: `slower` opens (or reopens), or acknowledges where the policy does; `same` and
// `faster` against the same base fix what an earlier gate opened.
std::optional<Turn> after_gate(std::span<const harness::Regression> known, std::int64_t series,
                               const harness::Session& session, const harness::Verdict& verdict, std::int64_t now_ns);

}  // namespace trend
