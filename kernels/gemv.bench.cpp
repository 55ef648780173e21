#include "kernels/gemv.h"

#include "kernels/gemv.cases.h"
#include "kernels/naive.h"

namespace {

using namespace bench;
using cases::MatrixAndVector;

template <bool transpose>
void own(MatrixAndVector& s) {
  kernels::gemv(
      {.m = s.n, .n = s.n, .a = s.a.data(), .a_stride = s.n, .x = s.x.data(), .y = s.y.data(), .transpose = transpose});
}
void naive(MatrixAndVector& s) {
  for (std::size_t i = 0; i < s.n; ++i) s.y.data()[i] = kernels::naive::dot(s.a.data() + i * s.n, s.x.data(), s.n);
}

BENCH({.name = "core/gemv/f32", .params = cases::gemv_sizes(), .make = [](const Params& p) {
         return cases::gemv_case(p, false, own<false>);
       }});
BENCH({.name = "core/gemv_transposed/f32", .params = cases::gemv_sizes(), .make = [](const Params& p) {
         return cases::gemv_case(p, true, own<true>);
       }});
BENCH({.name = "core/gemv/f32", .params = cases::gemv_sizes(), .impl = "naive", .make = [](const Params& p) {
         return cases::gemv_case(p, false, naive);
       }});

}  // namespace
