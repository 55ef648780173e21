// See naive_ledger.h.
#include "workloads/daa/naive_ledger.h"

namespace workloads::daa {
namespace {

Refusal judge(const std::vector<Amount>& balances, const Transfer& transfer) {
  if (transfer.from >= balances.size() || transfer.to >= balances.size()) return Refusal::unknown_account;
  if (transfer.from == transfer.to) return Refusal::self_transfer;
  if (transfer.amount > balances[transfer.from]) return Refusal::overdraft;
  if (transfer.amount > balance_limit - balances[transfer.to]) return Refusal::overflow;
  return Refusal::none;
}

}  // namespace

BatchOutcome naive_apply(std::vector<Amount>& balances, const std::vector<Transfer>& batch) {
  BatchOutcome outcome;
  for (const Transfer& transfer : batch) {
    const Refusal reason = judge(balances, transfer);
    ++outcome.count[int(reason)];
    if (reason != Refusal::none) continue;
    balances[transfer.from] -= transfer.amount;
    balances[transfer.to] += transfer.amount;
    outcome.moved += transfer.amount;
  }
  return outcome;
}

}  // namespace workloads::daa
