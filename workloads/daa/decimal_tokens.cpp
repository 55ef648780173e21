#include "workloads/daa/decimal_tokens.h"

#include <algorithm>

#include "kernels/check.h"

namespace workloads::daa {
namespace {

constexpr std::uint64_t limb = 1'000'000'000;
constexpr std::uint32_t places = 10'000;

}  // namespace

Decimal::Decimal(Amount units) {
  for (std::uint32_t& digits : limbs_) {
    digits = std::uint32_t(units % limb);
    units /= limb;
  }
  *this = times(places);
}

Decimal Decimal::operator+(const Decimal& other) const {
  Decimal sum;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < limbs; ++i) {
    carry += std::uint64_t(limbs_[i]) + other.limbs_[i];
    sum.limbs_[i] = std::uint32_t(carry % limb);
    carry /= limb;
  }
  KERNEL_CHECK(carry == 0, "Decimal: the sum has more digits than fit");
  return sum;
}

Decimal Decimal::operator-(const Decimal& other) const {
  Decimal rest;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < limbs; ++i) {
    const std::uint64_t take = borrow + other.limbs_[i];
    borrow = limbs_[i] < take;
    rest.limbs_[i] = std::uint32_t(limbs_[i] + borrow * limb - take);
  }
  KERNEL_CHECK(borrow == 0, "Decimal: more is taken than there is");
  return rest;
}

Decimal Decimal::times(std::uint32_t factor) const {
  Decimal product;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < limbs; ++i) {
    carry += std::uint64_t(limbs_[i]) * factor;
    product.limbs_[i] = std::uint32_t(carry % limb);
    carry /= limb;
  }
  KERNEL_CHECK(carry == 0, "Decimal: the product has more digits than fit");
  return product;
}

Decimal Decimal::divided(std::uint32_t divisor) const {
  Decimal quotient;
  std::uint64_t rest = 0;
  for (std::size_t i = limbs; i-- > 0;) {
    rest = rest * limb + limbs_[i];
    quotient.limbs_[i] = std::uint32_t(rest / divisor);
    rest %= divisor;
  }
  return quotient;
}

bool Decimal::operator<(const Decimal& other) const {
  return std::lexicographical_compare(limbs_.rbegin(), limbs_.rend(), other.limbs_.rbegin(), other.limbs_.rend());
}

Amount Decimal::units() const {
  const Decimal whole = divided(places);
  Amount units = 0;
  for (std::size_t i = limbs; i-- > 0;) units = units * limb + whole.limbs_[i];
  return units;
}

Decimal decimal_fee(Operation operation, Priority priority, const Decimal& amount) {
  Decimal share;
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    const Decimal from(brackets[i].from);
    if (!(from < amount)) break;
    Decimal to = amount;
    if (i + 1 < brackets.size()) to = std::min(amount, Decimal(brackets[i + 1].from));
    // Basis points of whole units: four places hold it exactly.
    share = share + (to - from).divided(places).times(brackets[i].basis_points);
  }
  const Decimal base =
      Decimal(base_fees[std::size_t(operation)]).times(priority_percent[std::size_t(priority)]).divided(100);
  return Decimal(base.units()) + Decimal(share.units());
}

Refusal decimal_perform(std::vector<Decimal>& balances, const TokenOperation& operation) {
  const auto& [transfer, kind, priority] = operation;
  const Decimal limit(balance_limit), amount(transfer.amount);
  if (transfer.from >= balances.size() || transfer.to >= balances.size()) return Refusal::unknown_account;
  if (transfer.from == Tokens::treasury || transfer.to == Tokens::treasury) return Refusal::unknown_account;
  if (transfer.from == transfer.to) return Refusal::self_transfer;
  Decimal &source = balances[transfer.from], &target = balances[transfer.to], &treasury = balances[Tokens::treasury];
  if (source < amount) return Refusal::overdraft;
  const Decimal fee = decimal_fee(kind, priority, amount);
  if (source < amount + fee) return Refusal::overdraft;
  if (limit < target + amount || limit < treasury + fee) return Refusal::overflow;
  source = source - amount - fee;
  target = target + amount;
  treasury = treasury + fee;
  return Refusal::none;
}

}  // namespace workloads::daa
