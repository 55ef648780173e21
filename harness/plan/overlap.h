// Twins are fair as far as they ran at the same time. What one arm measured while the other was not there met another
// machine: an idle sibling, a warmer cache. That share is recorded, and those batches do not count.
#pragma once

#include "harness/model.h"

namespace harness {

// Writes into both launches of a pair which share of its measured time the other arm measured too. Where the suites
// say when each batch was measured, batches that ran mostly alone are dropped, unless none would be left: of an arm
// that takes four times as long, three batches were shared and nine were not. Elsewhere the processes' times stand for
// them.
void share_time(Launch& a, Launch& b);

// "" or what disturbed the pair so much that it should be repeated: time that the host took from the core, or arms that
// hardly overlapped. The measured times themselves are never asked: that would select results.
std::string disturbance(const Launch& a, const Launch& b);

}  // namespace harness
