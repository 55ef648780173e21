// The ledger as one would write it first: a loop of questions. The yardstick of impl=naive, and the oracle of the
// tests. Frozen: a better naive ledger is a different yardstick.
#pragma once

#include <vector>

#include "workloads/daa/ledger.h"

namespace workloads::daa {

// As Ledger::apply(), on balances by account.
BatchOutcome naive_apply(std::vector<Amount>& balances, const std::vector<Transfer>& batch);

}  // namespace workloads::daa
