#include "workloads/daa/campaign.h"

#include <numeric>

#include "kernels/aggregate.h"
#include "kernels/check.h"

namespace workloads::daa {

namespace {

std::vector<swarm::Rule> rules(bool autonomous) {
  if (!autonomous) return {};
  return {{.gauge = "rejected_in_a_row",
           .above = 1,
           .until = 0,
           .severity = swarm::Severity::high,
           .impact = "work that nobody is paid for",
           .actions = {"merge by median"}}};
}

}  // namespace

Campaign::Campaign(const CampaignPlan& plan, int workers, Clock now_ns)
    : plan_(plan), now_ns_(now_ns), federation_(plan.federation, workers), monitor_(rules(plan.autonomous)) {
  monitor_.watch("rejected_in_a_row", [this] { return rejected_in_a_row_; });
  responder_.can("merge by median", [this] { federation_.merge_by(Merge::median); });
  const std::uint64_t images = plan.federation.interval * plan.federation.batch;
  KERNEL_CHECK(plan.price <= balance_limit / images, "Campaign: a round's pay is more than an account may hold");
  const auto sponsor = tokens_.ledger().open(plan.purse);
  KERNEL_CHECK(sponsor, "Campaign: a purse of more than an account may hold");
  sponsor_ = *sponsor;
  for (std::size_t agent = 0; agent < plan.federation.agents; ++agent) {
    // What an agent owns is worth what it has to teach.
    stakes_.push_back(std::uint32_t(federation_.images_of(agent)));
    accounts_.push_back(*tokens_.ledger().open(stakes_.back()));
    losses_.push_back(federation_.loss_of(agent));
  }
}

bool Campaign::accepted() {
  std::uint64_t ballots = 0;  // at most 64 agents
  std::vector<double> losses;
  for (std::size_t agent = 0; agent < stakes_.size(); ++agent) {
    losses.push_back(federation_.loss_of(agent));
    if (losses.back() < losses_[agent]) ballots |= std::uint64_t(1) << agent;
  }
  const std::uint64_t all = std::accumulate(stakes_.begin(), stakes_.end(), std::uint64_t(0));
  if (3 * kernels::stake_tally(&ballots, stakes_.data(), stakes_.size()) <= 2 * all) return false;
  losses_ = losses;
  return true;
}

bool Campaign::pay(CampaignOutcome& outcome) {
  const std::uint64_t images = plan_.federation.interval * plan_.federation.batch;
  for (const AccountId account : accounts_) {
    const Amount fees_before = *tokens_.ledger().balance(Tokens::treasury);
    const TokenOperation operation = {{sponsor_, account, images * plan_.price}, Operation::task, Priority::normal};
    if (tokens_.perform(operation) != Refusal::none) return false;
    outcome.paid += images * plan_.price;
    outcome.fees += *tokens_.ledger().balance(Tokens::treasury) - fees_before;
  }
  return true;
}

CampaignOutcome Campaign::run() {
  CampaignOutcome outcome;
  outcome.score = federation_.score();
  const std::uint64_t start_ns = now_ns_(), steps_before = federation_.steps();
  bool paid = true;
  while (paid && outcome.score.loss > plan_.loss_wanted && outcome.rounds < plan_.rounds_max) {
    const std::vector<float> before = federation_.model();
    federation_.round();
    ++outcome.rounds;
    const bool stands = accepted();
    if (stands) {
      ++outcome.accepted;
      outcome.score = federation_.score();
    } else {
      federation_.restore(before);
    }
    rejected_in_a_row_ = stands ? 0 : rejected_in_a_row_ + 1;
    responder_.respond(monitor_.sample(now_ns_()));
    const std::uint64_t images = (federation_.steps() - steps_before) * plan_.federation.batch;
    outcome.progress.push_back({outcome.rounds, stands, outcome.score, images, now_ns_() - start_ns});
    if (stands) paid = pay(outcome);
  }
  outcome.actions = responder_.log();
  outcome.finished = paid && outcome.score.loss <= plan_.loss_wanted;
  return outcome;
}

}  // namespace workloads::daa
