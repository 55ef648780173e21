// oneDNN's matrix product.
// Needs: header oneapi/dnnl/dnnl.h library dnnl
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

#include "kernels/gemm.cases.h"
#include "workloads/peers/peer.h"

namespace {

using namespace bench;

// The library runs on OpenMP, which it brings along; asking for its setter by name needs no second copy.
void set_threads(int threads) {
  auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  if (set) set(threads);
}

void multiply(cases::Square& s) {
  const auto n = dnnl_dim_t(s.n);
  dnnl_sgemm('N', 'N', n, n, n, 1, s.a.data(), n, s.b.data(), n, 0, s.c.data(), n);
}

BENCH({.name = "core/gemm/f32", .params = cases::gemm_sizes(), .impl = "onednn", .make = [](const Params& p) {
         return cases::gemm_case(p, multiply);
       }});

BENCH({.name = "core/gemm_threads/f32",
       .params = cases::gemm_thread_sizes(),
       .clock = Clock::wall,
       .impl = "onednn",
       .make = [](const Params& p) {
         set_threads(int(p["threads"]));
         return cases::gemm_case(p, multiply);
       }});

}  // namespace

std::string peers::about() {
  set_threads(1);
  const dnnl_version_t* v = dnnl_version();
  return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch) +
         ", instruction sets up to " + std::to_string(int(dnnl_get_effective_cpu_isa())) +
         " (dnnl_cpu_isa_t), 1 thread unless the name says more";
}
