#include "workloads/swarm/responder.h"

namespace workloads::swarm {

void Responder::respond(const std::vector<Alert>& alerts) {
  for (const Alert& alert : alerts) {
    std::size_t& tried = tried_[alert.rule];
    if (alert.turn != Alert::Turn::escalated) tried = 0;
    if (alert.turn == Alert::Turn::ended) continue;
    const std::vector<std::string>& actions = alert.rule->actions;
    while (tried < actions.size()) {
      const std::string& action = actions[tried++];
      const auto how = how_.find(action);
      if (how == how_.end()) continue;
      how->second();
      log_.push_back({alert.rule->gauge, action, alert.now_ns});
      break;
    }
  }
}

}  // namespace workloads::swarm
