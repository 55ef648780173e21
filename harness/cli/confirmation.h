// The second, independent session for whatever looks slower or faster: new processes, new layouts, new coins. Only what
// it confirms is reported.
#pragma once

#include <span>
#include <vector>

#include "harness/cli/item.h"
#include "harness/cli/paired_context.h"
#include "harness/cli/session.h"

namespace cli {

// Measures the items that need it for at most `left_s` seconds, in a session of their own below `first`, and rewrites
// their verdicts.
void confirm_suspects(PairedContext& context, const OpenSession& first, std::span<const Item> items, double left_s,
                      std::vector<harness::Verdict>& verdicts);

}  // namespace cli
