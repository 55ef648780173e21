#include "workloads/swarm/consensus/consensus.h"

#include "kernels/check.h"
#include "workloads/swarm/consensus/protocols.h"

namespace workloads::swarm {

const char* problem(const ConsensusPlan& plan) {
  if (plan.participants < 4 || plan.participants > 128) return "from 4 to 128 participants";
  if (plan.faulty > plan.participants) return "more faulty participants than participants";
  if (!(plan.loss >= 0 && plan.loss <= 0.5)) return "from none to half of the letters are lost";
  if (plan.sample < 1 || plan.streak < 1) return "at least one is asked, at least once";
  if (!(plan.agreement > 0.5 && plan.agreement <= 1)) return "more than half of those asked have to say the same";
  return nullptr;
}

Decision decide(const ConsensusPlan& plan) {
  KERNEL_CHECK(problem(plan) == nullptr, "consensus: no such plan; problem() says why");
  return plan.protocol == Protocol::quorum ? consensus::decide_by_quorum(plan) : consensus::decide_by_sampling(plan);
}

}  // namespace workloads::swarm
