#include "harness/cli/validate_real.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "harness/cli/in_place.h"
#include "harness/cli/session.h"
#include "harness/output/progress.h"
#include "harness/store/store.h"
#include "harness/study/eaters.h"
#include "harness/study/render.h"
#include "harness/suite/machine.h"
#include "harness/suite/machine_lock.h"
#include "harness/validate/render.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;

SuiteSpec suite_of(const RealStudyOptions& options) {
  SuiteSpec suite;
  suite.name = "suite";
  suite.command = split_arguments(options.suite);
  if (!suite.command.empty()) return suite;
  const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path() / "stranger";
  if (!fs::exists(beside)) {
    throw Error(Exit::usage, "validate --real: no executable to compare with itself; give --suite './my_bench'");
  }
  suite.command = {beside.string()};
  return suite;
}

// Where the overhead study stores its launches, as the product would; gone afterwards.
struct ScratchStore {
  fs::path folder = fs::temp_directory_path() / fmt::format("swarmperf-study-{}", drawn_seed());
  ScratchStore() { fs::create_directories(folder); }
  ~ScratchStore() {
    std::error_code none;
    fs::remove_all(folder, none);
  }
};

study::Overhead overhead(const RealStudyOptions& options, int core, Random& random, const study::Say& say) {
  const ScratchStore scratch;
  const std::string path = (scratch.folder / "store.db").string();
  const auto store = open_sqlite(path, Access::write);
  OpenSession session(
      *store, {"run", std::nullopt, std::nullopt, build_in_place("overhead", "", {}, path), options.seed, "{}"});
  return study::overhead(
      options.launches, core, random, [&](const Launch& launch) { store->add(session.id(), std::span(&launch, 1)); },
      say);
}

}  // namespace

Exit validate_real(const RealStudyOptions& options) {
  Progress progress(options.quiet);
  const auto wants = [&](const char* part) {
    return std::find(options.parts.begin(), options.parts.end(), part) != options.parts.end();
  };
  const SuiteSpec suite = suite_of(options);
  const MachineLock lock([&](const std::string& line) { progress.say(line); });
  const int core = measuring_core();
  leave_core(core);
  Random random(options.seed);
  const auto say = [&](const std::string& part) {
    return [&progress, part](const std::string& now) { progress.show(part + ": " + now); };
  };
  study::Results results;
  if (wants("spread")) {
    progress.say("spread of identical code, quiet");
    results.quiet = study::spreads(suite, options.pairs, core, random, say("spread"));
    progress.say("spread of identical code, beside a CPU-eating process on each core");
    const study::CpuEaters eaters(allowed_cores());
    results.loaded = study::spreads(suite, options.pairs, core, random, say("spread, loaded"));
  }
  if (wants("floor")) results.floors = study::noise_floor(options.pairs, core, random, say("floor"));
  if (wants("ratio")) results.ratios = study::ratios(options.pairs, 2 * options.pairs, core, random, say("ratio"));
  if (wants("planted")) results.planted = study::planted(options.sessions, core, random, say("planted"));
  if (wants("overhead")) results.overhead = overhead(options, core, random, say("overhead"));
  progress.clear();

  const auto checks = study::checks_of(results);
  const std::string command = fmt::format("swarmperf validate --real --parts {} --pairs {} --sessions {} --seed {}",
                                          fmt::join(options.parts, ","), options.pairs, options.sessions, options.seed);
  const std::string page = study::as_markdown(results, checks, command, this_machine().machine_class);
  if (options.markdown.empty()) {
    fmt::print("{}", page);
  } else {
    std::ofstream file(options.markdown, std::ios::trunc);
    if (!(file << page << std::flush)) {
      throw Error(Exit::usage, fmt::format("--markdown {}: cannot be written", options.markdown));
    }
    fmt::print("{}", validate::checks_text(checks));
  }
  const bool missed = std::any_of(checks.begin(), checks.end(), [](const auto& c) { return c.result == "missed"; });
  return missed ? Exit::regression : Exit::ok;
}

}  // namespace cli
