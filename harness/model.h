// The vocabulary of docs/data-model.md as plain values: what suite/ produces, store/ keeps, stats and gate judge and
// output prints. Times are in seconds per operation, sizes in bytes, shares of 1; *_ns are nanoseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

// What one column of values is. Only points of one series are ever joined.
struct Series {
  std::string benchmark;
  std::int64_t version = 1;
  std::string metric = "time";
  std::string unit = "s";
  std::string better = "less";  // less | more
  std::string kind = "time";    // time | bytes | count | share
  bool exact = false;
  bool primary = true;
  bool judged = true;  // false: a counter that nobody declared
  std::string impl = "own";
  std::string lane = "native";
  std::string clock = "cpu";  // cpu | process_cpu | wall
  std::string mode = "time";
  std::string machine_class = {};

  bool operator==(const Series&) const = default;
};

// Whether changes of this kind are told as ratios; those of the others are differences.
inline bool has_ratios(std::string_view kind) { return kind == "time" || kind == "bytes"; }

struct Sample {
  Series series;
  std::int64_t iterations = 1;  // operations per value
  std::vector<double> values;   // one per batch
};

struct Machine {
  std::string fingerprint;
  std::string machine_class;
  std::string details;  // JSON
};

// A commit as git shows it in large repositories.
inline std::string short_commit(std::string_view id, bool dirty = false) {
  return std::string(id.substr(0, 10)) + (dirty ? "+dirty" : "");
}

struct Build {
  std::string key;
  std::string label;
  std::string commit;  // "" where there is none
  std::optional<std::int64_t> commit_time_s;
  bool dirty = false;
  std::string details = "{}";  // JSON
};

struct Session {
  std::int64_t id = 0;
  std::string uuid;
  std::string kind;   // run | ab | gate | confirm | profile | import
  std::string state;  // running | done | partial
  std::optional<std::int64_t> parent;
  Machine machine;
  std::int64_t started_ns = 0;
  std::optional<std::int64_t> ended_ns;
  std::int64_t process = 0;
  std::int64_t process_started = 0;
  std::int64_t seed = 0;
  std::optional<Build> base;
  std::optional<Build> head;
  std::string tool;
  std::string details = "{}";  // JSON
};

struct Launch {
  std::int64_t round = 0;
  std::string side = "solo";  // base | head | solo
  int slot = 0;               // 0: started first
  std::string impl = "own";
  std::string lane;
  std::string mode = "time";
  std::string pairing = "solo";  // solo | twin | lockstep | alternate
  std::int64_t seed = 0;
  std::optional<std::int64_t> layout_seed;
  std::int64_t started_ns = 0;
  std::int64_t elapsed_ns = 0;
  std::optional<int> core;
  std::optional<double> overlap;
  std::optional<double> steal;
  std::int64_t user_ns = 0;
  std::int64_t system_ns = 0;
  std::int64_t peak_rss_bytes = 0;
  std::int64_t switches = 0;
  int exit = 0;         // exit code, or minus the signal
  std::string failure;  // "" or what went wrong
  std::vector<std::string> benchmarks;
  std::vector<Sample> samples;
  // When each batch was measured, where the suite says so; what overlap is computed from. Not stored.
  struct Batch {
    double start_s, end_s;  // CLOCK_MONOTONIC
  };
  std::vector<Batch> batches = {};
};

// How the failure of a launch begins that was measured well and is kept, but counts for nothing: a disturbed one that
// was taken again, one that only served to see what layouts do.
inline constexpr std::string_view repeated_launch = "repeated: ", launch_apart = "apart: ";
inline bool set_aside(const Launch& launch) {
  return launch.failure.starts_with(repeated_launch) || launch.failure.starts_with(launch_apart);
}

// What was decided on one contrast. Changes are log ratios for times and bytes, else differences; positive is worse.
struct Verdict {
  Series series;
  std::string verdict;   // slower | faster | same | unsure | failed | missing | new | incomparable
  std::string severity;  // "" | warning | critical
  std::int64_t pairs = 0;
  std::optional<double> base_median, head_median, change, lo, hi, error, p;
  double tolerance = 0.05;
  std::optional<double> detectable;
  std::optional<bool> confirmed;
  std::string note;
  std::string pairing;                          // of the launches it rests on: twin | lockstep | alternate, or ""
  std::optional<double> spread, layout_spread;  // standard deviation of the differences; what layout has in it
  // Of this gate, not of the store:
  std::string acknowledged;  // "" or who accepts a confirmed slowdown, until when, and why
  std::string source;        // file:line where head declares it, or ""
};

struct Finding {
  std::string code;     // swarmperf explain CODE
  std::string subject;  // benchmark, lane or ""
  std::string text;

  bool operator==(const Finding&) const = default;
};

// A session with all that was kept of it: what files of other tools are read into and written from.
struct Record {
  Session session;
  std::string parent_uuid;  // of a confirmation: whose suspects it repeats
  std::vector<Launch> launches;
  std::vector<Verdict> verdicts;
  std::vector<Finding> findings;
};

}  // namespace harness
