// libxsmm: code made at run time for one small size.
// Needs: header libxsmm.h library xsmm xsmmnoblas
#include <libxsmm.h>

#include "kernels/gemm.cases.h"
#include "workloads/peers/peer.h"

namespace {

using namespace bench;

// Column-major: C' = B' * A' is the row-major product.
BENCH({.name = "core/gemm/f32", .params = grid("n", {64}), .impl = "libxsmm", .make = [](const Params& p) {
         const int n = int(p["n"]);
         const float one = 1, zero = 0;
         const auto made = libxsmm_smmdispatch(n, n, n, nullptr, nullptr, nullptr, &one, &zero, nullptr, nullptr);
         return cases::gemm_case(p, [made](cases::Square& s) {
           if (made) made(s.b.data(), s.a.data(), s.c.data());  // a refusal leaves C wrong, which the check says
         });
       }});

}  // namespace

std::string peers::about() {
  libxsmm_init();
  return std::string("libxsmm ") + LIBXSMM_VERSION + ", target " + libxsmm_get_target_arch() + ", 1 thread";
}
