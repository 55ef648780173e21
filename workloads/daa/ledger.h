// Accounts and transfers in integers. A batch is applied in order; a transfer that may not happen is refused and
// counted, and what the accounts hold together never changes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace workloads::daa {

using AccountId = std::uint32_t;
using Amount = std::uint64_t;

// No account may hold more.
inline constexpr Amount balance_limit = INT64_MAX;

struct Transfer {
  AccountId from, to;
  Amount amount;
};

// Why a transfer was refused: the first reason that applies, in this order.
enum class Refusal { none, unknown_account, self_transfer, overdraft, overflow };
inline constexpr std::size_t refusal_count = 5;

// What became of a batch's transfers.
struct BatchOutcome {
  std::uint64_t count[refusal_count] = {};  // indexed by Refusal; count[none] were applied
  Amount moved = 0;                         // modulo 2^64
  bool operator==(const BatchOutcome&) const = default;
};

class Ledger {
 public:
  // Opens an account; nothing, if the balance is over the limit or the supply would not fit an Amount.
  std::optional<AccountId> open(Amount balance);
  BatchOutcome apply(std::span<const Transfer> batch);
  // Returns nothing for an unknown account.
  std::optional<Amount> balance(AccountId account) const;
  std::size_t accounts() const { return balances_.size() - 1; }
  // What was brought in by open().
  Amount supply() const { return supply_; }
  // Returns what the accounts hold together, counted now: equal to supply(), or the ledger is broken.
  Amount audit() const;

 private:
  std::vector<Amount> balances_ = {0};  // one more than accounts: transfers from and to nowhere look there
  Amount supply_ = 0;
};

}  // namespace workloads::daa
