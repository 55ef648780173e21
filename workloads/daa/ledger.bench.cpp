// Batches of transfers between 1024 accounts, always from the same balances. 64 different batches come in turn, because
// a processor learns by heart which transfers of a single one are refused, and real batches do not repeat.
#include "workloads/daa/ledger.h"

#include "harness/bench/bench.h"
#include "workloads/daa/naive_ledger.h"
#include "workloads/daa/transfers.h"

namespace {

using namespace bench;
using namespace workloads::daa;

constexpr std::size_t accounts = 1024;

struct Books {
  explicit Books(std::size_t transfers) : start(random_balances(accounts, 1)) {
    for (Amount balance : start) initial.open(balance);
    for (std::uint32_t i = 0; i < batch_count; ++i) {
      batches.push_back(random_transfers(transfers, accounts, i + 2));
      after.push_back(start);
      want.push_back(naive_apply(after.back(), batches.back()));
    }
  }
  std::size_t following() { return current = (current + 1) % batch_count; }

  static constexpr std::size_t batch_count = 64;
  std::vector<Amount> start;
  std::vector<std::vector<Transfer>> batches;
  std::vector<std::vector<Amount>> after;
  std::vector<BatchOutcome> want;
  std::size_t current = 0;
  Ledger initial, ledger;
  std::vector<Amount> balances;  // of the naive one
};

std::string compare(const BatchOutcome& got, const BatchOutcome& want) {
  for (std::size_t r = 0; r < refusal_count; ++r) {
    if (got.count[r] != want.count[r])
      return "refusal " + std::to_string(r) + ": " + near(double(want.count[r]), 0)(double(got.count[r]));
  }
  return got == want ? "" : "the amount moved differs";
}

std::unique_ptr<Work> own(const Params& p) {
  auto books = std::make_shared<Books>(std::size_t(p["batch"]));
  return op([books] {
           books->ledger = books->initial;
           return books->ledger.apply(books->batches[books->following()]);
         })
      .items(double(p["batch"]))
      .expect([books](const BatchOutcome& got) -> std::string {
        if (books->ledger.audit() != books->initial.supply()) return "the supply changed";
        for (AccountId a = 0; a < accounts; ++a) {
          if (books->ledger.balance(a) != books->after[books->current][a])
            return "account " + std::to_string(a) + " is wrong";
        }
        return compare(got, books->want[books->current]);
      });
}

std::unique_ptr<Work> naive(const Params& p) {
  auto books = std::make_shared<Books>(std::size_t(p["batch"]));
  return op([books] {
           books->balances = books->start;
           return naive_apply(books->balances, books->batches[books->following()]);
         })
      .items(double(p["batch"]))
      .expect([books](const BatchOutcome& got) { return compare(got, books->want[books->current]); });
}

BENCH({.name = "daa/ledger", .params = grid("batch", {1000}), .tags = {"gate"}, .make = own});
BENCH({.name = "daa/ledger", .params = grid("batch", {1000}), .impl = "naive", .make = naive});

}  // namespace
