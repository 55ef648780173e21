#include "harness/cli/arms.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/config/config.h"
#include "harness/error.h"

namespace cli {
namespace {

using namespace harness;

[[noreturn]] void nothing_matches(const Selection& selection, const std::vector<std::string>& names) {
  const bool is_filtered =
      std::none_of(names.begin(), names.end(), [&](const std::string& name) { return selection.filter.matches(name); });
  if (is_filtered || selection.tags.empty()) {
    throw Error(Exit::usage,
                fmt::format("--filter: none of {} benchmarks matches; swarmperf list shows them (the first: {}){}",
                            names.size(), names.empty() ? "none" : names[0],
                            selection.filter.comma() ? "; for several patterns give --filter several times" : ""));
  }
  throw Error(Exit::usage,
              fmt::format("none of {} benchmarks has the tag {}; give --filter, or tags under [gate] in bench.toml",
                          names.size(), fmt::join(selection.tags, ", ")));
}

using Key = std::tuple<std::string, std::string, std::string>;  // lane, name, impl
using ByKey = std::map<Key, std::pair<const Arm*, Benchmark>>;

// Selected by the name it has, or by the one it has on the other side.
bool selected_by_any_name(const Arm& arm, const Benchmark& b, const Selection& selection) {
  if (selected(arm, b, selection)) return true;
  for (const auto& other : {new_name(selection.renames, b.name), old_name(selection.renames, b.name)}) {
    Benchmark renamed = b;
    if (other) renamed.name = *other;
    if (other && selected(arm, renamed, selection)) return true;
  }
  return false;
}

// Whether a filter matches nothing but what is on demand, and so asks for it.
bool asks_for_the_rest(const std::vector<std::unique_ptr<Arm>>& arms, const Selection& selection) {
  if (!selection.filter.includes() || selection.on_demand) return false;
  return std::none_of(arms.begin(), arms.end(), [&](const auto& arm) {
    const auto& all = arm->listing.benchmarks;
    return std::any_of(all.begin(), all.end(),
                       [&](const Benchmark& b) { return selected_by_any_name(*arm, b, selection); });
  });
}

ByKey by_key(const std::vector<std::unique_ptr<Arm>>& arms, Selection selection) {
  selection.on_demand = selection.on_demand || asks_for_the_rest(arms, selection);
  ByKey found;
  for (const auto& arm : arms) {
    for (const Benchmark& b : arm->listing.benchmarks) {
      if (!selected_by_any_name(*arm, b, selection)) continue;
      if (!found.emplace(Key{arm->listing.lane, b.name, b.impl}, std::pair{arm.get(), b}).second) {
        throw Error(Exit::usage, fmt::format("two suites have '{}' in lane {}; rename one", b.name, arm->listing.lane));
      }
    }
  }
  return found;
}

// Gives what head renamed the name that base knows it by, so that base's policy holds for it. A rename only joins what
// is alone on either side: it cannot put another benchmark in the place of one that is still there.
void undo_renames(const ByKey& base, ByKey& head, const std::vector<Rename>& renames, std::vector<Finding>& findings) {
  for (const auto& [key, found] : base) {
    const auto& [lane, name, impl] = key;
    const auto renamed = new_name(renames, name);
    if (!renamed || head.contains(key) || base.contains({lane, *renamed, impl})) continue;
    auto node = head.extract({lane, *renamed, impl});
    if (node.empty()) continue;
    node.key() = key;
    node.mapped().second.name = name;
    head.insert(std::move(node));
    findings.push_back({"P405", *renamed,
                        fmt::format("compared with {} of base in lane {}, because head's bench.toml says that it was "
                                    "renamed",
                                    name, lane)});
  }
}

}  // namespace

std::vector<std::unique_ptr<Arm>> arms_of(const std::vector<SuiteSpec>& suites, const std::vector<std::string>& lanes) {
  std::vector<std::unique_ptr<Arm>> arms;
  std::set<std::string> available, found;  // lanes there are, and patterns that fitted one
  for (const SuiteSpec& suite : suites) {
    Listing listing = list_suite(suite);
    if (listing.lanes.empty()) listing.lanes.emplace_back(listing.lane, std::vector<std::string>{});
    for (const auto& [lane, arguments] : listing.lanes) {
      available.insert(lane);
      bool wanted = lanes.empty() && lane == listing.lane;
      for (const std::string& pattern : lanes) {
        if (!glob_matches(pattern, lane)) continue;
        wanted = true;
        found.insert(pattern);
      }
      if (!wanted) continue;
      // The default lane is started without arguments, so that nothing is asked of a suite that it did not offer.
      const bool plain = lane == listing.lane;
      arms.push_back(std::make_unique<Arm>(
          Arm{suite, plain ? listing : list_suite(suite, arguments), plain ? std::vector<std::string>{} : arguments}));
    }
  }
  for (const std::string& lane : lanes) {
    if (found.contains(lane)) continue;
    throw Error(Exit::usage,
                fmt::format("--lanes {}: no suite runs there; there are {}", lane, fmt::join(available, ", ")));
  }
  return arms;
}

bool any_matches(const std::vector<std::unique_ptr<Arm>>& arms, const Filter& filter) {
  return std::any_of(arms.begin(), arms.end(), [&](const auto& arm) {
    const auto& all = arm->listing.benchmarks;
    return std::any_of(all.begin(), all.end(), [&](const Benchmark& b) { return filter.matches(b.name); });
  });
}

bool selected(const Arm& arm, const Benchmark& b, const Selection& selection) {
  if (selection.own_only && b.impl != "own") return false;
  if (!selection.filter.matches(b.name)) return false;
  const bool has_tag = std::any_of(b.tags.begin(), b.tags.end(), [&](const std::string& tag) {
    return std::count(selection.tags.begin(), selection.tags.end(), tag) > 0;
  });
  const bool asked_for = selection.on_demand || selection.filter.asks_for(b.name) || has_tag;
  if (!asked_for && std::count(b.tags.begin(), b.tags.end(), "on-demand") > 0) return false;
  return has_tag || selection.tags.empty() || (!arm.listing.declared && b.tags.empty());
}

std::vector<Task> tasks_of(const std::vector<std::unique_ptr<Arm>>& arms, const Selection& selection) {
  std::vector<Task> tasks;
  for (const auto& [key, found] : by_key(arms, selection)) {
    Task task;
    task.base_arm = found.first;
    task.base = found.second;
    tasks.push_back(std::move(task));
  }
  if (!tasks.empty()) return tasks;
  std::vector<std::string> names;
  for (const auto& arm : arms) {
    for (const Benchmark& b : arm->listing.benchmarks) names.push_back(b.name);
  }
  nothing_matches(selection, names);
}

Verdict unmeasured(const Benchmark& benchmark, const std::string& lane, const std::string& verdict,
                   const std::string& note) {
  Verdict v;
  v.series.benchmark = benchmark.name;
  v.series.version = benchmark.version;
  v.series.impl = benchmark.impl;
  v.series.clock = benchmark.clock;
  v.series.lane = lane;
  v.verdict = verdict;
  v.note = note;
  return v;
}

Matched match(const std::vector<std::unique_ptr<Arm>>& base, const std::vector<std::unique_ptr<Arm>>& head,
              const Selection& selection) {
  const auto of_base = by_key(base, selection);
  auto of_head = by_key(head, selection);
  Matched matched;
  undo_renames(of_base, of_head, selection.renames, matched.findings);
  for (const auto& [key, found] : of_base) {
    const auto other = of_head.find(key);
    if (other == of_head.end()) {
      matched.unmatched.push_back(unmeasured(found.second, std::get<0>(key), "missing", "only in base"));
    } else if (other->second.second.version != found.second.version) {
      matched.unmatched.push_back(unmeasured(
          other->second.second, std::get<0>(key), "incomparable",
          fmt::format("version {} in base, {} in head", found.second.version, other->second.second.version)));
    } else {
      Task task;
      task.base_arm = found.first;
      task.base = found.second;
      task.head_arm = other->second.first;
      task.head = other->second.second;
      task.pairing = best_pairing(task);
      matched.tasks.push_back(std::move(task));
    }
  }
  for (const auto& [key, found] : of_head) {
    if (!of_base.contains(key))
      matched.unmatched.push_back(unmeasured(found.second, std::get<0>(key), "new", "only in head"));
  }
  if (!matched.tasks.empty() || !matched.unmatched.empty()) return matched;
  std::vector<std::string> names;
  for (const auto& arm : head) {
    for (const Benchmark& b : arm->listing.benchmarks) names.push_back(b.name);
  }
  nothing_matches(selection, names);
}

void locate(std::vector<Verdict>& verdicts, const std::vector<std::unique_ptr<Arm>>& head,
            const std::vector<Rename>& renames) {
  std::map<std::pair<std::string, std::string>, std::string> sources;  // by lane and name
  for (const auto& arm : head) {
    for (const Benchmark& b : arm->listing.benchmarks) {
      sources[{arm->listing.lane, b.name}] = b.source;
      if (const auto before = old_name(renames, b.name)) sources.try_emplace({arm->listing.lane, *before}, b.source);
    }
  }
  for (Verdict& v : verdicts) {
    const auto found = sources.find({v.series.lane, v.series.benchmark});
    if (found != sources.end()) v.source = found->second;
  }
}

}  // namespace cli
