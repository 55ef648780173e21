// Simulated launches of two builds on a disturbed machine. A kind of noise is a row of numbers, a machine state that
// passes through time is shared by both arms, and a fair coin per pair decides which of them meets it first: the same
// structure as real pairs, with a true change that is known.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace validate {

using Random = std::mt19937_64;

// Sizes are in units of the launch's own scatter; shares are chances per launch.
struct NoiseKind {
  std::string_view name;
  double own_base = 1, own_head = 1;
  double tail_share = 0, tail_size = 0;    // a launch is slowed by an exponential
  double drift = 0;                        // per launch, all one way
  double wander = 0;                       // first-order autoregression with coefficient 0.9: its standard deviation
  double level = 0;                        // two machine states, left with a chance of 0.1 per launch
  double shock_share = 0, shock_size = 0;  // a round of the session slows one slot of all its benchmarks
  double grain = 0;                        // of the clock, which is read at a random phase
  double lost = 0;                         // share of pairs that yield nothing
  bool continuous = true;                  // false where ties are certain
};

// quiet, each disturbance alone, and all of them.
std::span<const NoiseKind> noise_kinds();
const NoiseKind& noise_kind(std::string_view name);

// How large a kind's unit is, as a log ratio, so that the standard deviation of an unchanged benchmark's pairs is
// `spread` (found by a long run of its own, seeded); 0 for a constant.
using Scale = double;
Scale scale_of(const NoiseKind& kind, double spread);

// The robust spread of those pairs, which is deaf to outliers, as a share of their standard deviation.
double core_share(const NoiseKind& kind);

// What hits every benchmark of a session in a round: slower by [slot], in units of the launch's own scatter.
using Shocks = std::vector<std::array<double, 2>>;
Shocks draw_shocks(const NoiseKind& kind, std::size_t rounds, Random& random);

// One benchmark in one session: launches in the order in which they are asked for. `change` is the true one, relative:
// 0.05 is 5 % slower.
class Launches {
 public:
  Launches(const NoiseKind& kind, Scale scale, double change, std::uint64_t seed);

  // Base and head, the coin having chosen who starts first; nothing where the pair was lost.
  std::optional<std::array<double, 2>> pair(const std::array<double, 2>& shock);
  // One arm alone, as tools measure that run base and then head.
  double base() { return value(false, 0); }
  double head() { return value(true, 0); }

 private:
  double value(bool is_head, double shock);
  double machine();

  const NoiseKind& kind_;
  Scale scale_;
  double log_change_;
  Random random_;
  std::normal_distribution<> normal_;
  double drift_, drifted_ = 0;
  double wander_;
  bool raised_;
};

}  // namespace validate
