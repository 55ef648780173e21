#include "workloads/daa/tokens.h"

#include <gtest/gtest.h>

#include <random>
#include <type_traits>

#include "workloads/daa/decimal_tokens.h"
#include "workloads/daa/token_operations.h"

namespace workloads::daa {
namespace {

constexpr Priority priorities[] = {Priority::low, Priority::normal, Priority::high, Priority::urgent};
constexpr Operation operations[] = {Operation::transfer, Operation::message, Operation::task, Operation::spawn};

TEST(Fees, ByHand) {
  const FeeTable fees;
  struct Row {
    Operation operation;
    Priority priority;
    Amount amount, fee;
  };
  for (const Row& row : {
           Row{Operation::transfer, Priority::normal, 0, 2},
           Row{Operation::transfer, Priority::low, 999, 1},
           Row{Operation::message, Priority::low, 0, 0},  // half a unit, rounded down
           Row{Operation::spawn, Priority::urgent, 1000, 500},
           Row{Operation::transfer, Priority::normal, 1199, 2},  // 0.995 of a unit
           Row{Operation::transfer, Priority::normal, 1200, 3},  // 1 unit
           Row{Operation::transfer, Priority::normal, 10'000, 2 + 45},
           Row{Operation::transfer, Priority::normal, 100'000, 2 + 45 + 270},
           Row{Operation::transfer, Priority::normal, 10'000'000, 2 + 45 + 270 + 19'800},
       }) {
    EXPECT_EQ(fees.fee(row.operation, row.priority, row.amount), row.fee) << row.amount;
  }
}

TEST(Fees, TheTableIsTheScheduleInDecimals) {
  const FeeTable fees;
  std::vector<Amount> amounts = {0, 1, balance_limit, balance_limit - 1};
  for (const Bracket& bracket : brackets) {
    for (Amount off = 0; off <= 20; ++off) amounts.push_back(bracket.from + off - std::min<Amount>(bracket.from, 10));
  }
  std::mt19937_64 random(5);
  for (int bits = 1; bits <= 63; ++bits) {
    for (int i = 0; i < 40; ++i) amounts.push_back(random() >> (64 - bits));
  }
  for (const Amount amount : amounts) {
    for (const Operation operation : operations) {
      const Priority priority = priorities[amount % 4];
      ASSERT_EQ(fees.fee(operation, priority, amount), decimal_fee(operation, priority, Decimal(amount)).units())
          << amount;
    }
  }
}

TEST(Decimal, AgreesWithIntegers) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 2000; ++i) {
    const Amount a = random() >> (2 + random() % 60), b = random() >> (2 + random() % 60);
    const auto small = std::uint32_t(1 + random() % 10'000);
    EXPECT_EQ(Decimal(a).units(), a);
    EXPECT_EQ((Decimal(a) + Decimal(b)).units(), a + b);
    EXPECT_EQ((Decimal(std::max(a, b)) - Decimal(std::min(a, b))).units(), std::max(a, b) - std::min(a, b));
    EXPECT_EQ(Decimal(a).divided(small).units(), a / small);
    EXPECT_EQ(Decimal(a / 10'000).times(small).units(), a / 10'000 * small);
    EXPECT_EQ(Decimal(a) < Decimal(b), a < b);
  }
}

TEST(Decimal, AsksForNoMemoryAndEndsOnWhatDoesNotFit) {
  EXPECT_TRUE(std::is_trivially_copyable_v<Decimal>);
  const Decimal most(UINT64_MAX);
  EXPECT_EQ(most.units(), UINT64_MAX);
  EXPECT_EQ(most.times(5000).divided(5000).units(), UINT64_MAX) << "nearly 10^23";
  EXPECT_DEATH(most.times(10'000), "more digits than fit");
  EXPECT_DEATH(most.times(5000) + most.times(5000), "more digits than fit");
  EXPECT_DEATH(Decimal(1) - Decimal(2), "more is taken than there is");
}

TEST(Tokens, DoesWhatDecimalsDoAndKeepsTheSupply) {
  for (const std::size_t accounts : {1, 2, 40}) {
    const std::vector<Amount> start = random_balances(accounts, 3);
    Tokens tokens;
    std::vector<Decimal> decimals = {Decimal(0)};
    for (const Amount balance : start) {
      tokens.ledger().open(balance);
      decimals.emplace_back(balance);
    }
    std::size_t counts[refusal_count] = {};
    for (const TokenOperation& operation : random_operations(4000, accounts, 11)) {
      const Refusal got = tokens.perform(operation);
      ++counts[std::size_t(got)];
      ASSERT_EQ(got, decimal_perform(decimals, operation));
    }
    EXPECT_EQ(tokens.ledger().audit(), tokens.ledger().supply());
    for (AccountId a = 0; a <= accounts; ++a) EXPECT_EQ(*tokens.ledger().balance(a), decimals[a].units()) << a;
    if (accounts < 40) continue;
    for (const std::size_t count : counts) EXPECT_GT(count, 0u) << "each refusal, and none, occurs";
  }
}

TEST(Tokens, BothOrNeither) {
  Tokens tokens;
  const AccountId a = *tokens.ledger().open(1049), b = *tokens.ledger().open(7);
  const auto transfer = [&](AccountId from, AccountId to, Amount amount) {
    return tokens.perform({{from, to, amount}, Operation::spawn, Priority::low});
  };
  EXPECT_EQ(transfer(a, b, 1000), Refusal::overdraft) << "the amount is there, the fee of 50 is not";
  EXPECT_EQ(*tokens.ledger().balance(a), 1049u);
  EXPECT_EQ(transfer(a, b, 999), Refusal::none);
  EXPECT_EQ(*tokens.ledger().balance(a), 0u);
  EXPECT_EQ(*tokens.ledger().balance(b), 1006u);
  EXPECT_EQ(*tokens.ledger().balance(Tokens::treasury), 50u);
  EXPECT_EQ(transfer(Tokens::treasury, b, 1), Refusal::unknown_account);
  EXPECT_EQ(transfer(b, Tokens::treasury, 1), Refusal::unknown_account);
  EXPECT_EQ(transfer(b, b, 1), Refusal::self_transfer);
  EXPECT_EQ(transfer(b, 99, 1), Refusal::unknown_account);
  EXPECT_EQ(transfer(b, a, UINT64_MAX), Refusal::overdraft);
}

}  // namespace
}  // namespace workloads::daa
