// The known regressions: the one of a number, and what a session's verdicts make of them, written into the store.
#pragma once

#include <span>

#include "harness/store/store.h"

namespace cli {

// Throws Error(usage) where there is none.
harness::Regression regression_of(harness::Store& store, std::int64_t id);

void turn_regressions(harness::Store& store, const harness::Session& session,
                      std::span<const harness::Verdict> verdicts);

}  // namespace cli
