// Work on one launch that is done while the next one runs. Storing takes milliseconds of waiting for the disk; between
// launches of 70 ms they would be 2 % of a session.
#pragma once

#include <functional>
#include <utility>

namespace harness {

class Deferred {
 public:
  // Whoever leaves early calls now() in the end: nothing is done by going out of scope.
  void set(std::function<void()> work) { work_ = std::move(work); }
  // Does what was set, once.
  void now() {
    if (work_) std::exchange(work_, nullptr)();
  }

 private:
  std::function<void()> work_;
};

// Runs `loop` and then what it left undone, also where it throws.
template <class Loop>
void finishing(Deferred& deferred, const Loop& loop) {
  try {
    loop();
  } catch (...) {
    deferred.now();
    throw;
  }
  deferred.now();
}

}  // namespace harness
