// A stranger's benchmarks: plain Google Benchmark, knows nothing of swarmperf. 24 cases over computing, memory,
// allocation, hash tables and sorting. EXTRA is the share of extra work, in per cent, that a test plants in `mix/4096`.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>

#ifndef EXTRA
#define EXTRA 0
#endif

namespace {

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

void hashing(benchmark::State& state) {
  const auto n = std::uint64_t(state.range(0));
  const std::uint64_t extra = n == 4096 ? n * EXTRA / 100 : 0;
  for (auto _ : state) {
    std::uint64_t h = 1;
    for (std::uint64_t i = 0; i < n + extra; ++i) h = mix(h + i);
    benchmark::DoNotOptimize(h);
  }
}

void floats(benchmark::State& state) {
  std::vector<double> a(std::size_t(state.range(0)), 1.5), b(a.size(), 0.5);
  for (auto _ : state) benchmark::DoNotOptimize(std::inner_product(a.begin(), a.end(), b.begin(), 0.0));
}

void memory(benchmark::State& state) {
  std::vector<std::uint32_t> next(std::size_t(state.range(0)) / 4);
  std::iota(next.begin(), next.end(), 1u);
  next.back() = 0;
  for (std::size_t i = next.size() - 1; i > 0; --i) std::swap(next[i], next[mix(i) % i]);
  std::uint32_t at = 0;
  for (auto _ : state) {
    for (int i = 0; i < 1000; ++i) at = next[at];
    benchmark::DoNotOptimize(at);
  }
}

void alloc(benchmark::State& state) {
  const auto size = std::size_t(state.range(0));
  for (auto _ : state) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 100; ++i) texts.emplace_back(size + (i & 63), 'x');
    benchmark::DoNotOptimize(texts.data());
  }
}

void table(benchmark::State& state) {
  const auto n = std::uint64_t(state.range(0));
  std::unordered_map<std::uint64_t, std::uint64_t> map;
  for (std::uint64_t i = 0; i < n; ++i) map[mix(i)] = i;
  for (auto _ : state) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) sum += map.find(mix(i % n))->second;
    benchmark::DoNotOptimize(sum);
  }
}

void sorting(benchmark::State& state) {
  std::vector<std::uint64_t> values(std::size_t(state.range(0))), work;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = mix(i);
  for (auto _ : state) {
    work = values;
    std::sort(work.begin(), work.end());
    benchmark::DoNotOptimize(work.data());
  }
}

BENCHMARK(hashing)->Name("mix")->RangeMultiplier(4)->Range(1024, 65536);
BENCHMARK(floats)->RangeMultiplier(4)->Range(1024, 65536);
BENCHMARK(memory)->RangeMultiplier(8)->Range(4096, 2 << 20);
BENCHMARK(alloc)->RangeMultiplier(4)->Range(16, 1024);
BENCHMARK(table)->RangeMultiplier(4)->Range(256, 16384);
BENCHMARK(sorting)->Name("sort")->RangeMultiplier(4)->Range(64, 4096);

}  // namespace

BENCHMARK_MAIN();
