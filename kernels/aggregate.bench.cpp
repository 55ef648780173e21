// Robust means of twenty agents, a million parameters each, against std::nth_element on each column; weighted means;
// votes of 65536 agents.
#include "kernels/aggregate.h"

#include <algorithm>
#include <cmath>

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

// Weights 1 to count, so that no two agents can be mistaken for each other.
void naive_weighted(const float* const* gradients, const float* weights, std::size_t count, float* mean,
                    std::size_t n) {
  float total = 0;
  for (std::size_t s = 0; s < count; ++s) total += weights[s];
  for (std::size_t i = 0; i < n; ++i) {
    float sum = 0;
    for (std::size_t s = 0; s < count; ++s) sum += weights[s] * gradients[s][i];
    mean[i] = sum / total;
  }
}

template <class Mean>
std::unique_ptr<Work> weighted_case(const Params& p, Mean mean) {
  const auto count = std::size_t(p["agents"]), n = cases::mean_parameters;
  auto s = std::make_shared<cases::Agents>(count, n);
  std::vector<float> weights(count);
  for (std::size_t a = 0; a < count; ++a) weights[a] = float(a + 1);
  return op([=] { mean(s->pointers.data(), weights.data(), count, s->mean.data(), n); })
      .bytes(4.0 * double(n * count))
      .items(double(n * count))
      .expect([=]() -> std::string {
        for (std::size_t i = 0; i < n; i += 509) {
          double want = 0;
          for (std::size_t a = 0; a < count; ++a) want += double(weights[a]) * s->pointers[a][i];
          want /= double(count * (count + 1)) / 2;
          if (!(std::abs(s->mean.data()[i] - want) <= 1e-6)) return near(want, 0)(s->mean.data()[i]);
        }
        return "";
      });
}

BENCH({.name = "daa/weighted_mean", .params = cases::mean_sizes(), .make = [](const Params& p) {
         return weighted_case(p, [](auto... x) { kernels::weighted_mean(x...); });
       }});
BENCH({.name = "daa/weighted_mean", .params = grid("agents", {20}), .impl = "naive", .make = [](const Params& p) {
         return weighted_case(p, naive_weighted);
       }});

std::uint64_t naive_count(const std::uint64_t* ballots, std::size_t voters) {
  std::uint64_t yes = 0;
  for (std::size_t v = 0; v < voters; ++v) yes += ballots[v / 64] >> v % 64 & 1;
  return yes;
}
std::uint64_t naive_tally(const std::uint64_t* ballots, const std::uint32_t* stakes, std::size_t voters) {
  std::uint64_t total = 0;
  for (std::size_t v = 0; v < voters; ++v) {
    if (ballots[v / 64] >> v % 64 & 1) total += stakes[v];
  }
  return total;
}

// Stakes below 2^20 and ballots of a fixed pattern.
struct Vote {
  explicit Vote(std::size_t voters) : ballots(voters / 64 + 1), stakes(voters) {
    std::uint64_t state = 1;
    for (auto& word : ballots) word = state = state * 6364136223846793005u + 1442695040888963407u;
    for (std::size_t v = 0; v < voters; ++v) stakes[v] = std::uint32_t(v * 2654435761u >> 12);
  }
  std::vector<std::uint64_t> ballots;
  std::vector<std::uint32_t> stakes;
};

template <class Count>
std::unique_ptr<Work> count_case(const Params& p, Count count) {
  const auto voters = std::size_t(p["voters"]);
  auto vote = std::make_shared<Vote>(voters);
  return op([=] { return count(vote->ballots.data(), voters); })
      .items(double(voters))
      .expect([want = naive_count(vote->ballots.data(), voters)](std::uint64_t got) {
        return got == want ? "" : "the count of the yes votes is wrong";
      });
}
template <class Tally>
std::unique_ptr<Work> tally_case(const Params& p, Tally tally) {
  const auto voters = std::size_t(p["voters"]);
  auto vote = std::make_shared<Vote>(voters);
  return op([=] { return tally(vote->ballots.data(), vote->stakes.data(), voters); })
      .items(double(voters))
      .expect([want = naive_tally(vote->ballots.data(), vote->stakes.data(), voters)](std::uint64_t got) {
        return got == want ? "" : "the stakes of the yes votes are wrong";
      });
}

const std::vector<Params> voters = grid("voters", {65536});

BENCH({.name = "daa/vote_count", .params = voters, .make = [](const Params& p) {
         return count_case(p, [](auto... x) { return kernels::vote_count(x...); });
       }});
BENCH({.name = "daa/vote_count", .params = voters, .impl = "naive", .make = [](const Params& p) {
         return count_case(p, naive_count);
       }});
BENCH({.name = "daa/stake_tally", .params = voters, .tags = {"gate"}, .make = [](const Params& p) {
         return tally_case(p, [](auto... x) { return kernels::stake_tally(x...); });
       }});
BENCH({.name = "daa/stake_tally", .params = voters, .impl = "naive", .make = [](const Params& p) {
         return tally_case(p, naive_tally);
       }});

}  // namespace
