// A thousand token operations between 1024 accounts, from the same balances each time; 64 different thousands come in
// turn. daa/token/operations times them all; daa/token/latency looks at the clock around each, so that its percentiles
// hold one reading of the clock, some 20 ns.
#include "workloads/daa/tokens.h"

#include "harness/bench/bench.h"
#include "workloads/daa/decimal_tokens.h"
#include "workloads/daa/token_operations.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::daa;

constexpr std::size_t accounts = 1024, operations = 1000, batch_count = 64;

struct Books {
  Books() : start(random_balances(accounts, 1)) {
    for (const Amount balance : start) {
      initial.ledger().open(balance);
      decimal_initial.emplace_back(balance);
    }
    for (std::uint32_t i = 0; i < batch_count; ++i) batches.push_back(random_operations(operations, accounts, i + 2));
  }
  const std::vector<TokenOperation>& following() { return batches[current = (current + 1) % batch_count]; }
  // What the current batch has to come to, by decimals.
  std::string problem(std::size_t performed) const {
    std::vector<Decimal> want = decimal_initial;
    std::size_t count = 0;
    for (const TokenOperation& one : batches[current]) count += decimal_perform(want, one) == Refusal::none;
    if (performed != count) return std::to_string(performed) + " performed; want " + std::to_string(count);
    for (AccountId a = 0; a <= accounts; ++a) {
      const Amount got = decimals.empty() ? *tokens.ledger().balance(a) : decimals[a].units();
      if (got != want[a].units()) return "account " + std::to_string(a) + " is wrong";
    }
    return "";
  }

  std::vector<Amount> start;
  std::vector<std::vector<TokenOperation>> batches;
  std::size_t current = 0;
  Tokens initial, tokens;
  std::vector<Decimal> decimal_initial = {Decimal(0)}, decimals;
  std::vector<std::uint64_t> latencies_ns = std::vector<std::uint64_t>(operations);
};

std::unique_ptr<Work> own(const Params&) {
  auto books = std::make_shared<Books>();
  return op([books] {
           books->tokens = books->initial;
           std::size_t performed = 0;
           for (const TokenOperation& one : books->following())
             performed += books->tokens.perform(one) == Refusal::none;
           return performed;
         })
      .items(operations)
      .expect([books](std::size_t performed) { return books->problem(performed); });
}

std::unique_ptr<Work> decimal(const Params&) {
  auto books = std::make_shared<Books>();
  return op([books] {
           books->decimals = books->decimal_initial;
           std::size_t performed = 0;
           for (const TokenOperation& one : books->following()) {
             performed += decimal_perform(books->decimals, one) == Refusal::none;
           }
           return performed;
         })
      .items(operations)
      .expect([books](std::size_t performed) { return books->problem(performed); });
}

std::unique_ptr<Work> latency(const Params&) {
  using workloads::now_ns, workloads::percentile;
  auto books = std::make_shared<Books>();
  return op([books] {
           books->tokens = books->initial;
           std::size_t performed = 0, i = 0;
           for (const TokenOperation& one : books->following()) {
             const std::uint64_t start_ns = now_ns();
             performed += books->tokens.perform(one) == Refusal::none;
             books->latencies_ns[i++] = now_ns() - start_ns;
           }
           return performed;
         })
      .items(operations)
      .metric("latency_p99_ns", [books] { return percentile(books->latencies_ns, 0.99); })
      .metric("latency_p50_ns", [books] { return percentile(books->latencies_ns, 0.50); })
      .expect([books](std::size_t performed) { return books->problem(performed); });
}

BENCH({.name = "daa/token/operations", .version = 2, .make = own});
BENCH({.name = "daa/token/operations", .version = 2, .impl = "decimal", .make = decimal});
BENCH({.name = "daa/token/latency",
       .metrics = {{.name = "latency_p99_ns", .unit = "ns", .kind = Kind::time},
                   {.name = "latency_p50_ns", .unit = "ns", .kind = Kind::time}},
       .make = latency});

}  // namespace
