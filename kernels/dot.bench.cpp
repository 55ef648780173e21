#include "kernels/dot.h"

#include "kernels/dot.cases.h"
#include "kernels/naive.h"

namespace {

using namespace bench;

auto own(const Params& p) {
  return cases::dot_case(p, [](auto... x) { return kernels::dot(x...); });
}

BENCH({.name = "core/dot/f32", .params = grid("n", {16384}), .tags = {"gate"}, .make = own});
BENCH({.name = "core/dot/f32", .params = grid("n", {1000, 1024, 10000, 65536, 1000000}), .make = own});

BENCH({.name = "core/dot/f32", .params = cases::dot_sizes(), .impl = "naive", .make = [](const Params& p) {
         return cases::dot_case(p, [](auto... x) { return kernels::naive::dot(x...); });
       }});

}  // namespace
