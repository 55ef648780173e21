#include "workloads/swarm/consensus/agreed_log.h"

#include <algorithm>

#include "kernels/check.h"

namespace workloads::swarm {

AgreedLog::AgreedLog(const ConsensusPlan& plan, std::size_t batch) : plan_(plan), batch_(batch) {
  KERNEL_CHECK(problem(plan) == nullptr, "AgreedLog: no such plan; problem() says why");
  KERNEL_CHECK(batch > 0, "AgreedLog: a batch of no commands");
}

bool AgreedLog::step() {
  if (pending_.empty()) return false;
  const Decision decision = decide(plan_);
  ++plan_.seed;
  ++statistics_.decisions;
  statistics_.letters += decision.letters;
  statistics_.elapsed_us += decision.elapsed_us;
  const bool whole = decision.decided > 0 && decision.decided == plan_.participants - plan_.faulty;
  if (!whole || !decision.agreed || !decision.proposed) return false;
  const auto taken = std::ptrdiff_t(std::min(batch_, pending_.size()));
  commands_.insert(commands_.end(), pending_.begin(), pending_.begin() + taken);
  pending_.erase(pending_.begin(), pending_.begin() + taken);
  return true;
}

}  // namespace workloads::swarm
