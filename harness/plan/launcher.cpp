#include "harness/plan/launcher.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "harness/error.h"
#include "harness/suite/machine.h"

namespace harness {
namespace {

constexpr double pilot_time_s = 0.01;
constexpr std::int64_t fewest_batches = 3;
constexpr std::int64_t stranger_batches = 3;  // repetitions of an executable that chooses its own iterations

LaunchRequest request_for(const Task& task, const Benchmark& benchmark, const Arm& arm, int core, Random& random) {
  LaunchRequest request;
  request.benchmarks = {benchmark};
  request.lane_arguments = arm.lane_arguments;
  request.iterations = task.iterations;
  request.batches = task.batches;
  request.min_time_s = task.min_time_s;
  if (benchmark.clock != "wall") request.core = core;
  request.seed = random() >> 1;
  if (!arm.suite.layouts.empty()) request.layout = random() % arm.suite.layouts.size();
  return request;
}

double overlap_share(const Outcome& a, const Outcome& b) {
  const double start = double(std::max(a.started_ns, b.started_ns));
  const double end = double(std::min(a.started_ns + a.elapsed_ns, b.started_ns + b.elapsed_ns));
  return std::clamp((end - start) / double(std::max<std::int64_t>(1, a.elapsed_ns)), 0.0, 1.0);
}

// Two pipes make a ring; the byte that is put in goes round until both have ended.
std::vector<Outcome> run_in_turns(PreparedLaunch& first, PreparedLaunch& second) {
  int to_first[2], to_second[2];
  if (pipe2(to_first, O_CLOEXEC) != 0) throw Error(Exit::internal, std::string("pipe: ") + std::strerror(errno));
  if (pipe2(to_second, O_CLOEXEC) != 0) throw Error(Exit::internal, std::string("pipe: ") + std::strerror(errno));
  first.take_turns(to_first[0], to_second[1]);
  second.take_turns(to_second[0], to_first[1]);
  const auto let_go = [&] {
    const char token = 1;
    [[maybe_unused]] const auto written = write(to_first[1], &token, 1);
    for (const int fd : {to_first[0], to_first[1], to_second[0], to_second[1]}) close(fd);
  };
  return run_all({first.command(), second.command()}, first.limits(), let_go);
}

}  // namespace

std::string best_pairing(const Task& task) {
  if (task.base.twin && task.head.twin) return "twin";
  const bool turns = task.base_arm->listing.lockstep && task.head_arm->listing.lockstep;
  return turns ? "lockstep" : "alternate";
}

Launch pilot(Task& task, const Effort& effort, int core, Random& random) {
  const Arm& arm = *task.base_arm;
  task.iterations = 0;
  task.batches = 1;
  task.min_time_s = pilot_time_s;
  Launch launch = launch_alone(task, -1, core, random);
  task.min_time_s = effort.batch_s * double(effort.batches) / double(stranger_batches);
  task.batches = stranger_batches;
  if (!launch.failure.empty() || !arm.listing.fixed_iterations) return launch;
  const double per_op_s = launch.samples.at(0).values.back();
  task.iterations = std::max<std::int64_t>(1, std::llround(effort.batch_s / per_op_s));
  const double batch_s = per_op_s * double(task.iterations);
  const auto wanted = std::llround(effort.batch_s * double(effort.batches) / batch_s);
  task.batches = std::clamp<std::int64_t>(wanted, fewest_batches, effort.batches);
  return launch;
}

Launch launch_alone(const Task& task, std::int64_t round, int core, Random& random) {
  const PreparedLaunch prepared(task.base_arm->suite, task.base_arm->listing,
                                request_for(task, task.base, *task.base_arm, core, random));
  const StealMeter steal(core);
  Launch launch = prepared.finish(run(prepared.command(), prepared.limits()));
  launch.round = round;
  launch.steal = steal.share();
  return launch;
}

std::array<Launch, 2> launch_pair(const Task& task, std::int64_t round, int core, Random& random) {
  const bool head_first = random() >> 63;  // a fair coin: it is what makes the test exact
  PreparedLaunch base(task.base_arm->suite, task.base_arm->listing,
                      request_for(task, task.base, *task.base_arm, core, random));
  PreparedLaunch head(task.head_arm->suite, task.head_arm->listing,
                      request_for(task, task.head, *task.head_arm, core, random));
  const PreparedLaunch& first = head_first ? head : base;
  const PreparedLaunch& second = head_first ? base : head;
  const StealMeter steal(core);
  std::vector<Outcome> outcomes;
  if (task.pairing == "twin") {
    outcomes = run_all({first.command(), second.command()}, first.limits());
  } else if (task.pairing == "lockstep") {
    outcomes = run_in_turns(head_first ? head : base, head_first ? base : head);
  } else {
    outcomes.push_back(run(first.command(), first.limits()));
    outcomes.push_back(run(second.command(), second.limits()));
  }
  const Outcome& of_base = outcomes[head_first];
  const Outcome& of_head = outcomes[!head_first];
  std::array<Launch, 2> launches = {base.finish(of_base), head.finish(of_head)};
  for (int side = 0; side < 2; ++side) {
    Launch& launch = launches[std::size_t(side)];
    launch.round = round;
    launch.side = side == 0 ? "base" : "head";
    launch.slot = (side == 1) == head_first ? 0 : 1;
    launch.pairing = task.pairing;
    launch.steal = steal.share();
  }
  launches[0].overlap = overlap_share(of_base, of_head);
  launches[1].overlap = overlap_share(of_head, of_base);
  return launches;
}

}  // namespace harness
