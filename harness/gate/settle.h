// What the fresh session says of a whole session's suspects: each is confirmed on its own pairs, and Holm adjusts over
// all of them. Pure, so that the product and its validation by simulation share it.
#pragma once

#include <span>
#include <vector>

#include "harness/gate/decide.h"

namespace gate {

// Whether the first session's answer stands only with a fresh one: a suspect or its mirror image, not judged exactly.
bool needs_confirmation(const Judged& judged);

// How many fresh pairs each suspect gets when there is time for `left_s` seconds of them. `pair_s` is what a pair of
// each costs. All get what confirmation_pairs() says, in rounds until the time is over, as long as everyone can be
// given so many that they could confirm it among all the others; else the slower before the faster, and the greater
// change in tolerances before the smaller, and none for the rest: a few answers instead of none.
std::vector<std::size_t> fresh_pairs(std::span<const Judged> suspects, std::span<const double> pair_s, double left_s);

struct Suspect {
  Judged first;
  std::vector<double> fresh;  // differences of the fresh pairs
  double slack = 0;           // what a coarse clock leaves open of them
};
struct Settled {
  Confirmation confirmation;
  double adjusted_p;
};
// In the order given; each is to be written into its verdict by apply().
std::vector<Settled> settle(std::span<const Suspect> suspects);

}  // namespace gate
