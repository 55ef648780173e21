// Reads what a suite wrote: Google Benchmark's JSON, tolerantly, because strangers write it too.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace harness {

struct Entry {
  std::string name;
  std::int64_t iterations = 0;
  double real_time_s = 0;  // per operation
  double cpu_time_s = 0;
  std::string error;  // "" or why the suite skipped it
  std::map<std::string, double> counters;
};

struct SuiteOutput {
  std::string declaration;     // JSON text of context.swarmperf, or ""
  std::vector<Entry> entries;  // batches in order; aggregates left out
};

// Replaces NaN, Infinity and their negatives outside strings by null, which JSON has a word for.
std::string without_bare_numbers(const std::string& text);
// One element of "benchmarks". Throws std::runtime_error, or json's exceptions where a member is of the wrong type.
Entry read_entry(const nlohmann::json& from);

// Parses the text. Throws std::runtime_error with a few words ("cut short", "not JSON") when it cannot.
// Bare NaN and Infinity, which Google Benchmark 1.7 writes, are read as absent counters.
SuiteOutput parse_gbench_json(const std::string& text);

}  // namespace harness
