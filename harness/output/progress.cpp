#include "harness/output/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "harness/output/text.h"

namespace harness {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::seconds(15);
constexpr int bar_width = 24;

// Whoever read it may be gone: that is no reason to stop measuring.
void put(const std::string& text) { std::fputs(text.c_str(), stderr); }

int terminal_columns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Progress::Progress(bool quiet)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1), last_(Clock::now() - redraw_interval) {
  if (!terminal_) last_ = Clock::now();
}

Progress::~Progress() { clear(); }

void Progress::say(const std::string& line) {
  if (quiet_) return;
  clear();
  put(line + "\n");
}

void Progress::show(double share, double left_s, const std::string& now) {
  share = std::clamp(share, 0.0, 1.0);
  const int filled = int(std::lround(share * bar_width));
  const std::string bar =
      fmt::format("[{}{}] ", std::string(std::size_t(filled), '#'), std::string(std::size_t(bar_width - filled), '-'));
  draw(fmt::format("{}{:3.0f} %  {} left  {}", terminal_ ? bar : "", 100 * share, duration_text(left_s), now));
}

void Progress::show(const std::string& now) { draw(now); }

void Progress::draw(std::string line) {
  if (quiet_ || Clock::now() - last_ < (terminal_ ? Clock::duration(redraw_interval) : Clock::duration(line_interval)))
    return;
  last_ = Clock::now();
  if (!terminal_) {
    put(line + "\n");
    return;
  }
  const auto columns = std::size_t(terminal_columns());
  if (width(line) >= columns) line.resize(columns - 1);
  fmt::print(stderr, "\r{}\033[K", line);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

}  // namespace harness
