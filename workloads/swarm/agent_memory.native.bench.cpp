// Twenty agents, half of them in bursts, whose values are together twice the memory that they have: one operation is 64
// values asked for as a Zipf law has it, made anew where they are nowhere. `pause_max_ns` is the longest collection of
// all agents, `kept` the share of values that were in memory; the hot shares are what agents of a kind hold hot, of the
// quota that they have together: the mean of as many operations of a crew of its own, because a collection takes a good
// part of it and how long that is ago depends on how much was timed.
#include "workloads/swarm/agent_memory.h"

#include <cstring>
#include <filesystem>
#include <random>

#include "harness/bench/bench.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::swarm;
using kernels::memory::Found;

constexpr std::size_t agents = 20, keys = 128, value_bytes = 16 << 10, asked = 64;
constexpr std::size_t budget_bytes = agents * keys * value_bytes / 2;

Usage usage_of(AgentId agent) { return agent % 2 ? Usage::burst : Usage::steady; }

struct Crew {
  Crew() : value(value_bytes) {
    std::string name = (std::filesystem::temp_directory_path() / "agents-XXXXXX").string();
    folder = mkdtemp(name.data());
    memory = std::make_unique<AgentMemory>(MemoryBudget{budget_bytes, 64 << 10, folder}, workloads::now_ns);
    for (AgentId agent = 0; agent < agents; ++agent) memory->join(agent, usage_of(agent));
    std::vector<double> weights;
    for (std::size_t k = 1; k <= keys; ++k) weights.push_back(1 / double(k));
    draw = std::discrete_distribution<std::uint64_t>(weights.begin(), weights.end());
    for (int turn = 0; turn < 60; ++turn) run();  // until memory is full
  }
  ~Crew() { std::filesystem::remove_all(folder); }

  // Returns how many values were right.
  std::size_t run() {
    std::size_t right = 0;
    for (std::size_t i = 0; i < asked; ++i) {
      const auto agent = AgentId(random() % agents);
      const std::uint64_t key = draw(random), mark = key * agents + agent;
      const auto got = memory->get(agent, key);
      if (got.found != Found::nowhere) {
        right += std::memcmp(got.bytes.data(), &mark, sizeof mark) == 0;
        in_memory += double(got.found != Found::cold);
      } else {
        std::memcpy(value.data(), &mark, sizeof mark);
        right += memory->put(agent, key, value);
      }
      all += 1;
    }
    return right;
  }
  std::string folder;
  std::unique_ptr<AgentMemory> memory;
  std::vector<std::byte> value;
  std::mt19937 random{1};
  std::discrete_distribution<std::uint64_t> draw;
  double in_memory = 0, all = 0;
};

// Of steady agents or of those in bursts.
double hot_of_quota(Usage usage) {
  constexpr int turns = 200;
  Crew crew;
  double hot_bytes = 0, quota_bytes = 0;
  for (int turn = 0; turn < turns; ++turn) {
    crew.run();
    for (AgentId agent = 0; agent < agents; ++agent) {
      if (usage_of(agent) != usage) continue;
      hot_bytes += double(crew.memory->of(agent).hot_bytes);
      quota_bytes += double(crew.memory->quota_bytes(agent));
    }
  }
  return hot_bytes / quota_bytes;
}

BENCH({.name = "memory/agents",
       .clock = Clock::wall,
       .metrics = {{.name = "pause_max_ns", .unit = "ns", .kind = Kind::time},
                   {.name = "pressure", .unit = "1", .kind = Kind::share},
                   {.name = "kept", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "burst_hot_of_quota", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "steady_hot_of_quota", .unit = "1", .kind = Kind::share}},
       .make = [](const Params&) -> std::unique_ptr<Work> {
         auto crew = std::make_shared<Crew>();
         return op([crew] { return crew->run(); })
             .items(asked)
             .metric("pause_max_ns", [crew] { return double(crew->memory->statistics().pause_ns); })
             .metric("pressure", [crew] { return crew->memory->pressure(); })
             .metric("kept", [crew] { return crew->in_memory / crew->all; })
             .metric("burst_hot_of_quota", [] { return hot_of_quota(Usage::burst); })
             .metric("steady_hot_of_quota", [] { return hot_of_quota(Usage::steady); })
             .expect([](std::size_t right) -> std::string {
               return right == asked ? "" : std::to_string(right) + " of 64 values were right";
             });
       }});

}  // namespace
