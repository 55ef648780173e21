#include "harness/cli/paired_context.h"

#include <algorithm>

namespace cli {

using namespace harness;

Deadline after(double seconds) {
  using Clock = Deadline::clock;
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

Verdict& verdict_of(std::vector<Verdict>& verdicts, const Task& task) {
  return *std::find_if(verdicts.begin(), verdicts.end(), [&](const Verdict& v) {
    return v.series.benchmark == task.base.name && v.series.impl == task.base.impl &&
           v.series.lane == task.base_arm->listing.lane;
  });
}

}  // namespace cli
