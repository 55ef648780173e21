// Why a program ended, from the end of what it wrote to stderr.
#pragma once

#include <string>

namespace harness {

// The line that says why, "" where there is none: the last one, without colours. What stands below an error is passed
// over, stacks and the version that Node writes there, and so is what Google Benchmark writes before it measures. Of
// what Node or V8 wrote when they ended a program, the error.
std::string last_words(const std::string& errors);

// "signal 6 (SIGABRT)"
std::string signal_name(int signal);

}  // namespace harness
