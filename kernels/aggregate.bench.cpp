// Robust means of twenty agents, a million parameters each, against std::nth_element on each column; votes of 65536
// agents; compression of a gradient.
#include "kernels/aggregate.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kernels/gradient_mean.cases.h"

namespace {

using namespace bench;

// The loop a C++ programmer would write: gather a column, let the library select.
void naive_trimmed(const float* const* from, std::size_t count, std::size_t trim, float* mean, std::size_t n) {
  std::vector<float> column(count);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t s = 0; s < count; ++s) column[s] = from[s][i];
    std::nth_element(column.begin(), column.begin() + std::ptrdiff_t(trim), column.end());
    const auto last = column.end() - std::ptrdiff_t(trim);
    std::nth_element(column.begin() + std::ptrdiff_t(trim), last - 1, column.end());
    float total = 0;
    for (auto at = column.begin() + std::ptrdiff_t(trim); at != last; ++at) total += *at;
    mean[i] = total / float(count - 2 * trim);
  }
}

template <class Mean>
std::unique_ptr<Work> robust_case(const Params& p, std::size_t n, std::size_t trim, Mean mean) {
  const auto count = std::size_t(p["agents"]);
  auto s = std::make_shared<cases::Agents>(count, n);
  return op([=] { mean(s->pointers.data(), count, trim, s->mean.data(), n); })
      .bytes(4.0 * double(n * count))
      .items(double(n * count))
      .expect([=] {
        std::vector<float> column(count);
        for (std::size_t i = 0; i < n; i += 509) {
          for (std::size_t a = 0; a < count; ++a) column[a] = s->pointers[a][i];
          std::sort(column.begin(), column.end());
          double want = 0;
          for (std::size_t a = trim; a + trim < count; ++a) want += column[a];
          want /= double(count - 2 * trim);
          if (!(std::abs(s->mean.data()[i] - want) <= 1e-6)) return near(want, 0)(s->mean.data()[i]);
        }
        return std::string();
      });
}

const auto own = [](auto... x) { kernels::trimmed_mean(x...); };

#define ROBUST_BENCH(subject, trimmed)                                                                           \
  BENCH({.name = "daa/" #subject, .params = grid("agents", {20}), .make = [](const Params& p) {                  \
           return robust_case(p, 1000000, trimmed, own);                                                         \
         }});                                                                                                    \
  BENCH({.name = "daa/" #subject, .params = grid("agents", {20}), .impl = "naive", .make = [](const Params& p) { \
           return robust_case(p, 1000000, trimmed, naive_trimmed);                                               \
         }});

ROBUST_BENCH(median, 9)
ROBUST_BENCH(trimmed_mean, 4)

BENCH({.name = "daa/median/small", .params = grid("agents", {20}), .tags = {"gate"}, .make = [](const Params& p) {
         return robust_case(p, 16384, 9, own);
       }});

// Stakes below 2^20 and ballots of a fixed pattern, so that the sum is known in closed form by a loop.
BENCH({.name = "daa/stake_tally", .params = grid("voters", {65536}), .tags = {"gate"}, .make = [](const Params& p) {
         const auto voters = std::size_t(p["voters"]);
         auto ballots = std::make_shared<std::vector<std::uint64_t>>(voters / 64 + 1);
         auto stakes = std::make_shared<std::vector<std::uint32_t>>(voters);
         std::uint64_t state = 1, want = 0;
         for (auto& word : *ballots) word = state = state * 6364136223846793005u + 1442695040888963407u;
         for (std::size_t v = 0; v < voters; ++v) {
           (*stakes)[v] = std::uint32_t(v * 2654435761u >> 12);
           want += (*ballots)[v / 64] >> v % 64 & 1 ? (*stakes)[v] : 0;
         }
         return op([=] { return kernels::stake_tally(ballots->data(), stakes->data(), voters); })
             .items(double(voters))
             .expect([want](std::uint64_t got) { return got == want ? "" : "the stakes of the yes votes are wrong"; });
       }});

BENCH({.name = "daa/quantise", .params = grid("n", {65536}), .make = [](const Params& p) {
         const auto n = std::size_t(p["n"]);
         auto x = std::make_shared<kernels::Buffer>(n, 0);
         x->randomise(1);
         auto q = std::make_shared<std::vector<std::int8_t>>(n);
         return op([=] { return kernels::quantise(x->data(), q->data(), n); })
             .items(double(n))
             .expect([=](float scale) -> std::string {
               for (std::size_t i = 0; i < n; ++i) {
                 if (!(std::abs(float((*q)[i]) * scale - x->data()[i]) <= 0.5001f * scale))
                   return near(x->data()[i], 0)((*q)[i]);
               }
               return "";
             });
       }});

BENCH({.name = "daa/top_k", .params = grid("n", {65536}), .make = [](const Params& p) {
         const auto n = std::size_t(p["n"]), k = n / 100;
         auto x = std::make_shared<kernels::Buffer>(n, 0);
         x->randomise(1);
         auto indices = std::make_shared<std::vector<std::uint32_t>>(k);
         return op([=] { return kernels::top_k(x->data(), n, k, indices->data()); })
             .items(double(n))
             .expect([=](std::size_t got) -> std::string {
               std::vector<float> all(x->data(), x->data() + n);
               for (float& v : all) v = std::abs(v);
               std::nth_element(all.begin(), all.begin() + std::ptrdiff_t(k - 1), all.end(), std::greater<>());
               for (const std::uint32_t i : *indices) {
                 if (std::abs(x->data()[i]) < all[k - 1]) return "an index of a smaller entry";
               }
               return got == k ? "" : "not k of them";
             });
       }});

}  // namespace
