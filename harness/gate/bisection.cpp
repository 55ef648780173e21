#include "harness/gate/bisection.h"

#include <bit>

namespace gate {

Bisection::Bisection(std::size_t count) : last_(count - 1), untold_(count, false) {}

std::optional<std::size_t> Bisection::next() const {
  std::optional<std::size_t> nearest;
  const std::size_t middle_twice = first_ + last_;
  std::size_t distance = 2 * untold_.size();
  for (std::size_t i = first_; i < last_; ++i) {
    const std::size_t away = 2 * i + 1 > middle_twice ? 2 * i + 1 - middle_twice : middle_twice - 2 * i - 1;
    if (untold_[i] || away >= distance) continue;
    nearest = i;
    distance = away;
  }
  return nearest;
}

void Bisection::tell(std::size_t commit, Answer answer) {
  if (answer == Answer::before) first_ = commit + 1;
  if (answer == Answer::after) last_ = commit;
  if (answer == Answer::untold) untold_[commit] = true;
}

std::size_t Bisection::looks_left() const { return std::size_t(std::bit_width(last_ - first_)); }

}  // namespace gate
