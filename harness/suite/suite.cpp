#include "harness/suite/suite.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "harness/error.h"
#include "harness/suite/declaration.h"
#include "harness/suite/last_words.h"
#include "harness/suite/samples.h"
#include "harness/whole_file.h"

namespace harness {
namespace {

constexpr std::int64_t max_result_bytes = 64 << 20;
constexpr std::uint64_t max_padding_bytes = 4096;  // a page: what moves the stack by less than the kernel does itself

// What a suite itself wrote of a benchmark that failed.
struct WrittenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct RemovedFile {
  std::string path = temporary_file();
  ~RemovedFile() {
    std::error_code none;
    std::filesystem::remove(path, none);
  }
};

std::string how_it_ended(const Outcome& outcome) {
  if (outcome.took_too_long) return outcome.failure + " (limit in bench.toml, or --limit)";
  if (!outcome.failure.empty()) return outcome.failure;
  const std::string said = last_words(outcome.errors);
  const std::string after = said.empty() ? "" : ": " + said;
  if (outcome.exit < 0) return fmt::format("it was ended by {}{}", signal_name(-outcome.exit), after);
  if (outcome.exit > 0) return fmt::format("it ended with exit code {}{}", outcome.exit, after);
  return "";
}

// Strangers' names say which clock they ask for.
void take_clock_from_name(Benchmark& b) {
  const auto has = [&](const char* part) { return b.name.find(part) != std::string::npos; };
  if (has("/real_time") || has("/manual_time") || has("/threads:")) {
    b.clock = "wall";
  } else if (has("/process_time")) {
    b.clock = "process_cpu";
  } else {
    b.clock = "cpu";
  }
  b.twin = b.clock == "cpu";
}

void read_names(const std::string& text, const SuiteSpec& suite, Listing& listing) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    Benchmark b;
    b.name = b.suite_name = line;
    b.tags = suite.tags;
    take_clock_from_name(b);
    listing.benchmarks.push_back(std::move(b));
  }
}

std::vector<std::string> start_of(const SuiteSpec& suite, const std::vector<std::string>& lane_arguments) {
  std::vector<std::string> arguments = suite.command;
  arguments.insert(arguments.end(), lane_arguments.begin(), lane_arguments.end());
  return arguments;
}

}  // namespace

std::string temporary_file() {
  std::string path = (std::filesystem::temp_directory_path() / "swarmperf-XXXXXX").string();
  const int fd = mkstemp(path.data());
  if (fd < 0)
    throw Error(Exit::internal, "cannot make a temporary file in " + path + "; set TMPDIR to a folder with room");
  close(fd);
  return path;
}

