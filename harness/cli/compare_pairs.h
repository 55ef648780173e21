// The part of compare that judges pairs from a file: by gate's own functions, on values that somebody else measured.
#pragma once

#include "harness/cli/stored.h"
#include "harness/config/filter.h"
#include "harness/error.h"
#include "harness/gate/decide.h"

namespace cli {

// Judges every primary series of `run`, whose rounds pair base and head, prints verdicts and findings, and returns
// gate's exit code. All rounds are judged at once; a suspect is confirmed by the rounds after the look that found it,
// where there are enough of them, else it stays unsure. What is wrong with the samples is named.
harness::Exit judge_pairs(const StoredRun& run, const harness::Filter& filter, gate::Tolerance tolerance, bool as_json);

}  // namespace cli
