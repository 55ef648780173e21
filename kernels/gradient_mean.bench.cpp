#include "kernels/gradient_mean.h"

#include "kernels/dot.h"
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

// What a mean cannot be faster than: the gradients are read, one after the other, and one number comes of them.
double squares(const cases::Agents& s, auto dot) {
  double total = 0;
  for (const float* gradient : s.pointers) total += double(dot(gradient, gradient, s.mean.size()));
  return total;
}
BENCH({.name = "daa/gradient_mean/million",
       .params = cases::mean_sizes(),
       .impl = "read_limit",
       .make = [](const Params& p) {
         auto s = std::make_shared<cases::Agents>(std::size_t(p["agents"]), cases::mean_parameters_1e6);
         const double want = squares(*s, [](auto... x) { return kernels::naive::dot(x...); });
         const double bytes = 4 * double(s->mean.size() * s->pointers.size());
         return op([s] { return squares(*s, [](auto... x) { return kernels::dot(x...); }); })
             .bytes(bytes)
             .items(bytes / 4)
             .expect(near(want, 1e-3 * want));
       }});

}  // namespace
