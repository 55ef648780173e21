// What is said beside a verdict: small changes that are proven, and where the noise of an undecided one comes from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/gate/decide.h"

namespace gate {

// Which of a session's contrasts hold a change that is real although it is within the tolerance: `same`, and its
// two-sided p, adjusted for the looks and by Benjamini-Hochberg over all that were judged, is at most 5 %.
std::vector<bool> small_changes(std::span<const Judged> judged);

// Where the spread of the pairs comes from and what would lower it, in words; "" where it needs no lowering. `base` and
// `head` hold the batches of each pair's launches.
std::string noise_note(const Judged& judged, std::span<const std::vector<double>> base,
                       std::span<const std::vector<double>> head);

}  // namespace gate
