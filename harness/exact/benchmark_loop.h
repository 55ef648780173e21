// How a plain Google Benchmark executable is counted: the library calls State::StartKeepRunning() where a benchmark's
// loop starts and State::FinishKeepRunning() where it ends, and between these two is what it times. What the first of
// them costs itself is taken off.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/exact/callgrind.h"

namespace harness {

Extent benchmark_loop();

// What one of the loop's iterations costs, of the `last` time that it ran. Of a benchmark that does not say how many
// iterations it wants the library tries one `first`: by the difference it is known what the loop allocates once, to
// reuse it, which its iterations would else share and, as their number varies, share differently. Throws
// std::runtime_error where the benchmark stops its clock inside of the loop, which does not stop the counter.
Counts per_iteration(const std::optional<Counts>& first, const Counts& last, std::int64_t iterations);

}  // namespace harness
