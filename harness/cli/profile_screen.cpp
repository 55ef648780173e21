#include "harness/cli/profile_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "harness/output/json.h"
#include "harness/output/text.h"
#include "harness/profile/self_time.h"
#include "harness/stats/signed_rank.h"
#include "harness/stats/summary.h"

namespace cli {
namespace {

using namespace harness;
using nlohmann::json;

constexpr std::string_view metric_start = "time in ";
constexpr double least_share = 0.01;  // of the time, to be a row of its own
constexpr double error = 0.025;       // at either end of an interval
constexpr std::size_t fewest = 6;     // launches for such an interval

// A function's own time per operation in every launch; a function that was never met took none.
struct Row {
  std::string function;
  std::vector<double> base_s, head_s;  // base_s alone where there is one build

  bool paired() const { return !head_s.empty(); }
  stats::Interval change() const {
    std::vector<double> differences;
    for (std::size_t i = 0; i < base_s.size(); ++i) differences.push_back(head_s[i] - base_s[i]);
    return stats::signed_rank_interval(differences, error);
  }
  // What the rows are sorted by.
  double weight() const { return paired() ? std::abs(change().estimate) : stats::median(base_s); }
};

double own_time(const Launch& launch, const std::string& metric) {
  const auto found = std::find_if(launch.samples.begin(), launch.samples.end(),
                                  [&](const Sample& s) { return s.series.metric == metric; });
  return found == launch.samples.end() ? 0 : found->values.at(0);
}

Row row_of(const ProfileScreen& screen, const std::string& function, const std::string& metric) {
  Row row;
  row.function = function;
  for (const Launch& launch : screen.launches) {
    const double seconds = metric.empty() ? stats::median(time_sample(launch).values) : own_time(launch, metric);
    (launch.side == "head" ? row.head_s : row.base_s).push_back(seconds);
  }
  return row;
}

struct Table {
  std::vector<Row> rows;
  Row all;
  std::size_t left_out = 0;  // functions with too little to be told apart
};

Table table_of(const ProfileScreen& screen) {
  std::set<std::string> metrics;
  for (const Launch& launch : screen.launches) {
    for (const Sample& s : launch.samples) {
      if (s.series.metric.starts_with(metric_start)) metrics.insert(s.series.metric);
    }
  }
  Table table;
  table.all = row_of(screen, "all", "");
  const double whole =
      std::max(stats::median(table.all.base_s), table.all.paired() ? stats::median(table.all.head_s) : 0.0);
  for (const std::string& metric : metrics) {
    Row row = row_of(screen, metric.substr(metric_start.size()), metric);
    const double most = std::max(stats::median(row.base_s), row.paired() ? stats::median(row.head_s) : 0.0);
    if (most < least_share * whole) {
      ++table.left_out;
    } else {
      table.rows.push_back(std::move(row));
    }
  }
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const Row& a, const Row& b) { return a.weight() > b.weight(); });
  return table;
}

std::string signed_time(double seconds) { return (seconds < 0 ? "-" : "+") + with_unit(std::abs(seconds), "s"); }

std::string share_text(double part, double whole) { return fmt::format("{:.1f} %", 100 * part / whole); }

std::vector<std::string> cells(const Row& row, const Row& all) {
  const double base = stats::median(row.base_s), whole = stats::median(all.base_s);
  if (!row.paired()) {
    const auto sure = stats::median_interval(row.base_s, 0.95);
    return {row.function, with_unit(base, "s"),
            sure ? fmt::format("[{}, {}]", with_unit(sure->lo, "s"), with_unit(sure->hi, "s")) : "too few launches",
            share_text(base, whole)};
  }
  const double head = stats::median(row.head_s);
  const stats::Interval change = row.change();
  const auto side = change.lo > 0 ? Direction::worse : change.hi < 0 ? Direction::better : Direction::none;
  return {row.function,
          with_unit(base, "s"),
          with_unit(head, "s"),
          coloured(signed_time(change.estimate), row.base_s.size() < fewest ? Direction::none : side),
          row.base_s.size() < fewest ? "too few launches"
                                     : fmt::format("[{}, {}]", signed_time(change.lo), signed_time(change.hi)),
          share_text(base, whole),
          share_text(head, stats::median(all.head_s))};
}

std::string heading(const ProfileScreen& s) {
  std::string out = fmt::format("{}  {}\n", s.benchmark, s.lane);
  const auto named = [](const char* side, const Build& b) {
    const std::string commit = short_commit(b.commit);
    return fmt::format("{:<6} {}{}\n", side, b.label,
                       commit.empty() || b.label.starts_with(commit) ? "" : "  " + commit);
  };
  if (s.session.base) out += named("base", *s.session.base);
  if (s.session.head) out += named(s.session.base ? "head" : "build", *s.session.head);
  return out;
}

json numbers(const Row& row, const Row& all) {
  const double base = stats::median(row.base_s);
  json out = {{"function", row.function}, {"n", row.base_s.size()}, {"unit", "s"}};
  if (!row.paired()) {
    const auto sure = stats::median_interval(row.base_s, 0.95);
    out.update({{"median", base},
                {"lo", sure ? json(sure->lo) : json(nullptr)},
                {"hi", sure ? json(sure->hi) : json(nullptr)},
                {"share", base / stats::median(all.base_s)}});
    return out;
  }
  const double head = stats::median(row.head_s);
  const stats::Interval change = row.change();
  const bool enough = row.base_s.size() >= fewest;
  out.update({{"base", base},
              {"head", head},
              {"change", change.estimate},
              {"lo", enough ? json(change.lo) : json(nullptr)},
              {"hi", enough ? json(change.hi) : json(nullptr)},
              {"base_share", base / stats::median(all.base_s)},
              {"head_share", head / stats::median(all.head_s)}});
  return out;
}

}  // namespace

std::string own_time_metric(const std::string& function) { return std::string(metric_start) + function; }

std::string as_text(const ProfileScreen& s) {
  const Table found = table_of(s);
  std::vector<std::vector<std::string>> rows;
  for (const Row& row : found.rows) rows.push_back(cells(row, found.all));
  rows.push_back(cells(found.all, found.all));
  const std::vector<Column> columns =
      found.all.paired()
          ? std::vector<Column>{{"own time per operation in"}, {"base", true},    {"head", true},   {"change", true},
                                {"95 % interval", true},       {"of base", true}, {"of head", true}}
          : std::vector<Column>{
                {"own time per operation in"}, {"median", true}, {"95 % interval", true}, {"share", true}};
  std::string out = heading(s) + "\n" + table(columns, rows) + "\n";
  if (found.left_out > 0)
    out += fmt::format("left out: {} with less than {:.0f} % each\n", found.left_out, 100 * least_share);
  for (const Finding& f : s.findings) out += fmt::format("{}  {}\n", f.code, f.text);
  return out + fmt::format("stored session #{}: {} launches, {} samples\n", s.session.id, s.launches.size(), s.samples);
}

std::string as_json(const ProfileScreen& s) {
  const Table found = table_of(s);
  json out = json_head(s.session.machine);
  out["session"] = {{"id", s.session.id}, {"uuid", s.session.uuid}, {"seed", s.session.seed}};
  out["benchmark"] = s.benchmark;
  out["lane"] = s.lane;
  out["samples"] = s.samples;
  out["results"] = json::array();
  for (const Row& row : found.rows) out["results"].push_back(numbers(row, found.all));
  out["all"] = numbers(found.all, found.all);
  out["left_out"] = found.left_out;
  out["findings"] = json_of(s.findings);
  return json_text(out);
}

}  // namespace cli
