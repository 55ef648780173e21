// A task of several agents from its beginning to its end: they train a network together, vote on every step with what
// they own, and are paid for the steps that stand. A step stands where agents with more than two thirds of all stake
// find the model better on images of their own; else it is taken back and nobody is paid.
//
// An autonomous campaign watches itself and acts (monitor, analyse, plan, execute: J. Kephart and D. Chess, "The vision
// of autonomic computing", 2003): where two rounds in a row did not stand, changes are merged by their median from then
// on, which bears agents that hand in anything at all.
#pragma once

#include "workloads/daa/federation.h"
#include "workloads/daa/tokens.h"
#include "workloads/swarm/responder.h"

namespace workloads::daa {

// Who works, until when, and for how much.
struct CampaignPlan {
  FederationPlan federation;
  double loss_wanted = 0.3;     // of the model on images that no agent has
  std::size_t rounds_max = 50;  // after which it ends unfinished
  Amount price = 1;             // of an image that an agent trained on
  Amount purse = 1'000'000;     // of the sponsor, who pays; it ends unfinished when that does not do
  bool autonomous = false;
};

// A round that is over: how good the model is and what it took until then.
struct Progress {
  std::size_t round = 0;  // from 1
  bool accepted = false;
  Score score;               // of the model that stands
  std::uint64_t images = 0;  // that agents trained on since the start
  std::uint64_t elapsed_ns = 0;
  double images_per_s() const { return elapsed_ns == 0 ? 0 : double(images) * 1e9 / double(elapsed_ns); }
};

// What came of it.
struct CampaignOutcome {
  bool finished = false;  // the loss was reached, and everybody was paid
  std::size_t rounds = 0, accepted = 0;
  Amount paid = 0, fees = 0;
  Score score;
  std::vector<Progress> progress;  // one for each round
  std::vector<swarm::Responder::Done> actions;
};

class Campaign {
 public:
  using Clock = std::uint64_t (*)();
  // On `workers` >= 1 threads; `now_ns` times the progress. Ends the program on a federation's plan that is none,
  // and on a purse, or a round's pay for an agent, of more than an account may hold.
  Campaign(const CampaignPlan& plan, int workers, Clock now_ns);

  // Account 0 is the treasury, 1 the sponsor, 2 + a agent a.
  const Tokens& tokens() const { return tokens_; }
  CampaignOutcome run();

 private:
  bool accepted();
  bool pay(CampaignOutcome& outcome);

  CampaignPlan plan_;
  Clock now_ns_;
  Federation federation_;
  Tokens tokens_;
  AccountId sponsor_;
  std::vector<AccountId> accounts_;
  std::vector<std::uint32_t> stakes_;
  double rejected_in_a_row_ = 0;
  swarm::Monitor monitor_;
  swarm::Responder responder_;
  std::vector<double> losses_;  // of each agent's images under the model that stands
};

}  // namespace workloads::daa
