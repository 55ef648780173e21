#include "workloads/swarm/handout.h"

#include <algorithm>
#include <numeric>

namespace workloads::swarm {

std::vector<std::size_t> hand_out(std::span<const std::uint64_t> costs, std::size_t agents, Handout how) {
  std::vector<std::size_t> order(costs.size()), owners(costs.size());
  std::iota(order.begin(), order.end(), 0u);
  if (how == Handout::largest_first)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  std::vector<std::uint64_t> load(agents);
  for (const std::size_t subtask : order) {
    const auto least = std::size_t(std::min_element(load.begin(), load.end()) - load.begin());
    owners[subtask] = how == Handout::in_turn ? subtask % agents : least;
    load[owners[subtask]] += costs[subtask];
  }
  return owners;
}

double balance(std::span<const std::uint64_t> costs, std::span<const std::size_t> owners, std::size_t agents) {
  std::vector<std::uint64_t> load(agents);
  for (std::size_t i = 0; i < costs.size(); ++i) load[owners[i]] += costs[i];
  const std::uint64_t all = std::accumulate(load.begin(), load.end(), std::uint64_t(0));
  if (all == 0) return 1;
  // With fewer subtasks than agents, those without one are not uneven.
  const double busy = double(std::min(agents, costs.size()));
  return double(all) / busy / double(*std::max_element(load.begin(), load.end()));
}

}  // namespace workloads::swarm
