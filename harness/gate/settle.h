// What the fresh session says of a whole session's suspects: each is confirmed on its own pairs, and Holm adjusts over
// all of them. Pure, so that the product and its validation by simulation share it.
#pragma once

#include <span>
#include <vector>

#include "harness/gate/decide.h"

namespace gate {

// Whether the first session's answer stands only with a fresh one: a suspect or its mirror image, not judged exactly.
bool needs_confirmation(const Judged& judged);

struct Suspect {
  Judged first;
  std::vector<double> fresh;  // differences of the fresh pairs
};
struct Settled {
  Confirmation confirmation;
  double adjusted_p;
};
// In the order given; each is to be written into its verdict by apply().
std::vector<Settled> settle(std::span<const Suspect> suspects);

}  // namespace gate
