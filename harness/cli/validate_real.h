// validate --real: the studies of harness/study, run and rendered.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/error.h"

namespace cli {

struct RealStudyOptions {
  std::vector<std::string> parts = {"spread", "floor", "ratio", "planted", "overhead"};
  std::string suite;         // whose benchmarks are compared with themselves; "": the stranger beside swarmperf
  std::size_t pairs = 16;    // per benchmark and pairing mode
  std::size_t sessions = 3;  // per kind of work and planted slowdown
  std::size_t launches = 200;
  std::uint64_t seed = 1;
  std::string markdown;
  bool quiet = false;
};

harness::Exit validate_real(const RealStudyOptions& options);

}  // namespace cli
