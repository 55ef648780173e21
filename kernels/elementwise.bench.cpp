// relu, sigmoid and tanh of many values. The gate takes 2048: input and output fit a first-level cache. In the second,
// equal processes read 4.35 or 4.9 us (tanh of 16384) for no cause that layouts or huge pages take away.
#include <algorithm>

#include "kernels/elementwise.cases.h"
#include "kernels/naive.h"
#include "kernels/relu.h"
#include "kernels/sigmoid.h"
#include "kernels/tanh.h"

namespace {

using namespace bench;

template <class Function>
auto with(Function function, double (*reference)(double), double relative) {
  return [=](const Params& p) { return cases::elementwise_case(p, function, reference, relative); };
}

// The gate takes what fits the first-level cache. In the second, equal code reads 1165 to 1745 ns for relu of 16384
// values, by the physical pages that a process draws: a virtual machine's huge pages need not be whole ones of its
// host.
#define ELEMENTWISE_BENCH(subject, tolerance)                                                       \
  BENCH({.name = "core/" #subject "/f32",                                                           \
         .params = grid("n", {2048}),                                                               \
         .tags = {"gate"},                                                                          \
         .make = with([](auto... x) { kernels::subject(x...); }, cases::subject##_of, tolerance)}); \
  BENCH({.name = "core/" #subject "/f32",                                                           \
         .params = grid("n", {10000, 16384, 1000000}),                                              \
         .make = with([](auto... x) { kernels::subject(x...); }, cases::subject##_of, tolerance)}); \
  BENCH({.name = "core/" #subject "/f32",                                                           \
         .params = grid("n", {2048, 1000000}),                                                      \
         .impl = "naive",                                                                           \
         .make = with([](auto... x) { kernels::naive::subject(x...); }, cases::subject##_of, tolerance)});

ELEMENTWISE_BENCH(relu, 0)
ELEMENTWISE_BENCH(sigmoid, cases::loose)
ELEMENTWISE_BENCH(tanh, cases::loose)

// What the memory allows where input and output exceed the second-level cache.
BENCH({.name = "core/tanh/f32",
       .params = grid("n", {1000000}),
       .impl = "copy_limit",
       .make = with([](const float* x, float* y, std::size_t n) { std::copy_n(x, n, y); }, [](double x) { return x; },
                    0)});

}  // namespace
