// The gate's policy as plain values: tolerances per pattern, acknowledged regressions, renamed benchmarks. It is read
// by config, from base, and judged by gate/policy.h; a change cannot loosen its own gate.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace harness {

// The smallest absolute change that counts: "20ns" is {2e-8, "time"}, "4KiB" is {4096, "bytes"}.
struct Minimum {
  double value = 0;
  std::string kind;
  bool operator==(const Minimum&) const = default;
};

// For the benchmarks whose whole name matches; what it does not say is left to earlier overrides and the default.
struct Override {
  std::string benchmarks, lane;  // globs; lane "" is any
  std::optional<double> tolerance = {};
  std::optional<Minimum> minimum = {};
  std::optional<double> critical = {};  // where severity stops being warning; else twice the tolerance
  bool operator==(const Override&) const = default;
};

using Date = std::chrono::year_month_day;

// A slowdown that its owner accepts, up to a limit and a day (which still counts).
struct Acknowledgement {
  std::string benchmarks, lane;  // globs; lane "" is any
  std::string reason, owner;
  double limit = 0;  // share: 0.12 is +12 %
  Date until{};
  bool operator==(const Acknowledgement&) const = default;
};

struct Policy {
  double tolerance = 0.05;
  std::vector<std::string> tags = {"gate"};  // the gate's default plan, of suites that declare tags
  bool strict = false;                       // unsure is no verdict
  std::optional<double> budget_s;
  std::vector<std::string> metrics = {"time"};    // what is measured of a benchmark: time, instructions, allocations
  std::string release;                            // gate against it too: a ref, or a pattern of tags; "" is none
  std::vector<Override> overrides;                // the last that matches wins, key by key
  std::vector<Acknowledgement> acknowledgements;  // of baselines/acknowledged.toml
  bool operator==(const Policy&) const = default;
};

// A benchmark that head calls by another name; either both are plain names or both hold one *.
struct Rename {
  std::string from, to;
};

// * is any text, ? one character; the pattern is over the whole name. An empty pattern matches everything.
bool glob_matches(const std::string& pattern, const std::string& name);
// What `name` becomes by the renames that fit it; nothing where none does.
std::optional<std::string> new_name(const std::vector<Rename>& renames, const std::string& name);
std::optional<std::string> old_name(const std::vector<Rename>& renames, const std::string& name);

// What is wrong with such a list; "" where nothing is.
std::string unknown_metric(const std::vector<std::string>& metrics);

std::string date_text(const Date& date);  // 2026-12-31
Date today();                             // UTC
Minimum parse_minimum(const std::string& text, const std::string& what);

// baselines/acknowledged.toml from its text; `shown_as` is the name in messages. Throws Error(usage).
inline constexpr const char* acknowledgements_path = "baselines/acknowledged.toml";
std::vector<Acknowledgement> parse_acknowledgements(const std::string& text, const std::string& shown_as);

}  // namespace harness
