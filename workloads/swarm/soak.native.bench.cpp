// A crew of 50 agents under a steady load to which something happens all the time: each agent is asked 100 times a
// second whatever becomes of the answers, and twenty times a second one is killed with its requests in hand. One
// operation is a fifth of a second. A request counts as served when it was answered rightly within 5 ms of the instant
// at which it was due; a monitor watches the time of each turn; the processor's share is that of the whole process,
// waiting included. `answering` is how many different agents answered what was handed out at once, at its least: who is
// killed does not, and its successor comes when the others have.
//
// For a stress test of any length give it the time, here 24 hours:
//   SOAK_FOLDER=folder build/release/suite --benchmark_filter=scalability/soak --iterations=300 --batches=1440
// With a folder the monitor takes its rules from rules.json in it, if there is one, appends every alert to alerts.jsonl
// and writes metrics.prom anew with every operation; what could not be written is a wrong result.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/bench/bench.h"
#include "workloads/latency.h"
#include "workloads/open_loop.h"
#include "workloads/swarm/alerts/channels.h"
#include "workloads/swarm/alerts/exposition.h"
#include "workloads/swarm/alerts/rules_file.h"
#include "workloads/swarm/monitor.h"
#include "workloads/swarm/supervisor.h"

namespace {

using namespace bench;
using namespace workloads::swarm;
using workloads::now_ns, workloads::wait_until;

constexpr std::size_t agents = 50, width = 784, turns = 20;
constexpr std::uint64_t turn_ns = 10'000'000, deadline_ns = 5'000'000;
constexpr char watched[] = "coordination_latency_ns";

std::string folder() {
  const char* named = std::getenv("SOAK_FOLDER");
  return named == nullptr ? "" : named;
}

void refuse(const std::string& path, const std::string& problem) {
  std::fprintf(stderr, "%s: %s\n", path.c_str(), problem.c_str());
  std::exit(2);
}

// Ends the program on a folder that is none and a file that is wrong: a soak of a day should not begin under other
// rules than those wanted, nor keep nothing of its alerts.
std::vector<Rule> rules() {
  if (folder().empty()) return usual_rules();
  if (!std::filesystem::is_directory(folder())) refuse(folder(), "SOAK_FOLDER is no folder");
  const std::string path = folder() + "/rules.json";
  std::error_code none;
  if (std::filesystem::symlink_status(path, none).type() == std::filesystem::file_type::not_found) return usual_rules();
  const std::ifstream file(path);
  if (!file) refuse(path, "it cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  RulesFile read = read_rules(text.str());
  if (!read.problem.empty()) refuse(path, read.problem);
  for (const Rule& rule : read.rules) {
    if (rule.gauge != watched) refuse(path, "a soak has no gauge '" + rule.gauge + "', only " + watched);
  }
  return std::move(read.rules);
}

// Of the agents that the requests were handed to.
std::size_t agents_that_answered(const std::vector<Request>& requests) {
  std::set<AgentId> different;
  for (const Request& request : requests) {
    if (request.state == Request::State::answered) different.insert(request.to);
  }
  return different.size();
}

class Soak {
 public:
  Soak() : image_(width, 0.25f) {
    if (!folder().empty()) channels_.add(file_channel(folder() + "/alerts.jsonl"));
    for (std::size_t i = 0; i < agents; ++i) requests_.emplace_back(0, image_.data());
    monitor_.watch(watched, [this] { return latency_ns_; });
    const Model model(plan().widths, plan().seed);
    std::vector<float> scratch(model.scratch_floats());
    want_.resize(model.outputs());
    model.forward(image_.data(), scratch.data(), want_.data());
  }

  // Returns how many of a thousand were answered rightly, in time or not.
  std::size_t run() {
    std::size_t right = 0;
    const std::uint64_t start_ns = now_ns();
    const std::clock_t before = std::clock();
    for (std::size_t turn = 0; turn < turns; ++turn) {
      const std::uint64_t due_ns = start_ns + turn * turn_ns;
      wait_until(due_ns);
      bool killed = turn % 5 != 0;
      supervisor_.answer(requests_, [&](std::span<const AgentId> crew) {
        if (!killed) spawner_.retire(crew[(killed_ += 7) % crew.size()]);
        killed = true;
      });
      latency_ns_ = double(now_ns() - due_ns);
      answering_ = std::min(answering_, agents_that_answered(requests_));
      const std::vector<Alert> changed = monitor_.sample(now_ns());
      for (const Alert& alert : changed) alerts_ += alert.turn == Alert::Turn::begun;
      channels_.tell(changed);
      const bool in_time = latency_ns_ <= double(deadline_ns);
      for (const Request& request : requests_) {
        const bool answered = request.state == Request::State::answered && request.output == want_;
        right += answered;
        served_ += double(answered && in_time);
      }
      asked_ += agents;
    }
    if (!folder().empty()) metrics_lost_ += !write_exposition(monitor_, folder() + "/metrics.prom");
    wait_until(start_ns + turns * turn_ns);
    processor_ns_ += double(std::clock() - before) * (1e9 / CLOCKS_PER_SEC);
    elapsed_ns_ += double(now_ns() - start_ns);
    return right;
  }
  double available() const { return served_ / asked_; }
  double processor() const { return processor_ns_ / elapsed_ns_; }
  double alerts() const { return double(alerts_); }
  double answering() const { return double(answering_); }
  // Of what belongs into the folder.
  std::uint64_t unwritten() const { return channels_.lost() + metrics_lost_; }
  std::uint64_t replaced() const { return supervisor_.statistics().replaced; }

 private:
  static SpawnPlan plan() { return {.seats = 2 * agents, .warm = agents}; }
  Coordinator coordinator_{1};
  Spawner spawner_{coordinator_, plan()};
  Supervisor supervisor_{coordinator_, spawner_, agents, now_ns};
  std::vector<float> image_, want_;
  std::vector<Request> requests_;
  Monitor monitor_{rules()};
  Channels channels_;
  std::uint64_t metrics_lost_ = 0;
  std::size_t killed_ = 0, answering_ = agents, alerts_ = 0;
  double latency_ns_ = 0;
  double served_ = 0, asked_ = 0, processor_ns_ = 0, elapsed_ns_ = 0;
};

// The most that this program held; getrusage() tells no less than what its parent did. No number where Linux does not
// say it, which is a failed launch.
double resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) * 1024;
  }
  return std::nan("");
}

