// Training together: one operation is 200 local steps of each of ten agents, with a merge after every `interval` of
// them, from weights that know nothing; what comes of it has to know images that no agent has. And a whole task of ten
// agents until the model is good enough: training, votes, payments.
#include "workloads/daa/federation.h"

#include "harness/bench/bench.h"
#include "workloads/daa/campaign.h"
#include "workloads/latency.h"

namespace {

using namespace bench;
using namespace workloads::daa;

constexpr std::size_t steps = 200;

std::unique_ptr<Work> training(const Params& p) {
  const auto interval = std::size_t(p["interval"]);
  auto federation = std::make_shared<Federation>(FederationPlan{.interval = interval}, 1);
  auto last = std::make_shared<Score>();
  return op([=, blank = federation->model()] {
           federation->restore(blank);
           for (std::size_t step = 0; step < steps; step += interval) federation->round();
           return *last = federation->score();
         })
      .items(double(10 * steps))
      .metric("loss", [last] { return last->loss; })
      .metric("round_bytes", [federation] { return double(federation->round_bytes()); })
      .expect([](const Score& score) -> std::string {
        return score.accuracy >= 0.85 ? "" : std::to_string(score.accuracy) + " of the images known; want 0.85";
      });
}

BENCH({.name = "daa/training",
       .params = grid("interval", {1, 10, 50, 100}),
       .metrics = {{.name = "loss", .unit = "1"},
                   {.name = "round_bytes", .unit = "B", .kind = Kind::bytes, .exact = true}},
       .make = training});

std::unique_ptr<Work> campaign(const Params& p) {
  auto last = std::make_shared<Progress>();
  return op([last, agents = std::size_t(p["agents"])] {
           Campaign campaign({.federation = {.agents = agents, .interval = 20}}, 1, workloads::now_ns);
           const CampaignOutcome outcome = campaign.run();
           if (!outcome.progress.empty()) *last = outcome.progress.back();
           const Ledger& ledger = campaign.tokens().ledger();
           return std::pair(outcome, ledger.audit() == ledger.supply());
         })
      .metric("accuracy", [last] { return last->score.accuracy; })
      .metric("images_per_s", [last] { return last->images_per_s(); })
      .expect([](const std::pair<CampaignOutcome, bool>& got) -> std::string {
        if (!got.first.finished) return "unfinished, at a loss of " + std::to_string(got.first.score.loss);
        if (got.first.paid == 0 || got.first.fees == 0) return "nobody was paid";
        return got.second ? "" : "tokens were made or lost";
      });
}

BENCH({.name = "daa/campaign",
       .params = grid("agents", {5, 10, 20}),
       .clock = Clock::wall,
       .metrics = {{.name = "accuracy", .unit = "1", .better = Better::more, .kind = Kind::share},
                   {.name = "images_per_s", .unit = "1/s", .better = Better::more}},
       .make = campaign});

// Two of ten hand in nonsense, and the campaign finds out and goes on without them.
BENCH({.name = "daa/autonomy",
       .clock = Clock::wall,
       .metrics = {{.name = "rounds", .unit = "1", .exact = true}},
       .make = [](const Params&) -> std::unique_ptr<Work> {
         auto rounds = std::make_shared<double>();
         return op([rounds] {
                  const FederationPlan plan = {.interval = 20, .hostile = 2, .hostility = Hostility::huge};
                  const CampaignOutcome outcome =
                      Campaign({.federation = plan, .autonomous = true}, 1, workloads::now_ns).run();
                  *rounds = double(outcome.rounds);
                  return outcome.finished && outcome.actions.size() == 1;
                })
             .metric("rounds", [rounds] { return *rounds; })
             .expect([](bool helped) { return helped ? "" : "it did not help itself, or did not finish"; });
       }});

}  // namespace
