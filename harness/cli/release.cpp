#include "harness/cli/release.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/comparison.h"
#include "harness/output/text.h"
#include "harness/refs/builder.h"

namespace cli {
namespace {

using namespace harness;

bool is_pattern(const std::string& name) { return name.find_first_of("*?[") != std::string::npos; }

// The ref to compare with; "" where the pattern has no release yet. Throws Error(usage) for one that is no commit.
std::string release_ref(const std::string& wanted, const Build& base, const std::string& store) {
  Repository repository = repository_here(store);
  if (is_pattern(wanted)) return repository.newest_tag(wanted, base.commit);
  repository.resolve(wanted);
  return wanted;
}

void add_exit(std::vector<Exit>& exits, Exit exit) {
  if (std::find(exits.begin(), exits.end(), exit) != exits.end()) return;
  std::erase(exits, Exit::ok);
  exits.push_back(exit);
  // Worst first, as everywhere; what ended the comparison before it could judge goes before what was judged.
  const auto rank = [](Exit e) {
    constexpr Exit judged[] = {Exit::no_verdict, Exit::incomparable, Exit::regression, Exit::benchmark};
    return std::find(std::begin(judged), std::end(judged), e) - std::begin(judged);
  };
  std::stable_sort(exits.begin(), exits.end(), [&](Exit a, Exit b) { return rank(a) > rank(b); });
}

std::string change_of(const Verdict& v) {
  if (v.change) return change_text(*v.change, v.series) + " " + interval_text(v);
  return fmt::format("from {} to {}", with_unit(v.base_median.value_or(0), v.series.unit),
                     with_unit(v.head_median.value_or(0), v.series.unit));
}

void add_findings(const VerdictScreen& since, const std::string& ref, VerdictScreen& screen) {
  for (const Verdict& v : since.verdicts) {
    if (v.verdict != "slower") continue;
    if (v.acknowledged.empty()) add_exit(screen.exits, Exit::regression);
    screen.findings.push_back(
        {"P406", v.series.benchmark,
         fmt::format("{} since {} in lane {} ({} fresh pairs){}", change_of(v), ref, v.series.lane, v.pairs,
                     v.acknowledged.empty() ? "" : "; acknowledged " + v.acknowledged)});
  }
  for (const Finding& f : since.findings) {
    if (f.code.starts_with("C50")) {
      screen.findings.push_back({f.code, f.subject, "against " + ref + ": " + f.text});
      add_exit(screen.exits, Exit::no_verdict);
    }
  }
}

}  // namespace

std::optional<Release> release_of(const PairedOptions& options, Sides& sides,
                                  const std::function<void(const std::string&)>& say) {
  const std::string wanted = options.release.empty() ? sides.policy.release : options.release;
  if (options.kind != "gate" || wanted.empty()) return std::nullopt;
  if (!compares_refs(options)) {
    sides.findings.push_back({"P407", wanted, "builds or commands are compared, not refs: none of them is a release"});
    return std::nullopt;
  }
  const std::string ref = release_ref(wanted, sides.base.build, store_path(options.common));
  if (ref.empty()) {
    sides.findings.push_back({"P407", wanted, "no tag of base's history matches: there is no release to creep from"});
    return std::nullopt;
  }
  say("release  " + ref);
  Release release{options, {}, {}};
  release.options.base = ref;
  release.options.release.clear();
  release.options.resume = false;
  release.options.common.seed = 0;
  try {
    release.sides = sides_of(release.options, say);
  } catch (const Error& error) {
    if (error.exit == Exit::interrupted || error.exit == Exit::terminated) throw;
    release.problem = error;
    return release;
  }
  if (release.sides.base.build.key == sides.base.build.key) return std::nullopt;
  release.sides.policy = sides.policy;
  release.sides.findings.clear();  // said of base already
  return release;
}

void judge_since(Release release, Store& store, Progress& progress, VerdictScreen& screen) {
  const std::string ref = release.options.base;
  try {
    if (release.problem) throw Error(*release.problem);
    progress.say("release  " + ref);
    VerdictScreen since = Comparison(release.options, std::move(release.sides), store, progress).run();
    add_findings(since, ref, screen);
    screen.since_release.push_back(std::move(since));
  } catch (const Error& error) {
    screen.findings.push_back({"P408", ref, error.what()});
    add_exit(screen.exits, error.exit);
  }
}

}  // namespace cli