BENCH({.name = "scalability/soak",
       .clock = Clock::wall,
       .metrics = {{.name = "available", .unit = "1", .better = Better::more, .kind = Kind::share, .primary = true},
                   {.name = "processor", .unit = "1", .kind = Kind::share},
                   {.name = "answering", .unit = "1", .better = Better::more},
                   {.name = "alerts", .unit = "1"},
                   {.name = "resident_bytes", .unit = "B", .kind = Kind::bytes}},
       .make = [](const Params&) -> std::unique_ptr<Work> {
         auto soak = std::make_shared<Soak>();
         return op([soak] { return soak->run(); })
             .items(double(agents * turns))
             .metric("available", [soak] { return soak->available(); })
             .metric("processor", [soak] { return soak->processor(); })
             .metric("answering", [soak] { return soak->answering(); })
             .metric("alerts", [soak] { return soak->alerts(); })
             .metric("resident_bytes", resident_bytes)
             .expect([soak](std::size_t right) -> std::string {
               if (soak->replaced() == 0) return "nobody was killed";
               if (soak->unwritten() > 0)
                 return std::to_string(soak->unwritten()) + " alerts or metrics could not be written to " + folder();
               return right == agents * turns ? "" : std::to_string(right) + " of 1000 answered rightly";
             });
       }});

}  // namespace
