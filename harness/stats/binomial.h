// Counts of successes, exactly. Sources: Q. McNemar, "Note on the sampling error of the difference between correlated
// proportions or percentages", 1947, in its exact form; C. J. Clopper and E. S. Pearson, "The use of confidence or
// fiducial limits illustrated in the case of the binomial", 1934.
#pragma once

#include <cstddef>

namespace stats {

// Two-sided p of "the same trials succeed as often on either side": of what succeeded on one side only, `only_base` and
// `only_head` trials, either side is as likely. 1 where no trial differs.
double mcnemar_p(std::size_t only_base, std::size_t only_head);

// The shares that leave `successes` of `trials` plausible at a two-sided error; [0, 1] without a trial.
struct ShareInterval {
  double lo, hi;
};
ShareInterval clopper_pearson(std::size_t successes, std::size_t trials, double error = 0.05);

}  // namespace stats
