// Seeded token operations for tests and benchmarks: random_transfers() between accounts 1 to `accounts`, of every kind
// and priority, with some that name the treasury.
#pragma once

#include "workloads/daa/tokens.h"
#include "workloads/daa/transfers.h"

namespace workloads::daa {

// The same seed gives the same operations.
inline std::vector<TokenOperation> random_operations(std::size_t count, std::size_t accounts, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<TokenOperation> operations;
  for (Transfer transfer : random_transfers(count, accounts, seed)) {
    const bool names_treasury = random() % 100 == 0;
    if (!names_treasury) ++transfer.from, ++transfer.to;
    // Most pay in the lower brackets, some in the highest that they can afford.
    if (random() % 8 == 0) transfer.amount <<= random() % 16;
    operations.push_back({transfer, Operation(random() % operation_count), Priority(random() % priority_count)});
  }
  return operations;
}

}  // namespace workloads::daa
