// One benchmark of one or two arms, and the launches of it: alone, or as a pair. Children get the measuring core; which
// arm starts first, and every seed, comes from the session's random numbers.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "harness/model.h"
#include "harness/suite/suite.h"

namespace harness {

// One thing that can be launched: a suite of one build in one lane.
struct Arm {
  SuiteSpec suite;
  Listing listing;
  std::vector<std::string> lane_arguments;
};

// How long one launch measures. Batches of about 5 ms span at least one turn of the scheduler between twins; in
// lockstep a batch is a turn, and long enough to hold several collections of V8 and to forget the other arm's caches.
struct Effort {
  double batch_s = 0.005;
  double lockstep_batch_s = 0.016;
  std::int64_t batches = 12;
};

// A benchmark with what the pilot found; head is unused where there is nothing to compare.
struct Task {
  Benchmark base, head;
  const Arm* base_arm = nullptr;
  const Arm* head_arm = nullptr;
  std::int64_t iterations = 0;  // per batch; 0: the suite chooses
  std::int64_t batches = 1;
  double min_time_s = 0.06;
  std::string pairing;  // twin | lockstep | alternate
  // Drawn anew for every launch, unless one is held: of base and head.
  std::optional<std::array<std::size_t, 2>> held_layouts;
};

using Random = std::mt19937_64;

// The pairing that suits both arms best: twins for work on CPU time; lockstep for what needs the wall clock, where the
// suites take turns; alternate is the last resort.
std::string best_pairing(const Task& task);
// Whether the arms can be paired so: anything can alternate.
bool can_pair(const Task& task, const std::string& pairing);

// Launches the base arm once, briefly, and fixes iterations and batches for every later launch of either arm.
// Returns the launch; its failure is the task's.
Launch pilot(Task& task, const Effort& effort, int core, Random& random);

// Looks on while a launch runs.
class Tap {
 public:
  virtual ~Tap() = default;
  virtual Command instead_of(const Command& command) = 0;  // what is started in its place
  virtual void started() = 0;                              // called once it runs
};

// Called once the launch's processes run, and before they have ended.
using Meanwhile = std::function<void()>;

// Launches the base arm alone on the core.
Launch launch_alone(const Task& task, std::int64_t round, int core, Random& random, const Meanwhile& meanwhile = {},
                    Tap* tap = nullptr);

// Launches both arms: at once on one core (twin), at once but batch by batch in turn (lockstep), or one after the other
// (alternate). The launches are base, head, and so are the taps, which lockstep does not take.
std::array<Launch, 2> launch_pair(const Task& task, std::int64_t round, int core, Random& random,
                                  const Meanwhile& meanwhile = {}, std::array<Tap*, 2> taps = {});

}  // namespace harness
