// What becomes of a swarm to which something happens. recovery: one operation is 200 requests to a crew of which every
// fifth is killed with its requests in hand. degraded: 200 requests to a crew of 50 of which memory allows a few.
#include "workloads/swarm/supervisor.h"

#include "harness/bench/bench.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

constexpr std::size_t asked = 200, width = 784;

struct Crew {
  Crew(std::size_t agents, const SpawnPlan& plan)
      : spawner(coordinator, plan), supervisor(coordinator, spawner, agents, workloads::now_ns), image(width, 0.25f) {
    for (std::size_t i = 0; i < asked; ++i) requests.emplace_back(0, image.data());
    const Model model(plan.widths, plan.seed);
    std::vector<float> scratch(model.scratch_floats());
    want.resize(model.outputs());
    model.forward(image.data(), scratch.data(), want.data());
  }
  std::size_t right() const {
    std::size_t count = 0;
    for (const Request& request : requests)
      count += request.state == Request::State::answered && request.output == want;
    return count;
  }
  Coordinator coordinator{1};
  Spawner spawner;
  Supervisor supervisor;
  std::vector<float> image, want;
  std::vector<Request> requests;
};

std::string all_right(const Crew& crew, std::size_t answered) {
  if (answered == asked && crew.right() == asked) return "";
  return std::to_string(answered) + " of 200 answered, " + std::to_string(crew.right()) + " rightly";
}

std::unique_ptr<Work> recovery(const Params& p) {
  const auto agents = std::size_t(p["agents"]);
  auto crew = std::make_shared<Crew>(agents, SpawnPlan{.seats = 2 * agents, .warm = agents});
  return op([crew] {
           bool killed = false;
           return crew->supervisor.answer(crew->requests, [&](std::span<const AgentId> at_work) {
             for (std::size_t i = 0; !killed && i < at_work.size(); i += 5) crew->spawner.retire(at_work[i]);
             killed = true;
           });
         })
      .items(double(asked))
      .metric("recovery_ns", [crew] { return double(crew->supervisor.statistics().recovery_ns); })
      .expect([crew](std::size_t answered) -> std::string {
        if (crew->supervisor.statistics().replaced == 0) return "nobody was replaced";
        return all_right(*crew, answered);
      });
}

std::unique_ptr<Work> degraded(const Params&) {
  constexpr std::size_t quota_bytes = 4 << 20, wanted = 50;
  auto crew = std::make_shared<Crew>(
      wanted, SpawnPlan{.seats = 2 * wanted, .warm = 0, .quota_bytes = quota_bytes, .budget_bytes = 8 * quota_bytes});
  auto last = std::make_shared<std::size_t>(0);
  return op([=] { return *last = crew->supervisor.answer(crew->requests); })
      .items(double(asked))
      .metric("answered", [last] { return double(*last) / double(asked); })
      .metric("agents", [crew] { return double(crew->supervisor.crew()); })
      .expect([crew](std::size_t answered) -> std::string {
        if (crew->supervisor.crew() >= wanted / 2) return "memory was not short";
        return all_right(*crew, answered);
      });
}

BENCH({.name = "scalability/recovery",
       .params = grid("agents", {10, 50}),
       .metrics = {{.name = "recovery_ns", .unit = "ns", .kind = Kind::time}},
       .make = recovery});
BENCH({.name = "scalability/degraded",
       .metrics = {{.name = "answered", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "agents", .unit = "1", .better = Better::more}},
       .make = degraded});

}  // namespace
