#include "harness/cli/verdict_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "harness/gate/decide.h"
#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/refs/shell.h"

namespace cli {
namespace {

using namespace harness;

std::string build_text(const Build& build) {
  const std::string commit = short_commit(build.commit, build.dirty);
  return build.label == build.commit || commit.empty() ? build.label : build.label + "  " + commit;
}

// What people want to see first.
int rank(const Verdict& v) {
  static const std::map<std::string, int> order = {{"failed", 0},       {"slower", 1}, {"missing", 2},
                                                   {"incomparable", 3}, {"unsure", 4}, {"acknowledged", 5},
                                                   {"faster", 6},       {"same", 7},   {"new", 8}};
  const auto found = order.find(shown_as(v));
  return found == order.end() ? 9 : found->second;
}

std::vector<Verdict> worst_first(std::vector<Verdict> verdicts) {
  std::stable_sort(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (a.change.value_or(0) != b.change.value_or(0)) return a.change.value_or(0) > b.change.value_or(0);
    return a.series.benchmark < b.series.benchmark;
  });
  return verdicts;
}

// One tolerance, or the range that the policy's patterns span; those of exact metrics only where there are no others;
// "" where nothing was judged.
std::string tolerance_text(const std::vector<Verdict>& verdicts) {
  std::set<double> found, exact;
  for (const Verdict& v : verdicts) {
    if (v.error) (*v.error > 0 ? found : exact).insert(v.tolerance);
  }
  if (found.empty()) found = exact;
  if (found.empty()) return "";
  const std::string least = fmt::format("; tolerance {:.3g} %", 100 * *found.begin());
  return found.size() == 1 ? least : fmt::format("{} to {:.3g} %", least, 100 * *found.rbegin());
}

std::string exits_text(const std::vector<Exit>& exits) {
  std::string text;
  for (const Exit exit : exits) text += (text.empty() ? "" : ", ") + std::to_string(int(exit));
  return text;
}

Direction direction(const Verdict& v) {
  const std::string word = shown_as(v);
  return word == "slower" || word == "failed" ? Direction::worse
         : word == "faster"                   ? Direction::better
                                              : Direction::none;
}

const char* conclusion(const std::vector<Exit>& exits) {
  switch (exits.front()) {
    case Exit::ok:
      return "PASS";
    case Exit::regression:
      return "FAIL";
    case Exit::benchmark:
      return "FAIL, a benchmark did not run";
    case Exit::incomparable:
      return "NOT COMPARABLE";
    default:
      return "NO VERDICT";
  }
}

// What to ask next about the worst slowdown, where both sides are refs and can be built again.
std::string next_steps(const VerdictScreen& screen, const std::vector<Verdict>& worst_first) {
  const bool refs = !screen.base.commit.empty() && !screen.base.key.starts_with("in-place");
  const auto worst = std::find_if(worst_first.begin(), worst_first.end(), [](const Verdict& v) {
    return shown_as(v) == "slower" && v.confirmed.value_or(false) && v.change && v.series.impl == "own";
  });
  if (!refs || worst == worst_first.end()) return "";
  const std::string name = quoted(worst->series.benchmark), base = quoted(screen.base.label);
  const bool work_tree = screen.head.label == "work tree";
  const bool is_counted = worst->series.mode == "insn";
  std::string out;
  if (worst->series.lane.starts_with("native") && !is_counted)
    out += fmt::format("in which functions: swarmperf profile {} --base {}{}\n", name, base,
                       work_tree ? "" : " --head " + quoted(screen.head.label));
  if (!screen.head.dirty)
    out += fmt::format("by which commit: swarmperf bisect {} {}{}{}\n", name, base,
                       work_tree ? "" : " " + quoted(screen.head.label),
                       is_counted ? " --metric " + worst->series.metric : "");
  return out;
}

}  // namespace

std::vector<Exit> exits_of(const VerdictScreen& screen) {
  if (screen.session.kind != "ab") return screen.exits;
  std::vector<Exit> exits;
  for (const Exit exit : screen.exits) {
    if (exit != Exit::regression && exit != Exit::no_verdict) exits.push_back(exit);
  }
  if (exits.empty()) exits.push_back(Exit::ok);
  return exits;
}

