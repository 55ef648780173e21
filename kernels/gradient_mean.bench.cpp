#include "kernels/gradient_mean.h"

#include "kernels/gradient_mean.cases.h"
#include "kernels/naive.h"
#include "kernels/stream_sum.h"

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

// What a mean can hardly be faster than: the gradients are read, and one number comes of them.
BENCH({.name = "daa/gradient_mean/million",
       .params = cases::mean_sizes(),
       .impl = "read_limit",
       .make = [](const Params& p) {
         auto s = std::make_shared<cases::Agents>(std::size_t(p["agents"]), cases::mean_parameters_1e6);
         const auto count = s->pointers.size(), n = s->mean.size();
         double want = 0;
         for (const float* gradient : s->pointers) {
           for (std::size_t i = 0; i < n; ++i) want += double(gradient[i]);
         }
         return op([s, count, n] { return kernels::stream_sum(s->pointers.data(), count, n); })
             .bytes(4 * double(count * n))
             .items(double(count * n))
             .expect(near(want, 1e-2));
       }});

}  // namespace
