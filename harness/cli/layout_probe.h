// How much of a benchmark's spread comes from where the linker put its code. Every pair of a build that we made draws
// another layout; a few more pairs with one layout held on either side show what is left without it.
#pragma once

#include <span>
#include <vector>

#include "harness/cli/item.h"
#include "harness/cli/paired_context.h"

namespace cli {

// For the items whose spread could be layout: writes the part of it that is into their verdicts and notes it; returns
// what to say of benchmarks that depend on it. The pairs are stored, and count for nothing else.
std::vector<harness::Finding> probe_layouts(PairedContext& context, std::int64_t session, std::span<const Item> items,
                                            std::vector<harness::Verdict>& verdicts);

}  // namespace cli
