// doctor: what this machine is, what swarmperf can do on it, and what stands in the way. Changes nothing.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/python.h"
#include "harness/cli/session.h"
#include "harness/cli/verb.h"
#include "harness/exact/callgrind.h"
#include "harness/output/json.h"
#include "harness/output/progress.h"
#include "harness/output/text.h"
#include "harness/profile/sampler.h"
#include "harness/refs/shell.h"
#include "harness/study/study.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"

namespace cli {
namespace {

using namespace harness;
constexpr double busy_load_per_core = 0.2;

struct Check {
  bool fine;
  std::string code;  // where not fine
  std::string subject, text;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<Check> checks(const Machine& machine) {
  const nlohmann::json details = nlohmann::json::parse(machine.details);
  std::vector<Check> out;
  const bool is_virtual = details["virtual"];
  out.push_back({!is_virtual, "N010", "machine", machine.machine_class + (is_virtual ? ": a virtual machine" : "")});
  const std::string governor = details["governor"];
  out.push_back({is_virtual || governor == "performance", "N011", "frequency", "governor " + governor});
  double load[1] = {};
  const bool known = getloadavg(load, 1) == 1;
  const auto cores = double(allowed_cores().size());
  out.push_back({!known || load[0] < busy_load_per_core * cores, "N020", "load",
                 fmt::format("{:.2f} over the last minute on {} cores", load[0], cores)});
  out.push_back({cores > 1, "N021", "cores",
                 fmt::format("measuring on core {}, the harness stays on {}", measuring_core(),
                             cores > 1 ? "the others" : "it too")});
  const ShellResult git = shell("git --version");
  out.push_back({git.exit == 0, "N032", "git",
                 git.exit == 0 ? git.output : "not found: apt-get install git; without it no refs can be compared"});
  const ShellResult compiler = shell("c++ --version");
  out.push_back({compiler.exit == 0, "N033", "compiler",
                 compiler.exit == 0 ? first_line(compiler.output) : "not found: apt-get install g++"});
  const ShellResult ninja = shell("ninja --version"), linker = shell("ld.lld --version");
  const bool shuffles = ninja.exit == 0 && linker.exit == 0;
  out.push_back({shuffles, "N036", "layouts",
                 shuffles ? fmt::format("ninja {}, {}", ninja.output, first_line(linker.output))
                          : "ninja or ld.lld not found: apt-get install ninja-build lld"});
  const ShellResult node = shell("node --version");
  const bool new_enough = node.exit == 0 && node.output.size() > 1 && std::atoi(node.output.c_str() + 1) >= 18;
  out.push_back({new_enough, "N030", "node", node.exit == 0 ? node.output : "not found: apt-get install nodejs"});
  const std::string obstacle = Sampler::obstacle();
  out.push_back({obstacle.empty(), "N034", "profiles", obstacle.empty() ? "the kernel lets us watch" : obstacle});
  const std::string no_counts = counting_obstacle();
  out.push_back({no_counts.empty(), "N035", "counts",
                 no_counts.empty() ? "valgrind counts instructions and allocations" : no_counts});
  const auto python = report_python();
  out.push_back({python.has_value(), "N031", "reports",
                 python ? python->path + ": " + python->versions : "no Python with scipy, matplotlib and jinja2"});
  return out;
}

struct DoctorOptions {
  bool json = false, measure = false;
  std::size_t pairs = 16;
  std::uint64_t seed = 0;
};

// Two equal arms of every kind of the control suite, in every pairing mode.
std::vector<study::Floor> measure_noise(const DoctorOptions& options) {
  Progress progress(false);
  const MachineLock lock([&](const std::string& line) { progress.say(line); });
  const int core = measuring_core();
  leave_core(core);
  Random random(options.seed != 0 ? options.seed : drawn_seed());
  auto floors = study::noise_floor(options.pairs, core, random,
                                   [&](const std::string& now) { progress.show(0, 0, "measuring " + now); });
  progress.clear();
  if (floors.empty()) throw Error(Exit::usage, "doctor --measure: no control suite beside swarmperf to measure with");
  return floors;
}

std::string as_text(const std::vector<study::Floor>& floors) {
  std::vector<std::vector<std::string>> rows;
  for (const study::Floor& f : floors) {
    rows.push_back({f.differences.benchmark, f.differences.lane, f.differences.pairing,
                    fmt::format("{:.2f} %", 100 * f.spread), fmt::format("{:.2f} %", 100 * f.differences.spread()),
                    fmt::format("{:.1f} %", 100 * f.tolerance)});
  }
  return table(
      {{"work"}, {"lane"}, {"pairing"}, {"spread", true}, {"with outliers", true}, {"fit for a tolerance of", true}},
      rows);
}

VERB("doctor", "Say what this machine can measure and what stands in the way; changes nothing", [](CLI::App& app) {
  auto options = std::make_shared<DoctorOptions>();
  app.add_flag("--json", options->json, "print one JSON object");
  app.add_flag("--measure", options->measure,
               "measure the noise floor too: equal code of several kinds, in every pairing mode (about a minute)");
  app.add_option("--pairs", options->pairs, "with --measure: per kind and mode (default 16)")
      ->check(CLI::Range(4, 1000));
  app.add_option("--seed", options->seed, "of every random choice (default: drawn)");
  return [options] {
    const Machine machine = this_machine();
    const std::vector<Check> all = checks(machine);
    std::vector<study::Floor> floors;
    if (options->measure) floors = measure_noise(*options);
    if (options->json) {
      nlohmann::json out = json_head(machine);
      out["results"] = nlohmann::json::array();
      for (const Check& c : all)
        out["results"].push_back(
            {{"subject", c.subject}, {"fine", c.fine}, {"code", c.fine ? "" : c.code}, {"text", c.text}});
      for (const study::Floor& f : floors) {
        out["noise"].push_back({{"benchmark", f.differences.benchmark},
                                {"lane", f.differences.lane},
                                {"pairing", f.differences.pairing},
                                {"pairs", f.differences.values.size()},
                                {"spread", f.spread},
                                {"standard_deviation", f.differences.spread()},
                                {"tolerance", f.tolerance},
                                {"differences", f.differences.values}});
      }
      fmt::print("{}", json_text(out));
      return Exit::ok;
    }
    for (const Check& c : all) fmt::print("{:<5} {:<10} {}\n", c.fine ? "ok" : c.code, c.subject, c.text);
    if (!floors.empty()) fmt::print("\nequal code, {} pairs each\n{}", options->pairs, as_text(floors));
    fmt::print("\nNothing was changed. A code is explained by: swarmperf explain CODE\n");
    return Exit::ok;
  };
});

}  // namespace
}  // namespace cli
