// Twenty epochs of a new market: in each a thousand orders between a hundred or a thousand agents, fees, and their
// return. The metrics are of the last epoch.
#include "workloads/daa/market.h"

#include <utility>

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using namespace workloads::daa;

constexpr std::size_t epochs = 20;

BENCH({.name = "daa/market",
       .version = 2,  // 1: the fees were all that the treasury had
       .params = grid("agents", {100, 1000}),
       .metrics = {{.name = "volume", .unit = "1", .better = Better::more, .exact = true},
                   {.name = "fees", .unit = "1", .exact = true},
                   {.name = "velocity", .unit = "1", .better = Better::more, .exact = true},
                   {.name = "gini", .unit = "1", .exact = true}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         const MarketPlan plan = {.agents = std::size_t(p["agents"])};
         auto last = std::make_shared<Epoch>();
         return op([=] {
                  Market market(plan);
                  std::uint64_t orders = 0;
                  for (std::size_t i = 0; i < epochs; ++i) {
                    *last = market.run();
                    orders += last->sales + last->sold_out + last->unaffordable;
                  }
                  return std::pair(orders, market.tokens().ledger().audit());
                })
             .items(double(epochs * plan.orders))
             .metric("volume", [last] { return double(last->volume); })
             .metric("fees", [last] { return double(last->fees); })
             .metric("velocity", [last] { return last->velocity; })
             .metric("gini", [last] { return last->gini; })
             .expect([plan](const std::pair<std::uint64_t, Amount>& got) -> std::string {
               if (got.first != epochs * plan.orders) return "an order is unaccounted for";
               return got.second == plan.agents * plan.purse ? "" : "the supply changed";
             });
       }});

}  // namespace
