#include "kernels/gradient_mean.h"

#include "kernels/gradient_mean.cases.h"
#include "kernels/naive.h"

namespace {

using namespace bench;

template <class Mean>
auto of(std::size_t parameters, Mean mean) {
  return [=](const Params& p) { return cases::mean_case(p, parameters, mean); };
}

const auto own = [](auto... x) { kernels::gradient_mean(x...); };
const auto naive = [](auto... x) { kernels::naive::gradient_mean(x...); };

BENCH({.name = "daa/gradient_mean",
       .params = grid("agents", {10}),
       .tags = {"gate"},
       .make = of(cases::mean_parameters, own)});
BENCH({.name = "daa/gradient_mean", .params = grid("agents", {5, 20}), .make = of(cases::mean_parameters, own)});
BENCH({.name = "daa/gradient_mean",
       .params = cases::mean_sizes(),
       .impl = "naive",
       .make = of(cases::mean_parameters, naive)});

BENCH({.name = "daa/gradient_mean/million",
       .params = cases::mean_sizes(),
       .make = of(cases::mean_parameters_1e6, own)});
BENCH({.name = "daa/gradient_mean/million",
       .params = cases::mean_sizes(),
       .impl = "naive",
       .make = of(cases::mean_parameters_1e6, naive)});

}  // namespace