std::string as_text(const VerdictScreen& screen) {
  std::string out = fmt::format("base   {}\nhead   {}\n\n", build_text(screen.base), build_text(screen.head));
  const std::vector<Verdict> verdicts = worst_first(screen.verdicts);
  std::vector<std::vector<std::string>> rows;
  for (const Verdict& v : verdicts) {
    const auto value = [&](const std::optional<double>& x) {
      return x ? with_unit(*x, v.series.unit) : std::string("-");
    };
    const std::string impl = v.series.impl == "own" ? "" : " (" + v.series.impl + ")";
    rows.push_back({verdict_word(shown_as(v)), v.series.benchmark + impl, v.series.lane, value(v.base_median),
                    value(v.head_median), v.change ? change_text(*v.change, v.series) : "-", interval_text(v),
                    std::to_string(v.pairs), v.note});
  }
  const std::string lines = table({{"verdict"},
                                   {"benchmark"},
                                   {"lane"},
                                   {"base", true},
                                   {"head", true},
                                   {"change", true},
                                   {"interval", true},
                                   {"pairs", true},
                                   {""}},
                                  rows);
  for (std::size_t at = 0, row = 0; at < lines.size(); ++row) {
    const std::size_t end = lines.find('\n', at);
    out += coloured(lines.substr(at, end - at), row == 0 ? Direction::none : direction(verdicts[row - 1])) + "\n";
    at = end + 1;
  }
  out += "\n";
  for (const Finding& f : screen.findings)
    out += fmt::format("{}  {}{}{}\n", f.code, f.subject, f.subject.empty() ? "" : ": ", f.text);
  // What was not measured here has no session.
  const std::string session = screen.session.id == 0 ? "" : fmt::format("; session #{}", screen.session.id);
  out += fmt::format("{}  {}{}{}{}\n", conclusion(screen.exits), gate::counts(verdicts), tolerance_text(verdicts),
                     session, screen.session.kind == "gate" ? "; exit " + exits_text(screen.exits) : "");
  return out + next_steps(screen, verdicts);
}

nlohmann::json json_of(const VerdictScreen& screen) {
  nlohmann::json out = json_head(screen.session.machine);
  out["session"] = {{"id", screen.session.id},
                    {"uuid", screen.session.uuid},
                    {"kind", screen.session.kind},
                    {"seed", screen.session.seed}};
  for (const auto& [name, build] : {std::pair{"base", &screen.base}, {"head", &screen.head}}) {
    out[name] = {{"label", build->label}, {"commit", build->commit}, {"dirty", build->dirty}};
  }
  out["results"] = nlohmann::json::array();
  for (const Verdict& v : worst_first(screen.verdicts)) out["results"].push_back(json_of(v));
  out["findings"] = json_of(screen.findings);
  out["verdict"] = conclusion(screen.exits);
  out["counts"] = gate::counts(screen.verdicts);
  const std::vector<Exit> exits = exits_of(screen);
  out["exit"] = int(exits.front());
  out["exits"] = json_of(exits);
  if (!screen.since_release.empty()) out["release"] = json_of(screen.since_release[0]);
  return out;
}

std::string as_json(const VerdictScreen& screen) { return json_text(json_of(screen)); }

GatePage as_page(const VerdictScreen& screen) {
  GatePage page;
  page.verdicts = worst_first(screen.verdicts);
  page.findings = screen.findings;
  page.conclusion = conclusion(screen.exits);
  page.summary = fmt::format("{}{}; exit {}", gate::counts(page.verdicts), tolerance_text(page.verdicts),
                             exits_text(screen.exits));
  page.base = build_text(screen.base);
  page.head = build_text(screen.head);
  page.environment = {{"machine", screen.session.machine.machine_class},
                      {"tool", std::string("swarmperf ") + SWARMPERF_VERSION},
                      {"session", fmt::format("#{}, seed {}", screen.session.id, screen.session.seed)}};
  if (!screen.base.commit.empty() && !screen.head.commit.empty()) {
    page.command = fmt::format("swarmperf gate --base {}{} --seed {}", screen.base.commit,
                               screen.head.dirty ? "" : " --head " + screen.head.commit, screen.session.seed);
  }
  return page;
}

}  // namespace cli
