// From samples to time per function: each takes of an operation's time the share of the samples that fell into it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/profile/sampler.h"
#include "harness/profile/symbols.h"

namespace harness {

// Remembers the symbols of files between launches.
class FunctionNames {
 public:
  // Of code without a symbol the file, such as "[libm.so.6]"; "[kernel]", "[made while running]", "[another process]".
  std::string of(const Hit& hit, const std::vector<Mapping>& mappings);

 private:
  std::map<std::string, std::unique_ptr<Symbols>> files_;
};

// The time of one operation, by the clock that the benchmark declares; its primary metric may be another one.
const Sample& time_sample(const Launch& launch);

struct SelfTime {
  std::size_t hits = 0;
  std::map<std::string, double> shares;  // of the hits, by function
};
// Only samples of the batches count where the suite says when they were; elsewhere all of the process, its setup
// included.
SelfTime self_time(const Watched& watched, const std::vector<Launch::Batch>& batches, FunctionNames& names);

}  // namespace harness
