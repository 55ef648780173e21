// baselines/budgets.toml: strict keys; every budget says what measures it, or why nothing does.
#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "harness/budget/budget.h"
#include "harness/config/toml_reader.h"

namespace budget {
namespace {

using namespace harness;

const std::set<std::string> groups = {"execution", "resource", "quality", "coordination",
                                      "economic",  "neural",   "health",  "trend"};
const std::set<std::string> sources = {"launches_ok", "open_regressions"};

void check_arm(TomlReader& reader, const char* key, const std::string& value) {
  std::istringstream words(value);
  for (std::string word; words >> word;) {
    if (const auto at = word.find('='); at != std::string::npos && at > 0 && at + 1 < word.size()) continue;
    reader.fail(reader.find(key)->source(),
                fmt::format("{} names an arm: impl=naive, lane=native/scalar, threads=1, or several", key));
  }
}

Budget read_one(TomlReader& reader) {
  Budget b;
  // All keys are known before any complaint, so that a misspelt one is called unknown, and its neighbour not missing.
  for (const char* key :
       {"id",           "section",      "title",         "definition", "method", "group",   "strategy",
        "tier",         "target",       "benchmark",     "lane",       "impl",   "metric",  "versus",
        "reduction_of", "differs_from", "overhead_over", "reach",      "source", "missing", "unmeasurable"})
    reader.find(key);
  reader.refuse_unknown_keys();
  b.id = reader.text("id", "");
  b.title = reader.text("title", "");
  b.section = reader.text("section", "");
  if (b.id.empty() || b.title.empty() || b.section.empty())
    reader.fail_here("a [[budget]] needs id, title and section");
  b.definition = reader.text("definition", "");
  b.method = reader.text("method", "");
  b.group = reader.text("group", "");
  if (!b.group.empty() && !groups.contains(b.group))
    reader.fail(reader.find("group")->source(), fmt::format("'{}' is no metric group", b.group));
  b.strategy = reader.texts("strategy", {});
  if (const toml::node* tier = reader.find("tier"); tier != nullptr) {
    b.tier = int(tier->value_or(std::int64_t{0}));
    if (b.tier < 1 || b.tier > 3) reader.fail(tier->source(), "tier is 1 (must), 2 (should) or 3 (information)");
  }
  const auto target = reader.parsed("target", parse_target);
  if (!target) reader.fail_here(fmt::format("budget '{}' needs a target, such as \"< 50 ms\"", b.id));
  b.target = *target;
  b.benchmark = reader.text("benchmark", "");
  b.lane = reader.text("lane", "");
  b.impl = reader.text("impl", "own");
  b.metric = reader.text("metric", "");
  b.versus = reader.text("versus", "");
  b.reduction_of = reader.text("reduction_of", "");
  b.differs_from = reader.text("differs_from", "");
  check_arm(reader, "versus", b.versus);
  check_arm(reader, "differs_from", b.differs_from);
  check_arm(reader, "reduction_of", b.reduction_of);
  b.overhead_over = reader.text("overhead_over", "");
  check_arm(reader, "overhead_over", b.overhead_over);
  b.reach = reader.parsed("reach", parse_target);
  if (b.reach && (!b.reach->hi || b.reach->lo))
    reader.fail(reader.find("reach")->source(), "reach names an upper limit: \"< 50 ms\"");
  const bool compares[] = {!b.versus.empty(), !b.reduction_of.empty(), !b.differs_from.empty(),
                           !b.overhead_over.empty(), b.reach.has_value()};
  if (std::count(std::begin(compares), std::end(compares), true) > 1)
    reader.fail_here(
        fmt::format("budget '{}' has one of versus, reduction_of, differs_from, overhead_over and reach", b.id));
  b.source = reader.text("source", "");
  b.missing = reader.text("missing", "");
  b.unmeasurable = reader.text("unmeasurable", "");
  if (!b.source.empty() && !sources.contains(b.source))
    reader.fail(reader.find("source")->source(),
                fmt::format("'{}' is no source: launches_ok or open_regressions", b.source));
  const std::array ways = {!b.benchmark.empty(), !b.source.empty(), !b.missing.empty(), !b.unmeasurable.empty()};
  if (std::count(ways.begin(), ways.end(), true) != 1)
    reader.fail_here(fmt::format("budget '{}' needs one of benchmark, source, missing and unmeasurable", b.id));
  return b;
}

}  // namespace

std::vector<Budget> parse_budgets(const std::string& text, const std::string& shown_as) {
  const toml::table document = parse_toml(text, shown_as);
  TomlReader top(shown_as, document, "budgets.toml");
  std::vector<Budget> out;
  std::set<std::string> ids;
  for (TomlReader& reader : top.tables("budget")) {
    out.push_back(read_one(reader));
    if (!ids.insert(out.back().id).second) reader.fail_here(fmt::format("the budget '{}' comes twice", out.back().id));
  }
  top.refuse_unknown_keys();
  return out;
}

}  // namespace budget
