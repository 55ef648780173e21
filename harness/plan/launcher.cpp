#include "harness/plan/launcher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "harness/plan/overlap.h"
#include "harness/suite/machine.h"
#include "harness/suite/pipe.h"

namespace harness {
namespace {

constexpr double pilot_time_s = 0.01;
constexpr std::int64_t fewest_batches = 3;
constexpr std::int64_t stranger_batches = 3;  // repetitions of an executable that chooses its own iterations

LaunchRequest request_for(const Task& task, bool is_head, int core, Random& random) {
  const Benchmark& benchmark = is_head ? task.head : task.base;
  const Arm& arm = is_head ? *task.head_arm : *task.base_arm;
  LaunchRequest request;
  request.benchmarks = {benchmark};
  request.lane_arguments = arm.lane_arguments;
  request.iterations = task.iterations;
  request.batches = task.batches;
  request.min_time_s = task.min_time_s;
  // Threads need the other cores too; without a place of its own, work on the wall clock would wander between them.
  const bool alone_on_core = benchmark.clock != "wall" ||
                             (task.pairing == "lockstep" && benchmark.single_threaded && !arm.listing.pins_threads);
  if (alone_on_core) request.core = core;
  request.seed = random() >> 1;
  if (!arm.suite.layouts.empty()) {
    const std::size_t drawn = random() % arm.suite.layouts.size();
    request.layout = task.held_layouts ? (*task.held_layouts)[is_head] : drawn;
  }
  return request;
}

// Whether the suite that reads its turn here waits for one: then it takes what it is given. One that hangs does not. No
// event tells who wrote that a pipe was read, so it is looked at, a tenth of a second in all, once the limit is over.
bool takes_a_turn(int read_end) {
  constexpr int looks = 20, look_us = 5000;
  const int write_end = open(fmt::format("/proc/self/fd/{}", read_end).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (write_end < 0) return false;
  const char token = 1;
  [[maybe_unused]] const auto written = write(write_end, &token, 1);
  close(write_end);
  int unread = 1;
  for (int i = 0; i < looks && unread > 0; ++i) {
    usleep(look_us);
    if (ioctl(read_end, FIONREAD, &unread) != 0) return false;
  }
  return unread == 0;
}

// Two pipes make a ring; the byte that is put in goes round until both have ended. The ends that are read are kept, to
// find out at the limit which arm did not pass it on; the others are not, so that who is left alone sees the end.
std::vector<Outcome> run_in_turns(PreparedLaunch& first, PreparedLaunch& second, const Meanwhile& meanwhile) {
  Pipe to_first, to_second;
  first.take_turns(to_first.read_end(), to_second.write_end());
  second.take_turns(to_second.read_end(), to_first.write_end());
  const auto let_go = [&] {
    const char token = 1;
    [[maybe_unused]] const auto written = write(to_first.write_end(), &token, 1);
    to_first.close_write();
    to_second.close_write();
    if (meanwhile) meanwhile();
  };
  std::vector<Limits> limits = {first.limits(), second.limits()};
  limits[0].only_waits = [&] { return takes_a_turn(to_first.read_end()); };
  limits[1].only_waits = [&] { return takes_a_turn(to_second.read_end()); };
  return run_all({first.command(), second.command()}, limits, let_go);
}

Command watched_by(Tap* tap, const Command& command) { return tap == nullptr ? command : tap->instead_of(command); }

// Tells the taps, then whoever else waits for it.
Meanwhile with(std::vector<Tap*> taps, const Meanwhile& meanwhile) {
  return [taps = std::move(taps), &meanwhile] {
    for (Tap* tap : taps) {
      if (tap != nullptr) tap->started();
    }
    if (meanwhile) meanwhile();
  };
}

}  // namespace

bool can_pair(const Task& task, const std::string& pairing) {
  if (pairing == "twin") return task.base.twin && task.head.twin;
  if (pairing == "lockstep") return task.base_arm->listing.lockstep && task.head_arm->listing.lockstep;
  return pairing == "alternate";
}

std::string best_pairing(const Task& task) {
  for (const char* pairing : {"twin", "lockstep"}) {
    if (can_pair(task, pairing)) return pairing;
  }
  return "alternate";
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
  const double wanted_batch_s = task.pairing == "lockstep" ? effort.lockstep_batch_s : effort.batch_s;
  task.iterations = std::max<std::int64_t>(1, std::llround(wanted_batch_s / per_op_s));
  const double batch_s = per_op_s * double(task.iterations);
  const auto wanted = std::llround(wanted_batch_s * double(effort.batches) / batch_s);
  task.batches = std::clamp<std::int64_t>(wanted, fewest_batches, effort.batches);
  return launch;
}

Launch launch_alone(const Task& task, std::int64_t round, int core, Random& random, const Meanwhile& meanwhile,
                    Tap* tap) {
  const PreparedLaunch prepared(task.base_arm->suite, task.base_arm->listing, request_for(task, false, core, random));
  const StealMeter steal(core);
  Launch launch = prepared.finish(run(watched_by(tap, prepared.command()), prepared.limits(), with({tap}, meanwhile)));
  launch.round = round;
  launch.steal = steal.share();
  return launch;
}

std::array<Launch, 2> launch_pair(const Task& task, std::int64_t round, int core, Random& random,
                                  const Meanwhile& meanwhile, std::array<Tap*, 2> taps) {
  const bool head_first = random() >> 63;  // a fair coin: it is what makes the test exact
  PreparedLaunch base(task.base_arm->suite, task.base_arm->listing, request_for(task, false, core, random));
  PreparedLaunch head(task.head_arm->suite, task.head_arm->listing, request_for(task, true, core, random));
  const PreparedLaunch& first = head_first ? head : base;
  const PreparedLaunch& second = head_first ? base : head;
  const StealMeter steal(core);
  std::vector<Outcome> outcomes;
  Tap *const of_first = taps[head_first], *const of_second = taps[!head_first];
  if (task.pairing == "twin") {
    outcomes = run_all({watched_by(of_first, first.command()), watched_by(of_second, second.command())},
                       {first.limits(), second.limits()}, with({of_first, of_second}, meanwhile));
  } else if (task.pairing == "lockstep") {
    outcomes = run_in_turns(head_first ? head : base, head_first ? base : head, meanwhile);
  } else {
    outcomes.push_back(run(watched_by(of_first, first.command()), first.limits(), with({of_first}, meanwhile)));
    outcomes.push_back(run(watched_by(of_second, second.command()), second.limits(), with({of_second}, {})));
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
  share_time(launches[0], launches[1]);
  return launches;
}

}  // namespace harness
