#include "workloads/daa/ledger.h"

#include <gtest/gtest.h>

#include "workloads/daa/naive_ledger.h"
#include "workloads/daa/transfers.h"

namespace workloads::daa {
namespace {

Ledger ledger_of(const std::vector<Amount>& balances) {
  Ledger ledger;
  for (std::size_t i = 0; i < balances.size(); ++i) EXPECT_EQ(ledger.open(balances[i]), AccountId(i));
  return ledger;
}

TEST(Ledger, EachReasonForARefusalIsToldAndMovesNothing) {
  struct Row {
    Transfer transfer;
    Refusal want;
  };
  constexpr AccountId poor = 0, rich = 1, middle = 2, nobody = 3;
  const std::vector<Amount> start = {10, balance_limit, 100};
  const Row rows[] = {
      {{middle, poor, 100}, Refusal::none},
      {{middle, poor, 0}, Refusal::none},
      {{middle, poor, 101}, Refusal::overdraft},
      {{poor, middle, UINT64_MAX}, Refusal::overdraft},
      {{middle, rich, 1}, Refusal::overflow},
      {{rich, poor, balance_limit - 10}, Refusal::none},
      {{rich, poor, balance_limit - 9}, Refusal::overflow},
      {{poor, poor, 1}, Refusal::self_transfer},
      {{poor, poor, 1000}, Refusal::self_transfer},
      {{nobody, poor, 1}, Refusal::unknown_account},
      {{poor, nobody, 1}, Refusal::unknown_account},
      {{nobody, nobody, 0}, Refusal::unknown_account},
      {{UINT32_MAX, poor, 1}, Refusal::unknown_account},
  };
  for (const Row& row : rows) {
    const Transfer& t = row.transfer;
    SCOPED_TRACE(std::to_string(t.from) + " to " + std::to_string(t.to) + ": " + std::to_string(t.amount));
    Ledger ledger = ledger_of(start);
    const BatchOutcome outcome = ledger.apply({&t, 1});
    BatchOutcome want;
    want.count[int(row.want)] = 1;
    want.moved = row.want == Refusal::none ? t.amount : 0;
    EXPECT_EQ(outcome, want);
    EXPECT_EQ(ledger.audit(), ledger.supply());
    for (AccountId a : {poor, rich, middle}) {
      const Amount moved = want.moved;
      EXPECT_EQ(ledger.balance(a), start[a] - (a == t.from ? moved : 0) + (a == t.to ? moved : 0));
    }
  }
}

TEST(Ledger, AgreesWithTheNaiveOneAndKeepsTheSupply) {
  for (std::size_t accounts : std::initializer_list<std::size_t>{1, 2, 7, 1000}) {
    for (std::size_t count : std::initializer_list<std::size_t>{0, 1, 100, 4095, 4096, 10000}) {
      std::vector<Amount> balances = random_balances(accounts, 1);
      Ledger ledger = ledger_of(balances);
      for (std::uint32_t seed : {2u, 3u}) {
        const auto batch = random_transfers(count, accounts, seed);
        EXPECT_EQ(ledger.apply(batch), naive_apply(balances, batch)) << accounts << " accounts, " << count;
        EXPECT_EQ(ledger.audit(), ledger.supply());
        for (std::size_t i = 0; i < accounts; ++i) ASSERT_EQ(ledger.balance(AccountId(i)), balances[i]);
      }
    }
  }
}

TEST(Ledger, RefusesToOpenWhatItCannotCount) {
  Ledger ledger;
  EXPECT_EQ(ledger.open(balance_limit + 1), std::nullopt);
  EXPECT_EQ(ledger.open(balance_limit), 0u);
  EXPECT_EQ(ledger.open(balance_limit), 1u);
  EXPECT_EQ(ledger.open(2), std::nullopt);
  EXPECT_EQ(ledger.open(1), 2u);
  EXPECT_EQ(ledger.supply(), UINT64_MAX);
  EXPECT_EQ(ledger.audit(), UINT64_MAX);
  EXPECT_EQ(ledger.balance(3), std::nullopt);
}

TEST(Ledger, TheSeededBatchesMeetEveryRefusal) {
  std::vector<Amount> balances = random_balances(1024, 1);
  const BatchOutcome outcome = naive_apply(balances, random_transfers(1000, 1024, 2));
  for (std::size_t r = 0; r < refusal_count; ++r) EXPECT_GT(outcome.count[r], 0u) << r;
  EXPECT_GT(outcome.count[0], 500u);
}

}  // namespace
}  // namespace workloads::daa
