// Seeded batches for tests and benchmarks: most transfers are fine, some are refused for each of the reasons.
#pragma once

#include <random>
#include <vector>

#include "workloads/daa/ledger.h"

namespace workloads::daa {

// Mostly below 100,000; some so large that a receiver's limit matters.
inline std::vector<Amount> random_balances(std::size_t accounts, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Amount> balances(accounts);
  for (Amount& balance : balances) balance = random() % 100000;
  // One in a hundred is rich enough that the receiver's limit matters.
  for (std::size_t i = 0; i < accounts; i += 100) balances[i] = balance_limit / (accounts + 1) + i;
  if (accounts > 1) balances[1] = balance_limit - 5;
  return balances;
}

// Of 50 transfers one each names no account, the sender itself, an account that is full, more than there is.
inline std::vector<Transfer> random_transfers(std::size_t count, std::size_t accounts, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Transfer> batch(count);
  for (Transfer& transfer : batch) {
    transfer.from = AccountId(random() % accounts);
    transfer.to = AccountId(random() % accounts);
    transfer.amount = random() % 50000;
    switch (random() % 50) {
      case 0:
        transfer.to = AccountId(accounts + random() % 3);
        break;
      case 1:
        transfer.to = transfer.from;
        break;
      case 2:
        transfer.to = 1;
        break;
      case 3:
        transfer.amount = UINT64_MAX - random() % 3;
        break;
    }
  }
  return batch;
}

}  // namespace workloads::daa
