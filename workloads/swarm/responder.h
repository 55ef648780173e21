// Does what an alert suggests: a program says how each action is done, and when an alert begins or escalates, the best
// of its actions that the program can do is done, the next one when it escalates again. What was done is kept.
#pragma once

#include <functional>
#include <map>

#include "workloads/swarm/monitor.h"

namespace workloads::swarm {

class Responder {
 public:
  // What was done, for which gauge, when.
  struct Done {
    std::string gauge, action;
    std::uint64_t now_ns = 0;
    bool operator==(const Done&) const = default;
  };

  // `action` as rules name it.
  void can(const std::string& action, std::function<void()> how) { how_[action] = std::move(how); }
  void respond(const std::vector<Alert>& alerts);
  const std::vector<Done>& log() const { return log_; }

 private:
  std::map<std::string, std::function<void()>> how_;
  std::map<const Rule*, std::size_t> tried_;  // actions of a standing alert, the first so many
  std::vector<Done> log_;
};

}  // namespace workloads::swarm
