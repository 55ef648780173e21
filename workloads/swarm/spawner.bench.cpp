// Spawning: one operation has that many agents come, each answer its first request by its network, and go again. What
// makes it fast is switched off in impl=cold: there every agent is made anew, memory and network.
#include "workloads/swarm/spawner.h"

#include <cmath>

#include "harness/bench/bench.h"
#include "kernels/mlp.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

constexpr std::uint64_t seed = 7;

struct Crowd {
  Crowd(std::size_t agents, bool prepared)
      : spawner(coordinator, {.seats = agents, .warm = prepared ? agents : 0, .seed = seed, .shares_model = prepared}) {
    for (std::size_t i = 0; i < agents; ++i) {
      for (std::size_t k = 0; k < width; ++k) image.push_back(float((i * 31 + k * 17) % 97) / 97);
    }
    kernels::Mlp net({784, 256, 128, 10}, 1, kernels::Activation::relu, seed);
    for (std::size_t i = 0; i < agents; ++i) {
      const float* probabilities = net.forward(image.data() + i * width, 1);
      want.emplace_back(probabilities, probabilities + 10);
      requests.emplace_back(0, image.data() + i * width);
    }
  }

  std::size_t come_answer_and_go() {
    std::size_t came = 0;
    for (Request& request : requests) {
      const Spawned agent = spawner.spawn();
      if (!agent.id) break;
      ++came;
      request.ask(*agent.id);
      coordinator.send(request);
    }
    coordinator.run();
    for (const Request& request : requests) spawner.retire(request.to);
    coordinator.run();
    return came;
  }

  std::string problem(std::size_t came) const {
    if (came != requests.size()) return std::to_string(came) + " agents of " + std::to_string(requests.size());
    if (spawner.statistics().alive != 0) return "agents that do not go";
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (requests[i].state != Request::State::answered || requests[i].turn != 1)
        return "an answer is not an agent's first";
      for (std::size_t k = 0; k < want[i].size(); ++k) {
        if (std::abs(requests[i].output[k] - want[i][k]) > 1e-5f)
          return "agent " + std::to_string(i) + " answers wrong";
      }
    }
    return "";
  }

  static constexpr std::size_t width = 784;
  Coordinator coordinator{1};
  Spawner spawner;
  std::vector<float> image;
  std::vector<std::vector<float>> want;
  std::vector<Request> requests;
};

std::unique_ptr<Work> spawn(const Params& p, bool prepared) {
  auto crowd = std::make_shared<Crowd>(std::size_t(p["agents"]), prepared);
  return op([crowd] { return crowd->come_answer_and_go(); })
      .items(double(p["agents"]))
      .expect([crowd](std::size_t came) { return crowd->problem(came); });
}

BENCH({.name = "scalability/spawn", .params = grid("agents", {1, 10, 50}), .make = [](const Params& p) {
         return spawn(p, true);
       }});
BENCH({.name = "scalability/spawn", .params = grid("agents", {1, 10, 50}), .impl = "cold", .make = [](const Params& p) {
         return spawn(p, false);
       }});

}  // namespace
