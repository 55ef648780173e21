// The Google Benchmark door. Its loop measures; this file registers the cases, fixes the number of iterations where the
// harness asks for it, and keeps the names as they were declared (Iterations() and UseRealTime() would change them).
#include "harness/bench/native_host.h"

#include <benchmark/benchmark.h>

#include <charconv>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "harness/bench/bench.h"
#include "harness/bench/thread_cores.h"
#include "harness/bench/token.h"

namespace bench {
namespace {

struct Options {
  std::int64_t iterations = 0;  // 0: Google Benchmark chooses
  std::int64_t batches = 1;
  bool list = false;
  std::string out;
  std::string filter;
  std::string impl;  // empty: all, under their own names
  Token token;
};

// Google Benchmark's own writers, with the declared names: time type, iterations and repetitions are in the context.
template <class Reporter>
class DeclaredNames : public Reporter {
 public:
  void ReportRuns(const std::vector<benchmark::BenchmarkReporter::Run>& runs) override {
    auto renamed = runs;
    for (auto& run : renamed) {
      run.run_name.iterations.clear();
      run.run_name.repetitions.clear();
      run.run_name.time_type.clear();
      run.run_name.min_time.clear();
    }
    Reporter::ReportRuns(renamed);
  }
};

double monotonic_s() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

}  // namespace

// A function of its own, by whose name a counter of instructions knows what is timed (docs/suite-protocol.md).
extern "C" [[gnu::noinline]] std::int64_t swarmperf_batch(Work& work, std::int64_t operations) {
  return work.run(operations);
}

namespace {

// One case of this process: set up at its first batch, then kept for all of them.
class Runner {
 public:
  Runner(Case declared, const Options& options) : case_(std::move(declared)), options_(options) {}

  void batch(benchmark::State& state) {
    if (!work_ && !prepare(state.max_iterations)) return state.SkipWithError(problem_.c_str());
    std::int64_t done = 0;
    options_.token.wait();
    const double start_s = monotonic_s();
    while (state.KeepRunningBatch(state.max_iterations)) done += swarmperf_batch(*work_, state.max_iterations);
    const double end_s = monotonic_s();
    options_.token.pass();
    if (options_.iterations > 0) {  // for the harness, which compares it with the other arm's
      state.counters["batch_start_s"] = start_s;
      state.counters["batch_end_s"] = end_s;
    }
    if (done != state.iterations()) {
      problem_ = "asked for " + std::to_string(state.iterations()) + " operations, " + std::to_string(done) + " done";
      return state.SkipWithError(problem_.c_str());
    }
    ++batch_;
    const bool last = options_.iterations == 0 || batch_ == options_.batches;
    if (last && !checked()) return state.SkipWithError(problem_.c_str());
    if (work_->bytes_per_op > 0) state.SetBytesProcessed(std::int64_t(work_->bytes_per_op * double(done)));
    if (work_->items_per_op > 0) state.SetItemsProcessed(std::int64_t(work_->items_per_op * double(done)));
    if (!last) return;
    for (const auto& [name, read] : work_->metrics) state.counters[name] = read();
  }

  const Case& declared() const { return case_; }
  const std::string& problem() const { return problem_; }

 private:
  bool prepare(std::int64_t batch_iterations) {
    if (!problem_.empty()) return false;
    work_ = case_.spec->make(case_.params);
    work_->run(1);
    if (!checked()) return false;
    if (options_.iterations > 0) work_->run(batch_iterations);  // warm-up: one batch that nobody times
    if (options_.token.shared()) pin_threads();
    return true;
  }
  bool checked() {
    problem_ = work_->check();
    if (problem_.empty()) return true;
    problem_ = "wrong result: " + problem_;
    work_.reset();
    return false;
  }

