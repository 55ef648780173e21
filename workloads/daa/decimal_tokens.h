// Token operations as one would write them first for exact money: amounts as decimal digits with four places, the
// schedule worked out for every fee. The digits are part of the number and ask malloc for nothing: what integers and a
// table save is arithmetic, not memory. The yardstick of impl=decimal, and the oracle of the tests. Frozen.
#pragma once

#include <array>
#include <vector>

#include "workloads/daa/tokens.h"

namespace workloads::daa {

// A number from 0 on with four decimal places, exact; base 10^9, least significant first. Below 10^23, which no
// balance and no fee comes near; what would not fit ends the program.
class Decimal {
 public:
  Decimal() = default;
  explicit Decimal(Amount units);
  Decimal operator+(const Decimal& other) const;
  Decimal operator-(const Decimal& other) const;  // other <= *this, or the program ends
  // Exact.
  Decimal times(std::uint32_t factor) const;
  Decimal divided(std::uint32_t divisor) const;  // rounded down to four places
  bool operator<(const Decimal& other) const;
  Amount units() const;  // rounded down; fits an Amount

 private:
  static constexpr std::size_t limbs = 3;
  std::array<std::uint32_t, limbs> limbs_ = {};
};

// What fees.h says, worked out bracket by bracket.
Decimal decimal_fee(Operation operation, Priority priority, const Decimal& amount);

// Balances by account, the treasury being account 0.
Refusal decimal_perform(std::vector<Decimal>& balances, const TokenOperation& operation);

}  // namespace workloads::daa
