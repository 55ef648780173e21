// What agents' state costs on disk: one operation is a second of a swarm, in which each of 50 agents changes a
// hundredth of its kilobyte of state, saved in one turn. `written` is what the process writes for such a second, the
// log and its checkpoints included: the mean of as many seconds of a store of its own, however many operations were
// timed.
#include "workloads/swarm/store.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "harness/bench/bench.h"
#include "workloads/swarm/written_bytes.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

struct Swarm {
  explicit Swarm(std::size_t agents) : states(agents, wire::Bytes(1024)) {
    std::string name = (std::filesystem::temp_directory_path() / "state-XXXXXX").string();
    folder = mkdtemp(name.data());
    store = std::make_unique<StateStore>(folder + "/state.db");
    for (wire::Bytes& state : states) {
      for (std::byte& b : state) b = std::byte(random() & 255);
    }
  }
  ~Swarm() { std::filesystem::remove_all(folder); }

  bool second() {
    std::vector<StateChange> changes;
    for (std::size_t agent = 0; agent < states.size(); ++agent) {
      for (int i = 0; i < 10; ++i) states[agent][random() % 1024] = std::byte(random() & 255);
      changes.push_back({AgentId(agent), states[agent]});
    }
    return store->save(changes);
  }
  std::string problem(bool saved) {
    if (!saved) return store->problem();
    if (!written_bytes()) return "what is written cannot be counted: /proc/self/io cannot be read here";
    for (std::size_t agent = 0; agent < states.size(); ++agent) {
      if (store->load(AgentId(agent)) != states[agent])
        return "agent " + std::to_string(agent) + " came back otherwise";
    }
    return "";
  }

  std::string folder;
  std::unique_ptr<StateStore> store;
  std::vector<wire::Bytes> states;
  std::mt19937 random{1};
};

// Thirty times the 32 turns in which every agent is written whole once, and several checkpoints. Not a number, and so
// no value, where something failed.
double written_a_second(std::size_t agents) {
  constexpr int seconds = 960;
  Swarm swarm(agents);
  bool saved = true;
  const std::optional<double> before = written_bytes();
  for (int i = 0; i < seconds; ++i) saved = swarm.second() && saved;
  const std::optional<double> after = written_bytes();
  return saved && before && after ? (*after - *before) / seconds : NAN;
}

BENCH({.name = "scalability/state",
       .version = 2,
       .params = grid("agents", {10, 50}),
       .clock = Clock::wall,
       .metrics = {{.name = "written", .unit = "B/s", .kind = Kind::bytes}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         const auto agents = std::size_t(p["agents"]);
         auto swarm = std::make_shared<Swarm>(agents);
         return op([swarm] { return swarm->second(); })
             .items(double(agents))
             .metric("written", [agents] { return written_a_second(agents); })
             .expect([swarm](bool saved) { return swarm->problem(saved); });
       }});

}  // namespace
