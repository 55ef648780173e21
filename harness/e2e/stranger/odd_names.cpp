// Google Benchmark's names that mean something to a regular expression, as templates over arrays make them.
#include <benchmark/benchmark.h>

namespace {

template <class T>
void size(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(sizeof(T));
}
BENCHMARK_TEMPLATE(size, char[64]);
BENCHMARK_TEMPLATE(size, int*);
BENCHMARK_TEMPLATE(size, int (*)(int));
BENCHMARK_TEMPLATE(size, char)->Name("braces{1,2}");

}  // namespace

BENCHMARK_MAIN();
