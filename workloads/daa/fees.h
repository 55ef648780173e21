// What an operation costs, in integers. A fee is a base by kind and priority, and a share of the amount by brackets, as
// an income tax has them: what lies in a bracket pays that bracket's hundredths of a per cent. The sum of shares is
// rounded down once.
#pragma once

#include <array>
#include <cstdint>

#include "workloads/daa/ledger.h"

namespace workloads::daa {

// Kinds of operations and their urgency.
enum class Operation : std::uint8_t { transfer, message, task, spawn };
enum class Priority : std::uint8_t { low, normal, high, urgent };
inline constexpr std::size_t operation_count = 4, priority_count = 4;

struct Bracket {
  Amount from;                 // the first amount in it; the next bracket ends it
  std::uint32_t basis_points;  // 0 to 10000
};

// The published schedule.
inline constexpr std::array<Amount, operation_count> base_fees = {2, 1, 10, 100};
inline constexpr std::array<std::uint32_t, priority_count> priority_percent = {50, 100, 200, 500};
inline constexpr std::array<Bracket, 6> brackets = {
    {{0, 0}, {1'000, 50}, {10'000, 30}, {100'000, 20}, {10'000'000, 10}, {1'000'000'000'000, 1}}};

// Base fees by kind and priority, and for each bracket what everything below it pays, are worked out once; then a fee
// is a few loads, two products and a sum. Exact for every amount up to balance_limit.
class FeeTable {
 public:
  FeeTable();
  Amount fee(Operation operation, Priority priority, Amount amount) const {
    const Row& row = rows_[row_of(amount)];
    // In units and ten-thousandths apart, so that nothing exceeds 64 bits.
    const Amount above = amount - row.from;
    const Amount parts = row.below_parts + above % whole * row.basis_points;
    return base_[std::size_t(operation)][std::size_t(priority)] + row.below + above / whole * row.basis_points +
           parts / whole;
  }

 private:
  static constexpr Amount whole = 10'000;
  struct Row {
    Amount from = 0, below = 0, below_parts = 0;
    std::uint64_t basis_points = 0;
  };
  // Amounts with as many bits lie in one bracket or begin the next.
  std::size_t row_of(Amount amount) const;

  std::array<std::array<Amount, priority_count>, operation_count> base_;
  std::array<Row, brackets.size()> rows_;
  std::array<std::uint8_t, 65> row_by_bits_;
};

}  // namespace workloads::daa
