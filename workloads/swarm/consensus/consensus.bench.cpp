// Consensus: one operation is a decision of that many participants, of which none or nearly a third (of sampling: a
// tenth) are faulty, over a network that loses every fiftieth letter; 64 seeds come in turn. The time is the
// processor's for all participants together; how long the decision would take on the network is the metric elapsed_ns,
// in virtual time.
#include <algorithm>
#include <vector>

#include "harness/bench/bench.h"
#include "workloads/swarm/consensus/agreed_log.h"

namespace {

using namespace bench;
using namespace workloads::swarm;

std::unique_ptr<Work> decision(ConsensusPlan plan) {
  struct Sums {
    double decisions = 0, letters = 0, elapsed_ns = 0;
    unsigned decided = ~0u;
  };
  auto sums = std::make_shared<Sums>();
  return op([=]() mutable {
           plan.seed = plan.seed % 64 + 1;
           const Decision decision = decide(plan);
           sums->decisions += 1;
           sums->letters += double(decision.letters);
           sums->elapsed_ns += 1e3 * double(decision.elapsed_us);
           sums->decided = std::min(sums->decided, decision.decided);
           return decision;
         })
      .metric("decided", [sums] { return double(sums->decided); })
      .metric("letters", [sums] { return sums->letters / sums->decisions; })
      .metric("elapsed_ns", [sums] { return sums->elapsed_ns / sums->decisions; })
      .expect([sound = plan.participants - plan.faulty](const Decision& decision) -> std::string {
        if (decision.decided != sound)
          return std::to_string(decision.decided) + " decided; want " + std::to_string(sound);
        if (!decision.agreed) return "two participants decided differently";
        return decision.proposed ? "" : "nobody proposed what was decided";
      });
}

std::vector<Metric> metrics() {
  return {{.name = "decided", .unit = "1", .better = Better::more},
          {.name = "letters", .unit = "1"},
          {.name = "elapsed_ns", .unit = "ns", .kind = Kind::time}};
}

BENCH({.name = "scalability/consensus/quorum",
       .params = grid("participants", {5, 10, 20, 35, 50}),
       .metrics = metrics(),
       .make = [](const Params& p) { return decision({.participants = unsigned(p["participants"]), .loss = 0.02}); }});
BENCH({.name = "scalability/consensus/quorum_faulty",
       .params = grid("participants", {5, 10, 20, 35, 50}),
       .metrics = metrics(),
       .make = [](const Params& p) {
         const unsigned participants = unsigned(p["participants"]);
         return decision(
             {.participants = participants, .faulty = (participants - 1) / 3, .fault = Fault::two_faced, .loss = 0.02});
       }});
BENCH({.name = "scalability/consensus/sampling",
       .params = grid("participants", {5, 10, 20, 35, 50}),
       .metrics = metrics(),
       .make = [](const Params& p) {
         const unsigned participants = unsigned(p["participants"]);
         return decision({.protocol = Protocol::sampling,
                          .participants = participants,
                          .faulty = participants / 10,
                          .fault = Fault::two_faced,
                          .loss = 0.02});
       }});

std::unique_ptr<Work> commands(const Params& p, std::size_t batch) {
  constexpr std::uint64_t count = 64;
  const ConsensusPlan plan = {.participants = unsigned(p["participants"]), .loss = 0.02};
  auto letters = std::make_shared<double>();
  return op([=] {
           AgreedLog log(plan, batch);
           for (std::uint64_t command = 0; command < count; ++command) log.submit(command);
           while (log.step()) {
           }
           *letters = double(log.statistics().letters) / double(count);
           return log.commands();
         })
      .items(double(count))
      .metric("letters", [letters] { return *letters; })
      .expect([](const std::vector<std::uint64_t>& got) -> std::string {
        for (std::uint64_t command = 0; command < count; ++command) {
          if (command >= got.size() || got[std::size_t(command)] != command)
            return "command " + std::to_string(command) + " is missing";
        }
        return got.size() == count ? "" : "there are more commands than were given";
      });
}

const std::vector<Metric> of_commands = {{.name = "letters", .unit = "1"}};
BENCH({.name = "scalability/consensus/batch",
       .params = grid("participants", {10, 20}),
       .metrics = of_commands,
       .make = [](const Params& p) { return commands(p, 64); }});
BENCH({.name = "scalability/consensus/batch",
       .params = grid("participants", {10, 20}),
       .metrics = of_commands,
       .impl = "single",
       .make = [](const Params& p) { return commands(p, 1); }});

}  // namespace
