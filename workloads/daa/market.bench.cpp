// An epoch of a market: a thousand orders between a hundred or a thousand agents, fees, and their return. The metrics
// are of the last epoch.
#include "workloads/daa/market.h"

#include "harness/bench/bench.h"

namespace {

using namespace bench;
using namespace workloads::daa;

BENCH({.name = "daa/market",
       .params = grid("agents", {100, 1000}),
       .metrics = {{.name = "volume", .unit = "1", .better = Better::more},
                   {.name = "fees", .unit = "1"},
                   {.name = "velocity", .unit = "1", .better = Better::more},
                   {.name = "gini", .unit = "1"}},
       .make = [](const Params& p) -> std::unique_ptr<Work> {
         const MarketPlan plan = {.agents = std::size_t(p["agents"])};
         auto market = std::make_shared<Market>(plan);
         auto last = std::make_shared<Epoch>();
         return op([=] { return *last = market->run(); })
             .items(double(plan.orders))
             .metric("volume", [last] { return double(last->volume); })
             .metric("fees", [last] { return double(last->fees); })
             .metric("velocity", [last] { return last->velocity; })
             .metric("gini", [last] { return last->gini; })
             .expect([=](const Epoch& epoch) -> std::string {
               if (epoch.sales + epoch.sold_out + epoch.unaffordable != plan.orders)
                 return "an order is unaccounted for";
               return market->tokens().ledger().audit() == plan.agents * plan.purse ? "" : "the supply changed";
             });
       }});

}  // namespace
