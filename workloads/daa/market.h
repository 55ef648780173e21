// A market of agents over many epochs. In an epoch agents buy work from each other at one price; every sale pays its
// fee to the treasury (tokens.h), and what the treasury took goes back to all in proportion to what they hold. The
// price follows demand: where more was wanted than offered it rises, by at most a tenth an epoch and up to what an
// account may hold, and the reverse (L. Walras, "Elements d'economie politique pure", 1874: tatonnement).
#pragma once

#include <span>
#include <vector>

#include "workloads/daa/tokens.h"
#include "workloads/random.h"

namespace workloads::daa {

struct MarketPlan {
  std::size_t agents = 100;     // 2 to a million
  Amount purse = 100'000;       // of each agent, at the start
  Amount price = 100;           // of a unit of work, at the start
  std::size_t orders = 1000;    // an epoch
  std::uint64_t capacity = 40;  // units that an agent can sell in an epoch
  std::uint64_t units_max = 8;  // of one order
  std::uint64_t seed = 1;
};

// What an epoch came to.
struct Epoch {
  Amount price = 0, volume = 0, fees = 0, returned = 0;  // returned: to those who hold, of all that the treasury has
  std::uint64_t sales = 0, unaffordable = 0, sold_out = 0;
  double velocity = 0;  // volume over what agents hold
  double gini = 0;      // of what agents hold, afterwards
};

// Returns how unequal amounts are, 0 to 1: half the mean difference of two of them over their mean (C. Gini,
// "Variabilita e mutabilita", 1912). 0 of none and where all are 0.
double gini(std::span<const Amount> amounts);

class Market {
 public:
  // Ends the program on a plan with fewer than two agents, without price or units, or with more tokens than a supply.
  explicit Market(const MarketPlan& plan);
  // Account 0 is the treasury, 1 + a agent a.
  const Tokens& tokens() const { return tokens_; }
  Epoch run();

 private:
  void trade(Epoch& epoch, std::vector<std::uint64_t>& offered);
  void give_back(Epoch& epoch);

  MarketPlan plan_;
  Random random_;
  Tokens tokens_;
  Amount price_;
  std::vector<Amount> held_, shares_;  // of each agent; reused
};

}  // namespace workloads::daa
