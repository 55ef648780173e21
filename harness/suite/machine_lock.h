// One measurement at a time on a machine: two would be each other's noise.
#pragma once

#include <functional>
#include <string>

namespace harness {

class MachineLock {
 public:
  // Waits until no other swarmperf measures here; `say` is told once when it has to wait. Throws Error when
  // interrupted.
  explicit MachineLock(const std::function<void(const std::string&)>& say);
  ~MachineLock();
  MachineLock(const MachineLock&) = delete;
  MachineLock& operator=(const MachineLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace harness
