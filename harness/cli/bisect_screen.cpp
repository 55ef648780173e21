#include "harness/cli/bisect_screen.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/output/json.h"
#include "harness/output/text.h"

namespace cli {
namespace {

using namespace harness;
using nlohmann::json;

// "v1.2  0d7bed9a3d", or only the commit where it was named by its hash.
std::string ref_text(const std::string& label, const std::string& commit) {
  const std::string digits = short_commit(commit);
  return commit.starts_with(label) ? digits : label + "  " + digits;
}

std::string change_of(const Verdict& v) {
  const std::string interval = interval_text(v);
  return fmt::format("{} {}", v.change ? change_text(*v.change, v.series) : "-",
                     interval == "exact" ? "(exact)" : interval);
}

std::vector<std::string> row(const LineCommit& commit, const std::optional<Verdict>& v, const std::string& why) {
  return {short_commit(commit.id),
          v ? verdict_word(v->verdict) : "-",
          v && v->change ? change_text(*v->change, v->series) : "-",
          v ? interval_text(*v) : "",
          v ? std::to_string(v->pairs) : "",
          commit.subject + (why.empty() ? "" : "  (" + why + ")")};
}

bool differ(const BisectStep& ends) {
  return ends.why.empty() && (ends.verdict->verdict == "slower" || ends.verdict->verdict == "faster");
}

std::string found_text(const BisectScreen& s) {
  const Verdict& ends = *s.ends.verdict;
  if (!differ(s.ends)) {
    return fmt::format("{}  {} beside {}: {}, {}, tolerance {:.3g} %\n",
                       s.ends.why.empty() ? "NOTHING TO FIND" : "NO VERDICT", s.bad, s.good,
                       s.ends.why.empty() ? ends.verdict : s.ends.why, change_of(ends), 100 * ends.tolerance);
  }
  const LineCommit& last = s.line[s.last];
  const Verdict& v = s.against_parent && s.against_parent->verdict ? *s.against_parent->verdict : ends;
  std::string out;
  if (s.exit == Exit::ok) {
    out = fmt::format("FOUND  {} {}\n       {}, {}\n       {} {} beside its parent {}, {} pairs{}\n",
                      short_commit(last.id), last.subject, last.author, last.date, v.verdict, change_of(v),
                      short_commit(last.parent), v.pairs, v.confirmed.value_or(false) ? ", confirmed" : "");
  } else if (s.first == s.last) {
    out = fmt::format("NOT CONFIRMED  {} {}: {} beside its parent{}; the change may have come in several commits\n",
                      short_commit(last.id), last.subject, v.verdict, v.change ? ", " + change_of(v) : "");
  } else {
    out = fmt::format("NARROWED  {} commits, which could not be told apart: {}..{}, together {} {}\n",
                      s.last - s.first + 1, short_commit(s.line[s.first].parent), short_commit(last.id), v.verdict,
                      change_of(v));
  }
  if (s.first == s.last && !last.merged.empty()) {
    out += fmt::format("       it is a merge; within it: swarmperf bisect {} $(git merge-base {} {}) {}\n",
                       s.ends.verdict->series.benchmark, short_commit(last.parent), short_commit(last.merged),
                       short_commit(last.merged));
  }
  return out;
}

json json_of(const LineCommit& c) {
  return {{"commit", c.id}, {"parent", c.parent}, {"author", c.author}, {"date", c.date}, {"subject", c.subject}};
}

json json_of(const BisectStep& step, const LineCommit& commit) {
  json out = json_of(commit);
  out["answer"] = step.answer == gate::Answer::before  ? "before"
                  : step.answer == gate::Answer::after ? "after"
                                                       : "untold";
  out["why"] = step.why;
  out["session"] = step.session == 0 ? json(nullptr) : json(step.session);
  out["verdict"] = step.verdict ? harness::json_of(*step.verdict) : json(nullptr);
  return out;
}

}  // namespace

std::string as_text(const BisectScreen& s) {
  std::vector<std::vector<std::string>> rows;
  for (const BisectStep& step : s.steps) rows.push_back(row(s.line[step.position], step.verdict, step.why));
  rows.push_back(row(s.line.back(), s.ends.verdict, s.ends.why));
  const std::string commits = s.line.size() == 1 ? "1 commit" : fmt::format("{} commits", s.line.size());
  return fmt::format(
      "{}  {}\ngood  {}\nbad   {}, {} later\n\n{}\n{}", s.ends.verdict->series.benchmark, s.ends.verdict->series.lane,
      ref_text(s.good, s.good_commit), ref_text(s.bad, s.line.back().id), commits,
      table({{"commit"}, {"beside good"}, {"change", true}, {"interval", true}, {"pairs", true}, {"subject"}}, rows),
      found_text(s));
}

std::string as_json(const BisectScreen& s) {
  json out = json_head(s.machine);
  out["benchmark"] = s.ends.verdict->series.benchmark;
  out["lane"] = s.ends.verdict->series.lane;
  out["good"] = {{"label", s.good}, {"commit", s.good_commit}};
  out["bad"] = {{"label", s.bad}, {"commit", s.line.back().id}};
  out["ends"] = json_of(s.ends, s.line.back());
  out["results"] = json::array();
  for (const BisectStep& step : s.steps) out["results"].push_back(json_of(step, s.line[step.position]));
  out["range"] = json::array();
  if (differ(s.ends)) {
    for (std::size_t i = s.first; i <= s.last; ++i) out["range"].push_back(json_of(s.line[i]));
  }
  out["against_parent"] = s.against_parent ? json_of(*s.against_parent, s.line[s.last]) : json(nullptr);
  out["found"] = s.exit == Exit::ok ? json_of(s.line[s.last]) : json(nullptr);
  out["exit"] = int(s.exit);
  return json_text(out);
}

}  // namespace cli
