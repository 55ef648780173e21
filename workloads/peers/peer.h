// What a file x.peer.cpp defines beside its benchmarks. Each is linked into an executable of its own, because several
// libraries export the same names, start threads or take the processor over; so one launch never holds two of them.
#pragma once

#include <string>

namespace peers {

// Prepares the library for one thread and returns what a reader of its numbers must know: name, version, the core it
// chose, threads.
std::string about();

}  // namespace peers
