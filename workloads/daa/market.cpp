#include "workloads/daa/market.h"

#include <algorithm>
#include <numeric>

#include "kernels/check.h"
#include "kernels/rate_shares.h"

namespace workloads::daa {
namespace {

constexpr AccountId first_agent = 1;

}  // namespace

double gini(std::span<const Amount> amounts) {
  std::vector<Amount> sorted(amounts.begin(), amounts.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0, ranked = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += double(sorted[i]);
    ranked += double(i + 1) * double(sorted[i]);
  }
  if (sum == 0) return 0;
  const double n = double(sorted.size());
  return 2 * ranked / (n * sum) - (n + 1) / n;
}

Market::Market(const MarketPlan& plan) : plan_(plan), random_(plan.seed), price_(plan.price) {
  KERNEL_CHECK(plan.agents >= 2 && plan.agents <= 1'000'000, "Market: want 2 to a million agents");
  KERNEL_CHECK(plan.price > 0 && plan.units_max > 0, "Market: a price or an order of 0");
  held_.resize(plan.agents);
  shares_.resize(plan.agents);
  for (std::size_t agent = 0; agent < plan.agents; ++agent)
    KERNEL_CHECK(tokens_.ledger().open(plan.purse), "Market: more tokens than a supply holds");
}

Epoch Market::run() {
  Epoch epoch;
  epoch.price = price_;
  std::vector<std::uint64_t> offered(plan_.agents, plan_.capacity);
  const Amount kept = *tokens_.ledger().balance(Tokens::treasury);
  trade(epoch, offered);
  epoch.fees = *tokens_.ledger().balance(Tokens::treasury) - kept;
  give_back(epoch);
  const Amount all = std::accumulate(held_.begin(), held_.end(), Amount(0));
  epoch.velocity = all == 0 ? 0 : double(epoch.volume) / double(all);
  epoch.gini = gini(held_);

  // More buyers than sellers, of those that the price turned away: an order each.
  const double wanting = double(epoch.sold_out), lacking = double(epoch.unaffordable);
  const double excess = (wanting - lacking) / std::max(1.0, double(plan_.orders));
  const double price = double(price_) * (1 + 0.1 * excess) + 0.5;
  price_ = std::clamp<Amount>(Amount(std::min(price, double(balance_limit))), 1, balance_limit);
  return epoch;
}

void Market::trade(Epoch& epoch, std::vector<std::uint64_t>& offered) {
  const std::uint64_t units_priced = UINT64_MAX / price_;  // more would cost more than an Amount holds
  for (std::size_t order = 0; order < plan_.orders; ++order) {
    const auto buyer = std::size_t(random_.next() % plan_.agents);
    auto seller = std::size_t(random_.next() % (plan_.agents - 1));
    seller += seller >= buyer;
    const std::uint64_t units = 1 + random_.next() % plan_.units_max;
    if (offered[seller] < units) {
      ++epoch.sold_out;
      continue;
    }
    const Amount cost = units <= units_priced ? units * price_ : UINT64_MAX;
    const Transfer pay = {AccountId(first_agent + buyer), AccountId(first_agent + seller), cost};
    if (tokens_.perform({pay, Operation::task, Priority(random_.next() % priority_count)}) != Refusal::none) {
      ++epoch.unaffordable;
      continue;
    }
    offered[seller] -= units;
    epoch.volume += pay.amount;
    ++epoch.sales;
  }
}

// Shares are rounded down, so the treasury keeps what is left of the division, and a share that would be more than its
// account may hold.
void Market::give_back(Epoch& epoch) {
  Ledger& ledger = tokens_.ledger();
  const Amount treasury = *ledger.balance(Tokens::treasury);
  for (std::size_t agent = 0; agent < plan_.agents; ++agent)
    held_[agent] = *ledger.balance(AccountId(first_agent + agent));
  const Amount all = std::accumulate(held_.begin(), held_.end(), Amount(0));
  if (all == 0) return;
  const double rate = double(treasury) / double(all) * 0x1p32;
  kernels::rate_shares(held_.data(), std::uint32_t(std::min(rate, 0x1p32 - 1)), shares_.data(), plan_.agents);
  std::vector<Transfer> batch;
  for (std::size_t agent = 0; agent < plan_.agents; ++agent) {
    batch.push_back({Tokens::treasury, AccountId(first_agent + agent), shares_[agent]});
  }
  epoch.returned = ledger.apply(batch).moved;
  for (std::size_t agent = 0; agent < plan_.agents; ++agent)
    held_[agent] = *ledger.balance(AccountId(first_agent + agent));
}

}  // namespace workloads::daa
