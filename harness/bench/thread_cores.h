// In lockstep the two arms measure in turn on the same cores. Threads that wander between cores would meet another
// one's caches and neighbours in every batch, so thread i of either arm stays on core i.
#pragma once

namespace bench {

// Gives every thread of this process a core of those that the process may use: the oldest thread the last core, the
// next one the core before it, round and round. Threads started later inherit the core of the one that starts them.
void pin_threads();

}  // namespace bench
