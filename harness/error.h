// The one exception of the harness, thrown where the world fails and caught in cli/main.cpp only. Its text says what we
// tried, what happened, what to do; its exit code is part of the command line's contract.
#pragma once

#include <stdexcept>
#include <string>

namespace harness {

enum class Exit {
  ok = 0,
  regression = 1,    // confirmed; of budget --check: a tier-1 budget is missed
  usage = 2,         // arguments or configuration
  no_verdict = 3,    // too noisy, too little measured
  incomparable = 4,  // benchmark set, machine or version differ
  benchmark = 5,     // crashed, hung, or returned a wrong result
  build = 6,         // a ref did not build
  store = 7,         // locked, damaged, newer schema
  internal = 70,
  interrupted = 130,
  unread = 141,  // whoever read our output has gone, as head does
  terminated = 143,
};

struct Error : std::runtime_error {
  Error(Exit code, const std::string& text) : std::runtime_error(text), exit(code) {}
  Exit exit;
};

}  // namespace harness
