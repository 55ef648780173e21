// A comparison that was interrupted goes on: what it measured is in the store, and is not measured again.
#pragma once

#include <optional>
#include <span>

#include "harness/cli/item.h"
#include "harness/cli/paired_context.h"

namespace cli {

// Reopens the newest session of this kind that compared these two builds and did not come to its end. Throws
// Error(usage) where there is none.
harness::Session reopen_newest(harness::Store& store, const PairedContext& context);

// Gives the items the pairs that the session holds of them, and the iterations these were measured with.
void take_back_pairs(harness::Store& store, std::int64_t session, std::span<Item> items);

}  // namespace cli
