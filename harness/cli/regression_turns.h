// What a session's verdicts make of the known regressions, written into the store.
#pragma once

#include <span>

#include "harness/store/store.h"

namespace cli {

void turn_regressions(harness::Store& store, const harness::Session& session,
                      std::span<const harness::Verdict> verdicts);

}  // namespace cli
