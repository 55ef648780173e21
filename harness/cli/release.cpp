#include "harness/cli/release.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/comparison.h"
#include "harness/output/text.h"
#include "harness/refs/builder.h"
#include "harness/refs/repository.h"

namespace cli {
namespace {

using namespace harness;

bool is_pattern(const std::string& name) { return name.find_first_of("*?[") != std::string::npos; }

// The ref to compare with; "" where the pattern has no release yet.
std::string release_ref(const std::string& wanted, const Build& base) {
  if (!is_pattern(wanted)) return wanted;
  const std::string project = find_project(".");
  return Repository(project.empty() ? "." : project, cache_folder()).newest_tag(wanted, base.commit);
}

void add_exit(std::vector<Exit>& exits, Exit exit) {
  if (std::find(exits.begin(), exits.end(), exit) != exits.end()) return;
  std::erase(exits, Exit::ok);
  exits.push_back(exit);
  // Worst first, as everywhere.
  const auto rank = [](Exit e) {
    constexpr Exit order[] = {Exit::benchmark, Exit::regression, Exit::incomparable, Exit::no_verdict};
    return std::find(std::begin(order), std::end(order), e) - std::begin(order);
  };
  std::stable_sort(exits.begin(), exits.end(), [&](Exit a, Exit b) { return rank(a) < rank(b); });
}

}  // namespace

void judge_since_release(const PairedOptions& options, const Policy& policy, Store& store, Progress& progress,
                         VerdictScreen& screen) {
  const std::string wanted = options.release.empty() ? policy.release : options.release;
  if (options.kind != "gate" || wanted.empty()) return;
  const std::string ref = release_ref(wanted, screen.base);
  if (ref.empty()) {
    screen.findings.push_back({"P407", wanted, "no tag of base's history matches: there is no release to creep from"});
    return;
  }
  PairedOptions again = options;
  again.base = ref;
  again.release.clear();
  again.resume = false;
  again.common.seed = 0;
  progress.say("release  " + ref);
  Sides sides = sides_of(again, [&](const std::string& line) { progress.say(line); });
  if (sides.base.build.key == screen.base.key) return;  // base is the release
  sides.policy = policy;
  sides.findings.clear();  // said of base already
  VerdictScreen since = Comparison(again, std::move(sides), store, progress).run();
  for (const Verdict& v : since.verdicts) {
    if (v.verdict != "slower") continue;
    if (v.acknowledged.empty()) add_exit(screen.exits, Exit::regression);
    screen.findings.push_back(
        {"P406", v.series.benchmark,
         fmt::format("{} {} since {} in lane {} ({} fresh pairs){}", change_text(*v.change, v.series), interval_text(v),
                     ref, v.series.lane, v.pairs, v.acknowledged.empty() ? "" : "; acknowledged " + v.acknowledged)});
  }
  for (const Finding& f : since.findings) {
    if (f.code.starts_with("C50")) {
      screen.findings.push_back({f.code, f.subject, "against " + ref + ": " + f.text});
      add_exit(screen.exits, Exit::no_verdict);
    }
  }
  screen.since_release.push_back(std::move(since));
}

}  // namespace cli
