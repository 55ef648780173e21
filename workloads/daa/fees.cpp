#include "workloads/daa/fees.h"

#include <bit>

namespace workloads::daa {

FeeTable::FeeTable() {
  for (std::size_t o = 0; o < operation_count; ++o) {
    for (std::size_t p = 0; p < priority_count; ++p) base_[o][p] = base_fees[o] * priority_percent[p] / 100;
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i].from = brackets[i].from;
    rows_[i].basis_points = brackets[i].basis_points;
    if (i == 0) continue;
    const Row& before = rows_[i - 1];
    const Amount width = rows_[i].from - before.from;
    const Amount parts = before.below_parts + width % whole * before.basis_points;
    rows_[i].below = before.below + width / whole * before.basis_points + parts / whole;
    rows_[i].below_parts = parts % whole;
  }
  for (std::size_t bits = 0; bits < row_by_bits_.size(); ++bits) {
    const Amount least = bits == 0 ? 0 : Amount(1) << (bits - 1);
    std::size_t row = 0;
    while (row + 1 < rows_.size() && rows_[row + 1].from <= least) ++row;
    row_by_bits_[bits] = std::uint8_t(row);
  }
}

std::size_t FeeTable::row_of(Amount amount) const {
  const std::size_t row = row_by_bits_[std::size_t(std::bit_width(amount))];
  return row + std::size_t(row + 1 < rows_.size() && amount >= rows_[row + 1].from);
}

}  // namespace workloads::daa
