// OpenBLAS, as Debian packages it, with its run-time choice of core.
// Needs: header cblas.h library openblas
#include <cblas.h>

#include "kernels/dot.cases.h"
#include "kernels/gemm.cases.h"
#include "kernels/gemv.cases.h"
#include "workloads/peers/peer.h"

namespace {

using namespace bench;

// How many threads OpenBLAS has is the process's: each case says so, whatever the one before it took.
template <class Make>
auto on_one_thread(Make make) {
  return [make](const Params& p) {
    openblas_set_num_threads(1);
    return make(p);
  };
}

void multiply(cases::Square& s) {
  const int n = int(s.n);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, s.a.data(), n, s.b.data(), n, 0, s.c.data(), n);
}

BENCH({.name = "core/gemm/f32",
       .params = cases::gemm_sizes(),
       .impl = "openblas",
       .make = on_one_thread([](const Params& p) { return cases::gemm_case(p, multiply); })});

BENCH({.name = "core/gemm_threads/f32",
       .params = cases::gemm_thread_sizes(),
       .clock = Clock::wall,
       .impl = "openblas",
       .make = [](const Params& p) {
         openblas_set_num_threads(int(p["threads"]));
         return cases::gemm_case(p, multiply);
       }});

template <CBLAS_TRANSPOSE transpose>
void multiply_vector(cases::MatrixAndVector& s) {
  const int n = int(s.n);
  cblas_sgemv(CblasRowMajor, transpose, n, n, 1, s.a.data(), n, s.x.data(), 1, 0, s.y.data(), 1);
}
BENCH({.name = "core/gemv/f32",
       .params = cases::gemv_sizes(),
       .impl = "openblas",
       .make = on_one_thread([](const Params& p) {
         return cases::gemv_case(p, false, multiply_vector<CblasNoTrans>);
       })});
BENCH({.name = "core/gemv_transposed/f32",
       .params = cases::gemv_sizes(),
       .impl = "openblas",
       .make = on_one_thread([](const Params& p) { return cases::gemv_case(p, true, multiply_vector<CblasTrans>); })});

BENCH({.name = "core/dot/f32",
       .params = cases::dot_sizes(),
       .impl = "openblas",
       .make = on_one_thread([](const Params& p) {
         return cases::dot_case(
             p, [](const float* a, const float* b, std::size_t n) { return cblas_sdot(int(n), a, 1, b, 1); });
       })});

}  // namespace

std::string peers::about() {
  return std::string(openblas_get_config()) + ", core " + openblas_get_corename() +
         ", 1 thread unless the name says more";
}
