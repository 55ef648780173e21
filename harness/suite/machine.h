// What machine this is, and which of its cores measures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

// Its class is what makes absolute values comparable: CPU model, cores, memory to the nearest GiB, system.
Machine this_machine();

// The cores this process may use, ascending.
std::vector<int> allowed_cores();

// The path of a file that stands beside the running program, "" where there is none.
std::string beside_this_executable(const std::string& name);

// The last allowed core: interrupts and other programs tend to the first ones.
int measuring_core();

// Keeps the harness itself off the measuring core, where there is another one to go to.
void leave_core(int core);

// The share of the core's time that the host took since the object was made; nothing where the kernel does not say.
class StealMeter {
 public:
  explicit StealMeter(int core);
  std::optional<double> share() const;

 private:
  struct Ticks {
    double steal = 0, total = 0;
  };
  static std::optional<Ticks> read(int core);
  int core_;
  std::optional<Ticks> before_;
};

}  // namespace harness
