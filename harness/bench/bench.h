// All that a benchmark author includes. A benchmark is declared once and runs natively, under Node and in a browser:
//
//   BENCH({.name = "core/dot/f32",
//          .params = grid("n", {1024, 65536}),
//          .tags = {"gate"},
//          .make = [](const Params& p) {
//            auto s = std::make_shared<Operands>(p["n"]);                            // set-up: not timed
//            return op([s] { return kernels::dot(s->a.data(), s->b.data(), s->n); })  // timed: only this call
//                .bytes(8 * p["n"]).items(p["n"])
//                .expect(near(s->reference(), 1e-4));                                // checked before any timing
//          }});
//
// The case above is called core/dot/f32/n=1024. A host performs: make, one run, the check, warm-up, batches, the check
// again. Nothing that fails its check is timed. Exceptions are not available everywhere: a factory reports a problem by
// a check that fails.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/bench/op.h"

namespace bench {

// Which clock the primary metric reads. cpu: CPU time of the calling thread (single-threaded work). process_cpu: CPU
// time of all threads. wall: elapsed time (work that waits or uses threads).
enum class Clock { cpu, process_cpu, wall };

// The parameters of one case in the order in which they appear in its name.
class Params {
 public:
  // Adds one, after those that are there.
  void add(std::string key, std::int64_t value) { values_.emplace_back(std::move(key), value); }
  // Returns the value of `key`; ends the program with a message when the benchmark has no such parameter.
  std::int64_t operator[](std::string_view key) const;
  // Returns these parameters followed by `more`.
  Params with(const Params& more) const;
  // Returns "/n=1000/agents=5", or "" without parameters.
  std::string suffix() const;

 private:
  std::vector<std::pair<std::string, std::int64_t>> values_;
};

// Returns one Params per value.
std::vector<Params> grid(const std::string& key, const std::vector<std::int64_t>& values);
// Returns every combination of the two.
std::vector<Params> operator*(const std::vector<Params>& left, const std::vector<Params>& right);

// What a metric beside the primary time means to whoever judges it.
enum class Better { less, more };
enum class Kind { time, bytes, count, share };
struct Metric {
  std::string name;  // ends in its unit or is dimensionless: latency_p99_ns, in_use_bytes
  std::string unit;  // ns, B, 1, items/s
  Better better = Better::less;
  Kind kind = Kind::count;
  bool exact = false;    // repeats agree to the last digit
  bool primary = false;  // judged instead of the time of one operation
};

// What a benchmark says of itself: what BENCH takes.
struct Spec {
  std::string name;  // category/subject[/case]
  int version = 1;   // raised when the body changes meaning: old values are incomparable
  std::vector<Params> params = {Params{}};
  std::vector<std::string> tags = {};  // "gate": in the gate's default plan; "on-demand": only when named
  Clock clock = Clock::cpu;
  std::vector<Metric> metrics = {};  // every metric that the op attaches with .metric()
  std::string impl = "own";          // "naive", or a peer's name; not "own" adds /impl=... to the name
  std::function<std::unique_ptr<Work>(const Params&)> make = {};
  const char* file = __builtin_FILE();
  int line = __builtin_LINE();
};

// One thing that can be run: a Spec with one set of parameters.
struct Case {
  const Spec* spec;
  Params params;
  std::string name;  // core/gemm/f32/n=1000, or core/gemm/f32/n=1000/impl=naive
};

// Returns every case of the program, sorted by name. Ends the program on a duplicate name or an unnamed benchmark.
std::vector<Case> all_cases();

// Makes a benchmark known to all_cases(); what BENCH declares.
struct Registration {
  explicit Registration(Spec spec);
};

}  // namespace bench

#define BENCH_JOIN2(a, b) a##b
#define BENCH_JOIN(a, b) BENCH_JOIN2(a, b)
// Declares a benchmark; takes the members of Spec as a designated initialiser, in their order.
#define BENCH static const ::bench::Registration BENCH_JOIN(bench_registration_, __COUNTER__)
