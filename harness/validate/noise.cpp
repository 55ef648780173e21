#include "harness/validate/noise.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "harness/stats/summary.h"

namespace validate {
namespace {

constexpr double wander_memory = 0.9;
constexpr double level_change = 0.1;  // chance per launch
constexpr double typical = 100;       // any level does: only ratios are judged

const std::array<NoiseKind, 12> kinds = {{
    {.name = "quiet"},
    {.name = "heavy tail", .tail_share = 0.04, .tail_size = 6},
    {.name = "drift", .drift = 0.2},
    {.name = "autocorrelated", .wander = 2},
    {.name = "two levels", .level = 4},
    {.name = "common shock", .shock_share = 0.1, .shock_size = 6},
    {.name = "all of them",
     .tail_share = 0.04,
     .tail_size = 6,
     .drift = 0.2,
     .wander = 2,
     .level = 4,
     .shock_share = 0.1,
     .shock_size = 6},
    {.name = "head scatters 3x", .own_head = 3},
    {.name = "ties", .grain = 1, .continuous = false},
    {.name = "constant", .own_base = 0, .own_head = 0, .continuous = false},
    {.name = "pairs lost", .lost = 0.1},
    {.name = "all, ties, lost",
     .own_head = 2,
     .tail_share = 0.04,
     .tail_size = 6,
     .drift = 0.2,
     .wander = 2,
     .level = 4,
     .shock_share = 0.1,
     .shock_size = 6,
     .grain = 1,
     .lost = 0.1,
     .continuous = false},
}};

// Differences of an unchanged benchmark's pairs in units of its launches' scatter: many benchmarks of 40 pairs each, as
// they are used, at a scale so small that a logarithm is as good as straight.
std::vector<double> unit_differences(const NoiseKind& kind) {
  constexpr std::size_t benchmarks = 400, pairs = 40;
  constexpr double tiny = 1e-6;
  NoiseKind whole = kind;
  whole.lost = 0;
  Random random(1);
  std::vector<double> differences;
  for (std::size_t i = 0; i < benchmarks; ++i) {
    const Shocks shocks = draw_shocks(whole, pairs, random);
    Launches launches(whole, tiny, 0, random());
    for (const auto& shock : shocks) {
      const auto values = launches.pair(shock);
      differences.push_back(std::log((*values)[1] / (*values)[0]) / tiny);
    }
  }
  return differences;
}

// Around 0, where the coin has centred the differences of identical builds.
double standard_deviation(std::span<const double> differences) {
  double squares = 0;
  for (const double d : differences) squares += d * d;
  return std::sqrt(squares / double(differences.size()));
}

}  // namespace

std::span<const NoiseKind> noise_kinds() { return kinds; }

const NoiseKind& noise_kind(std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const NoiseKind& k) { return k.name == name; });
  if (found == kinds.end()) throw std::invalid_argument("no noise kind '" + std::string(name) + "'");
  return *found;
}

Scale scale_of(const NoiseKind& kind, double spread) {
  if (kind.own_base == 0 && kind.own_head == 0) return 0;
  return spread / standard_deviation(unit_differences(kind));
}

double core_share(const NoiseKind& kind) {
  if (kind.own_base == 0 && kind.own_head == 0) return 1;
  const std::vector<double> differences = unit_differences(kind);
  return stats::robust_spread(differences) / standard_deviation(differences);
}

Shocks draw_shocks(const NoiseKind& kind, std::size_t rounds, Random& random) {
  Shocks shocks(rounds, {0, 0});
  if (kind.shock_share == 0) return shocks;
  std::bernoulli_distribution hit(kind.shock_share);
  std::exponential_distribution<> size(1 / kind.shock_size);
  for (auto& round : shocks) {
    if (hit(random)) round[random() >> 63] = size(random);
  }
  return shocks;
}

Launches::Launches(const NoiseKind& kind, Scale scale, double change, std::uint64_t seed)
    : kind_(kind), scale_(scale), log_change_(std::log1p(change)), random_(seed) {
  drift_ = random_() >> 63 ? kind.drift : -kind.drift;
  wander_ = kind.wander * normal_(random_);
  raised_ = random_() >> 63;
}

std::optional<std::array<double, 2>> Launches::pair(const std::array<double, 2>& shock) {
  const bool head_first = random_() >> 63;
  std::array<double, 2> values;
  for (const std::size_t slot : {0, 1}) {
    const bool is_head = (slot == 0) == head_first;
    values[is_head] = value(is_head, shock[slot]);
  }
  if (kind_.lost > 0 && std::bernoulli_distribution(kind_.lost)(random_)) return std::nullopt;
  return values;
}

double Launches::machine() {
  drifted_ += drift_;
  wander_ = wander_memory * wander_ + std::sqrt(1 - wander_memory * wander_memory) * kind_.wander * normal_(random_);
  if (kind_.level > 0 && std::bernoulli_distribution(level_change)(random_)) raised_ = !raised_;
  return drifted_ + wander_ + (raised_ ? kind_.level : 0);
}

double Launches::value(bool is_head, double shock) {
  double units = machine() + shock + (is_head ? kind_.own_head : kind_.own_base) * normal_(random_);
  if (kind_.tail_share > 0 && std::bernoulli_distribution(kind_.tail_share)(random_)) {
    units += std::exponential_distribution<>(1 / kind_.tail_size)(random_);
  }
  const double exact = typical * std::exp(scale_ * units + (is_head ? log_change_ : 0));
  if (kind_.grain == 0) return exact;
  const double tick = typical * kind_.grain * scale_;
  return tick * std::floor(exact / tick + std::uniform_real_distribution<>()(random_));
}

}  // namespace validate
