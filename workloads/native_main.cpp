// The native suite: every benchmark that is linked in, under the host of harness/bench.
#include <string>

#include "harness/bench/native_host.h"
#include "kernels/isa.h"

int main(int argc, char** argv) {
  bench::NativeLanes lanes;
  for (kernels::Isa isa : kernels::supported()) lanes.supported.emplace_back(kernels::name(isa));
  lanes.force = [](const std::string& name) { return kernels::force(name); };
  lanes.current = [] { return std::string(kernels::name(kernels::current())); };
  return bench::native_main(argc, argv, lanes);
}