  Case case_;
  const Options& options_;
  std::unique_ptr<Work> work_;
  std::int64_t batch_ = 0;
  std::string problem_;
};

const char* word(Clock clock) {
  return clock == Clock::cpu ? "cpu" : clock == Clock::process_cpu ? "process_cpu" : "wall";
}
const char* word(Kind kind) {
  constexpr const char* words[] = {"time", "bytes", "count", "share"};
  return words[int(kind)];
}

// What docs/suite-protocol.md calls the declaration.
nlohmann::json declaration(const std::vector<Case>& cases, const NativeLanes& lanes) {
  using nlohmann::json;
  json all = json::array();
  for (const Case& c : cases) {
    json metrics = json::array();
    for (const Metric& m : c.spec->metrics) {
      metrics.push_back({{"name", m.name},
                         {"unit", m.unit},
                         {"better", m.better == Better::less ? "less" : "more"},
                         {"kind", word(m.kind)},
                         {"exact", m.exact},
                         {"primary", m.primary}});
    }
    all.push_back({{"name", c.name},
                   {"version", c.spec->version},
                   {"tags", c.spec->tags},
                   {"clock", word(c.spec->clock)},
                   {"source", std::string(c.spec->file) + ":" + std::to_string(c.spec->line)},
                   {"metrics", metrics}});
  }
  json lane_flags = json::array();
  for (const std::string& isa : lanes.supported) {
    lane_flags.push_back({{"lane", "native/" + isa}, {"arguments", {"--isa=" + isa}}});
  }
  return {{"protocol", 1},       {"lane", "native/" + lanes.current()},
          {"lanes", lane_flags}, {"flags", {"iterations", "batches", "lockstep", "pins-threads", "marked-batches"}},
          {"threads", "single"}, {"about", lanes.about},
          {"benchmarks", all}};
}

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

// Takes this host's own flags out of the arguments; returns what is wrong with them, or "".
std::string take_own_flags(std::vector<char*>& arguments, Options& options, const NativeLanes& lanes) {
  std::vector<char*> rest;
  for (char* raw : arguments) {
    const std::string_view argument = raw;
    const std::string_view value = argument.substr(std::min(argument.size(), argument.find('=') + 1));
    if (starts_with(argument, "--isa=")) {
      if (!lanes.force(std::string(value))) return "this machine cannot run --isa=" + std::string(value);
    } else if (starts_with(argument, "--iterations=") || starts_with(argument, "--batches=")) {
      const auto number = positive(value);
      if (!number) return std::string(argument) + ": want a number from 1";
      (starts_with(argument, "--iterations=") ? options.iterations : options.batches) = *number;
    } else if (starts_with(argument, "--lockstep=")) {
      const auto in = positive(value.substr(0, value.find(',')));
      const auto out = positive(value.substr(std::min(value.size(), value.find(',') + 1)));
      if (!in || !out) return std::string(argument) + ": want two file descriptors, such as --lockstep=5,6";
      options.token = Token(int(*in), int(*out));
    } else if (starts_with(argument, "--impl=")) {
      options.impl = value;
    } else {
      if (argument == "--benchmark_list_tests" || argument == "--benchmark_list_tests=true") options.list = true;
      if (starts_with(argument, "--benchmark_out=")) options.out = value;
      if (starts_with(argument, "--benchmark_filter=")) {
        options.filter = value;
        continue;  // matched here: Google Benchmark would match the name with its suffixes
      }
      rest.push_back(raw);
    }
  }
  arguments = rest;
  return "";
}

std::vector<Case> filtered(const std::string& filter, const std::string& impl) {
  std::vector<Case> cases = all_cases();
  if (!impl.empty()) {
    std::erase_if(cases, [&](const Case& c) { return c.spec->impl != impl; });
    for (Case& c : cases) c.name = c.spec->name + c.params.suffix();
  }
  if (filter.empty() || filter == "all" || filter == ".") return cases;
  const bool exclude = filter[0] == '-';
  const std::regex pattern(filter.substr(exclude), std::regex::extended);
  std::erase_if(cases, [&](const Case& c) { return std::regex_search(c.name, pattern) == exclude; });
  return cases;
}

int list(const std::vector<Case>& cases, const nlohmann::json& declared, const Options& options) {
  for (const Case& c : cases) std::cout << c.name << "\n";
  if (options.out.empty()) return 0;
  std::ofstream file(options.out);
  file << nlohmann::json{{"context", {{"swarmperf", declared.dump()}}}, {"benchmarks", nlohmann::json::array()}};
  return file.flush() ? 0 : 2;
}

}  // namespace

int native_main(int argc, char** argv, const NativeLanes& lanes) {
  std::vector<char*> arguments(argv, argv + argc);
  Options options;
  if (const std::string problem = take_own_flags(arguments, options, lanes); !problem.empty()) {
    std::cerr << problem << "\n";
    return 2;
  }
  std::vector<Case> cases;
  try {
    cases = filtered(options.filter, options.impl);
  } catch (const std::regex_error& error) {
    std::cerr << "--benchmark_filter=" << options.filter << ": not a regular expression: " << error.what() << "\n";
    return 2;
  }
  if (cases.empty() && !options.impl.empty()) {
    std::cerr << "--impl=" << options.impl << ": this suite has nothing of that name that matches\n";
    return 2;
  }
  const nlohmann::json declared = declaration(cases, lanes);
  if (options.list) return list(cases, declared, options);

  int left = int(arguments.size());
  benchmark::Initialize(&left, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(left, arguments.data())) return 2;
  benchmark::AddCustomContext("swarmperf", declared.dump());

  std::vector<std::unique_ptr<Runner>> runners;
  for (const Case& c : cases) {
    runners.push_back(std::make_unique<Runner>(c, options));
    auto* entry = benchmark::RegisterBenchmark(
        c.name.c_str(), [runner = runners.back().get()](benchmark::State& state) { runner->batch(state); });
    if (c.spec->clock == Clock::wall) entry->UseRealTime();
    if (c.spec->clock == Clock::process_cpu) entry->MeasureProcessCPUTime();
    if (options.iterations > 0) entry->Iterations(options.iterations)->Repetitions(int(options.batches));
  }
  DeclaredNames<benchmark::ConsoleReporter> console;
  DeclaredNames<benchmark::JSONReporter> file;
  benchmark::RunSpecifiedBenchmarks(&console, options.out.empty() ? nullptr : &file);
  for (const auto& runner : runners) {
    if (!runner->problem().empty()) return 1;
  }
  return 0;
}

}  // namespace bench
