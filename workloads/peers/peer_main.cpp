// The host of one competitor. Its lane is named after the best instruction set of the machine, which is what the
// library finds for itself; it cannot be told to take another.
#include "harness/bench/native_host.h"
#include "kernels/isa.h"
#include "workloads/peers/peer.h"

int main(int argc, char** argv) {
  const std::string best(kernels::name(kernels::best()));
  bench::NativeLanes lanes;
  lanes.supported = {best};
  lanes.force = [best](const std::string& name) { return name == best; };
  lanes.current = [best] { return best; };
  lanes.about = peers::about();
  return bench::native_main(argc, argv, lanes);
}
