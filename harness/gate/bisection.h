// Which of a row of commits brought a change: halving, where an answer may be missing because a commit does not build,
// lacks the benchmark or stays undecided.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace gate {

enum class Answer {
  before,  // as it was before the change
  after,   // as it is since
  untold,
};

class Bisection {
 public:
  // Of `count` commits (at least 1), oldest first: they follow one that is before the change; the last is after it.
  explicit Bisection(std::size_t count);

  // The commit to look at: nearest to the middle of those that may have brought the change, leaving out what could not
  // be told. Nothing when one is left, or when none of the others can be told.
  std::optional<std::size_t> next() const;
  void tell(std::size_t commit, Answer answer);

  // Those that may have brought it, both included.
  std::size_t first() const { return first_; }
  std::size_t last() const { return last_; }
  // How many more looks it takes, if every one tells.
  std::size_t looks_left() const;

 private:
  std::size_t first_ = 0, last_;
  std::vector<bool> untold_;
};

}  // namespace gate
