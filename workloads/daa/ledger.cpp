// The loop has no branch that depends on the data: refusals come in no order that a processor could predict. A refused
// transfer moves 0 between the same two accounts.
#include "workloads/daa/ledger.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace workloads::daa {
namespace {

// The counts of a part of a batch share one register, 12 bits each.
constexpr int count_bits = 12;
constexpr std::size_t part_length = (1 << count_bits) - 1;
static_assert(refusal_count * count_bits <= 64);

// What a transfer adds to the counts, by the reasons against it: bit 3 unknown account, 2 self transfer, 1 overdraft,
// 0 overflow. The highest bit counts.
struct Increments {
  std::uint64_t of[16];
  constexpr Increments() : of{} {
    constexpr Refusal reasons[] = {Refusal::overflow, Refusal::overdraft, Refusal::self_transfer,
                                   Refusal::unknown_account};
    for (unsigned bits = 0; bits < 16; ++bits) {
      const Refusal reason = bits == 0 ? Refusal::none : reasons[std::bit_width(bits) - 1];
      of[bits] = std::uint64_t(1) << (int(reason) * count_bits);
    }
  }
};
constexpr Increments increments;

}  // namespace

std::optional<AccountId> Ledger::open(Amount balance) {
  if (balance > balance_limit || balance > UINT64_MAX - supply_ || accounts() == UINT32_MAX) return std::nullopt;
  supply_ += balance;
  balances_.back() = balance;
  balances_.push_back(0);
  return AccountId(accounts() - 1);
}

BatchOutcome Ledger::apply(std::span<const Transfer> batch) {
  BatchOutcome outcome;
  const std::size_t nowhere = accounts();
  Amount* const balances = balances_.data();
  while (!batch.empty()) {
    const auto part = batch.first(std::min(batch.size(), part_length));
    batch = batch.subspan(part.size());
    std::uint64_t counts = 0;
    for (const Transfer& transfer : part) {
      const std::size_t from = std::min<std::size_t>(transfer.from, nowhere);
      const std::size_t to = std::min<std::size_t>(transfer.to, nowhere);
      const Amount source = balances[from], target = balances[to];
      const std::size_t against = std::size_t(transfer.amount > balance_limit - target) |
                                  std::size_t(transfer.amount > source) << 1 | std::size_t(from == to) << 2 |
                                  std::size_t((from == nowhere) | (to == nowhere)) << 3;
      const Amount amount = transfer.amount & (Amount(against != 0) - 1);
      balances[from] = source - amount;
      // Read again: it may be the account just written.
      balances[to] += amount;
      counts += increments.of[against];
      outcome.moved += amount;
    }
    for (std::size_t r = 0; r < refusal_count; ++r) outcome.count[r] += counts >> (r * count_bits) & part_length;
  }
  return outcome;
}

std::optional<Amount> Ledger::balance(AccountId account) const {
  if (account >= accounts()) return std::nullopt;
  return balances_[account];
}

Amount Ledger::audit() const { return std::accumulate(balances_.begin(), balances_.end(), Amount(0)); }

}  // namespace workloads::daa
