// Token operations: a transfer of a ledger that pays its fee to the treasury, both or neither.
#pragma once

#include "workloads/daa/fees.h"

namespace workloads::daa {

// A transfer and what its fee depends on.
struct TokenOperation {
  Transfer transfer;
  Operation kind;
  Priority priority;
};

class Tokens {
 public:
  // Opens the treasury as account 0 of its ledger.
  Tokens();
  static constexpr AccountId treasury = 0;
  Ledger& ledger() { return ledger_; }
  const Ledger& ledger() const { return ledger_; }

  // Moves the amount, and the fee from the sender to the treasury. Refused, and then nothing happens, for the reasons
  // of the ledger, where the sender has not both, or where the treasury is one of the two.
  Refusal perform(const TokenOperation& operation);

 private:
  FeeTable fees_;
  Ledger ledger_;
};

}  // namespace workloads::daa