std::string escaped(const std::string& name) {
  std::string out;
  for (const char c : name) {
    // Not the closing ] and }: alone they mean themselves, and libstdc++ refuses their escapes.
    if (std::string_view("\\^$.|?*+()[{").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

Listing list_suite(const SuiteSpec& suite, const std::vector<std::string>& lane_arguments) {
  Listing listing;
  if (suite.kind == "command") {
    Benchmark b;
    b.name = b.suite_name = suite.name;
    b.tags = suite.tags;
    b.clock = suite.clock;
    listing.lane = "process";
    listing.benchmarks.push_back(b);
    return listing;
  }
  const RemovedFile out;
  Command command;
  command.arguments = start_of(suite, lane_arguments);
  command.arguments.insert(command.arguments.end(), {"--benchmark_list_tests=true", "--benchmark_out=" + out.path,
                                                     "--benchmark_out_format=json"});
  command.folder = suite.folder;
  command.output = Command::Keep::whole;
  const Outcome outcome = run(command, {suite.limit_s, out.path, max_result_bytes});
  const auto fail = [&](const std::string& what) {
    throw Error(Exit::benchmark,
                fmt::format("suite {}: asked {} for its benchmarks: {}; check that the command is a Google "
                            "Benchmark executable or follows docs/suite-protocol.md",
                            suite.name, suite.command[0], what));
  };
  if (const std::string ended = how_it_ended(outcome); !ended.empty()) fail(ended);
  const std::string written = whole_file(out.path).value_or("");
  try {
    const std::string declaration = written.empty() ? "" : parse_gbench_json(written).declaration;
    if (declaration.empty()) {
      read_names(outcome.output, suite, listing);
    } else {
      read_declaration(declaration, listing);
    }
  } catch (const std::exception& error) {
    fail(error.what());
  }
  if (listing.benchmarks.empty()) fail("it has none");
  std::set<std::string> seen;
  for (const Benchmark& b : listing.benchmarks) {
    if (b.suite_name.size() > 10000 || b.suite_name.find('\0') != std::string::npos)
      fail("it printed no names but garbage");
    if (!seen.insert(b.suite_name).second) fail(fmt::format("'{}' is there twice", b.suite_name));
  }
  return listing;
}

PreparedLaunch::PreparedLaunch(const SuiteSpec& suite, const Listing& listing, LaunchRequest request)
    : suite_(suite), listing_(listing), request_(std::move(request)) {
  command_.arguments = start_of(suite, request_.lane_arguments);
  command_.folder = suite.folder;
  if (request_.layout) command_.arguments[0] = suite.layouts.at(*request_.layout);
  if (request_.core) command_.cores = {*request_.core};
  command_.measured = true;
  command_.added["SWARMPERF_PADDING"] = std::string(request_.seed % max_padding_bytes, 'x');
  if (suite.kind == "command") return;
  out_file_ = temporary_file();
  std::string filter;
  for (const Benchmark& b : request_.benchmarks) filter += (filter.empty() ? "" : "|") + escaped(b.suite_name);
  command_.arguments.push_back("--benchmark_filter=^(" + filter + ")$");
  command_.arguments.push_back("--benchmark_out=" + out_file_);
  command_.arguments.push_back("--benchmark_out_format=json");
  if (listing.fixed_iterations && request_.iterations > 0) {
    command_.arguments.push_back(fmt::format("--iterations={}", request_.iterations));
    command_.arguments.push_back(fmt::format("--batches={}", request_.batches));
  } else {
    command_.arguments.push_back(fmt::format("--benchmark_min_time={:.6f}", request_.min_time_s));
    command_.arguments.push_back(fmt::format("--benchmark_repetitions={}", request_.batches));
  }
}

PreparedLaunch::~PreparedLaunch() {
  std::error_code none;
  if (!out_file_.empty()) std::filesystem::remove(out_file_, none);
}

void PreparedLaunch::take_turns(int in, int out) {
  command_.inherited = {in, out};
  command_.arguments.push_back(fmt::format("--lockstep={},{}", in, out));
}

Limits PreparedLaunch::limits() const { return {suite_.limit_s, out_file_, max_result_bytes}; }

Launch PreparedLaunch::finish(const Outcome& outcome) const {
  Launch launch;
  launch.lane = listing_.lane;
  launch.impl = request_.benchmarks.at(0).impl;
  launch.seed = std::int64_t(request_.seed);
  launch.started_ns = outcome.started_ns;
  launch.elapsed_ns = outcome.elapsed_ns;
  launch.core = request_.core;
  if (request_.layout) launch.layout_seed = std::int64_t(*request_.layout) + 1;
  launch.user_ns = outcome.user_ns;
  launch.system_ns = outcome.system_ns;
  launch.peak_rss_bytes = outcome.peak_rss_bytes;
  launch.switches = outcome.switches;
  launch.exit = outcome.exit;
  for (const Benchmark& b : request_.benchmarks) launch.benchmarks.push_back(b.name);
  const std::string ended = how_it_ended(outcome);
  if (suite_.kind == "command") {
    launch.failure = ended;
    if (!ended.empty()) return launch;
    Entry entry;
    entry.iterations = 1;
    entry.real_time_s = double(outcome.elapsed_ns) * 1e-9;
    entry.cpu_time_s = double(outcome.user_ns + outcome.system_ns) * 1e-9;
    launch.samples = samples_of(request_.benchmarks[0], listing_.lane, {entry});
    return launch;
  }
  if (!outcome.failure.empty() || outcome.exit < 0) {
    launch.failure = ended;
    return launch;
  }
  if (outcome.exit == 0 && whole_file(out_file_).value_or("").empty()) {
    const std::string said = last_words(outcome.errors);
    launch.failure = said.empty() ? "it wrote nothing" : "it wrote nothing, and said: " + said;
    return launch;
  }
  try {
    read_results(launch);
    launch.failure = ended;
  } catch (const WrittenError& error) {
    launch.failure = error.what();  // its own words for what went wrong
  } catch (const std::exception& error) {
    launch.failure = ended.empty() ? error.what() : ended;
  }
  return launch;
}

void PreparedLaunch::read_results(Launch& launch) const {
  const SuiteOutput out = parse_gbench_json(whole_file(out_file_).value_or(""));
  std::map<std::string, std::vector<Entry>> by_name;
  for (const Entry& entry : out.entries) by_name[entry.name].push_back(entry);
  for (const Benchmark& b : request_.benchmarks) {
    for (const Entry& entry : by_name[b.suite_name]) {
      if (!entry.error.empty()) throw WrittenError(entry.error);
    }
    std::vector<Entry>& entries = by_name[b.suite_name];
    const auto batches = take_batches(entries);
    if (request_.benchmarks.size() == 1) launch.batches = batches;
    auto samples = samples_of(b, listing_.lane, entries);
    launch.samples.insert(launch.samples.end(), std::make_move_iterator(samples.begin()),
                          std::make_move_iterator(samples.end()));
  }
}

}  // namespace harness
