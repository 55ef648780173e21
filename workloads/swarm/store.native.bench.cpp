// What agents' state costs on disk: one operation is a second of a swarm, in which each of 50 agents changes a
// hundredth of its kilobyte of state, saved in one turn. `written` is what the process wrote meanwhile, as Linux counts
// it in /proc/self/io, the log and its checkpoints included, for a second of the swarm, whatever the operation took.
#include "workloads/swarm/store.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

double written_bytes() {
  std::FILE* file = std::fopen("/proc/self/io", "r");
  if (file == nullptr) return 0;
  char line[128];
  unsigned long long bytes = 0;
  while (std::fgets(line, sizeof line, file) != nullptr && std::sscanf(line, "wchar: %llu", &bytes) != 1) {
  }
  std::fclose(file);
  return double(bytes);
}

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
    ++seconds;
    return store->save(changes);
  }
  std::string problem(bool saved) {
    if (!saved) return store->problem();
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
  double seconds = 0;
};

BENCH({.name = "scalability/state",
       .params = grid("agents", {10, 50}),
       .clock = Clock::wall,
       .metrics = {{.name = "written", .unit = "B/s", .kind = Kind::bytes}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         auto swarm = std::make_shared<Swarm>(std::size_t(p["agents"]));
         return op([swarm] { return swarm->second(); })
             .items(double(p["agents"]))
             .metric("written",
                     [swarm, before = written_bytes()] { return (written_bytes() - before) / swarm->seconds; })
             .expect([swarm](bool saved) { return swarm->problem(saved); });
       }});

}  // namespace
