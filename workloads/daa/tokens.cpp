#include "workloads/daa/tokens.h"

namespace workloads::daa {

Tokens::Tokens() { ledger_.open(0); }

Refusal Tokens::perform(const TokenOperation& operation) {
  const Transfer& transfer = operation.transfer;
  const std::optional<Amount> has = ledger_.balance(transfer.from), receives = ledger_.balance(transfer.to);
  if (!has || !receives || transfer.from == treasury || transfer.to == treasury) return Refusal::unknown_account;
  if (transfer.from == transfer.to) return Refusal::self_transfer;
  if (transfer.amount > *has) return Refusal::overdraft;
  const Amount fee = fees_.fee(operation.kind, operation.priority, transfer.amount);
  if (fee > *has - transfer.amount) return Refusal::overdraft;
  if (transfer.amount > balance_limit - *receives || fee > balance_limit - *ledger_.balance(treasury))
    return Refusal::overflow;
  const Transfer both[] = {transfer, {transfer.from, treasury, fee}};
  ledger_.apply(both);
  return Refusal::none;
}

}  // namespace workloads::daa
