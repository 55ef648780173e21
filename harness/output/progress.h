// Progress on stderr: a bar with the time left on a terminal, a line now and then elsewhere; nothing with --quiet.
#pragma once

#include <chrono>
#include <string>

namespace harness {

class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // A line of its own, above the bar.
  void say(const std::string& line);
  // `share` of the work is done; `left_s` is the estimate of what remains.
  void show(double share, double left_s, const std::string& now);
  void show(const std::string& now);  // where nobody knows how much is left
  void clear();

 private:
  void draw(std::string line);

  using Clock = std::chrono::steady_clock;
  bool quiet_, terminal_;
  bool drawn_ = false;
  Clock::time_point last_;
};

}  // namespace harness
