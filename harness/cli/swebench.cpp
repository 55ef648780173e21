// swebench: patches for real issues, evaluated as SWE-bench does, and two evaluations set side by side instance by
// instance. It makes no patches, and claims no more than what was evaluated.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"
#include "harness/output/progress.h"
#include "harness/output/text.h"
#include "harness/stats/binomial.h"
#include "harness/suite/machine.h"
#include "harness/swebench/evaluate.h"

namespace cli {
namespace {

using namespace harness;
using namespace harness::swebench;

constexpr double level = 0.05;
constexpr std::size_t most_named = 5;  // instances in one line

struct Options {
  Common common;
  std::string instances, predictions, output;
  Place place;
  std::string base, head;
};

std::string share_text(std::size_t part, std::size_t whole) {
  const stats::ShareInterval share = stats::clopper_pearson(part, whole);
  return fmt::format("{} of {} resolved: {:.1f} %, 95 % interval {:.1f} to {:.1f} %", part, whole,
                     whole == 0 ? 0 : 100 * double(part) / double(whole), 100 * share.lo, 100 * share.hi);
}

std::string names(const std::set<std::string>& ids) {
  std::string text;
  std::size_t named = 0;
  for (const std::string& id : ids) {
    if (named++ == most_named) return text + fmt::format(" and {} more", ids.size() - most_named);
    text += (named == 1 ? "" : ", ") + id;
  }
  return text;
}

const char* word_of(Resolution resolution) {
  constexpr const char* words[] = {"resolved", "unresolved", "empty patch", "error"};
  return words[int(resolution)];
}

// Anew after every instance: what was evaluated before an interrupt is kept.
void write(const Report& report, const std::string& path) {
  const std::string unfinished = path + ".new";
  std::ofstream file(unfinished, std::ios::binary);
  file << report_text(report);
  file.close();
  std::error_code failed;
  if (file) std::filesystem::rename(unfinished, path, failed);
  if (!file || failed) throw Error(Exit::usage, fmt::format("writing {}: it failed; is there such a folder?", path));
}

struct Evaluation {
  Predictions predictions;
  Report report;
  std::vector<std::pair<std::string, Evaluated>> instances;
  bool is_trial = false;  // of the right patches

  Exit exit() const { return is_trial && report.resolved.size() < instances.size() ? Exit::benchmark : Exit::ok; }
};

// The instances that there is a patch for.
std::vector<Instance> asked_of(std::vector<Instance> instances, const Predictions& predictions, const Place& place) {
  std::erase_if(instances, [&](const Instance& i) { return !predictions.patches.contains(i.id); });
  for (const Instance& instance : instances) refuse_absent(instance, place);
  return instances;
}

Evaluation evaluate_all(const Options& options) {
  Evaluation all;
  const std::vector<Instance> instances = read_instances(options.instances);
  all.is_trial = options.predictions == "gold";
  all.predictions = all.is_trial ? right_patches(instances) : read_predictions(options.predictions);
  all.report.total = instances.size();
  const std::vector<Instance> asked = asked_of(instances, all.predictions, options.place);
  if (asked.empty()) throw Error(Exit::usage, fmt::format("no patch of {} is for an instance", options.predictions));
  write(all.report, options.output);
  Progress progress(options.common.quiet);
  for (const Instance& instance : asked) {
    progress.say(fmt::format("evaluating {} ({} of {})", instance.id, all.instances.size() + 1, asked.size()));
    all.instances.emplace_back(instance.id, evaluate(instance, all.predictions.patches.at(instance.id), options.place));
    all.report.add(instance.id, all.instances.back().second.resolution);
    write(all.report, options.output);
  }
  progress.clear();
  return all;
}

void print_json(const Evaluation& all, const std::string& report) {
  nlohmann::json out = json_head(this_machine());
  out["results"] = nlohmann::json::array();
  for (const auto& [id, evaluated] : all.instances)
    out["results"].push_back({{"instance", id}, {"resolution", word_of(evaluated.resolution)}, {"why", evaluated.why}});
  out["model"] = all.predictions.model;
  out["report"] = report;
  out["exit"] = int(all.exit());
  fmt::print("{}", json_text(out));
}

void print_text(const Evaluation& all, const std::string& report) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [id, evaluated] : all.instances) rows.push_back({id, word_of(evaluated.resolution), evaluated.why});
  const std::size_t evaluated = all.instances.size(), patches = all.predictions.patches.size();
  fmt::print("{}\n{}: {}\n", table({{"instance"}, {"resolution"}, {"why"}}, rows), all.predictions.model,
             share_text(all.report.resolved.size(), evaluated));
  if (evaluated < all.report.total)
    fmt::print("{} of {} instances had no patch at all\n", all.report.total - evaluated, all.report.total);
  if (evaluated < patches) fmt::print("{} of {} patches are for no instance here\n", patches - evaluated, patches);
  fmt::print("report: {}\n", report);
  if (all.exit() != Exit::ok)
    fmt::print("the right patches do not resolve all: what this place says of others is not to be trusted\n");
}

Exit evaluate_verb(Options& options) {
  if (!options.common.limit.empty()) options.place.limit_s = parse_seconds(options.common.limit, "--limit");
  const Evaluation all = evaluate_all(options);
  options.common.json ? print_json(all, options.output) : print_text(all, options.output);
  return all.exit();
}

Exit compare_reports(const Options& options) {
  const Report base = read_report(options.base), head = read_report(options.head);
  const Contrast c = contrast(base, head);
  const std::size_t only_base = c.only_base.size(), only_head = c.only_head.size();
  const std::size_t both = c.both + c.neither + only_base + only_head;
  if (both == 0)
    throw Error(Exit::incomparable, fmt::format("{} and {} have no instance in common", base.name, head.name));
  const double p = stats::mcnemar_p(only_base, only_head);
  const stats::ShareInterval share = stats::clopper_pearson(only_head, only_base + only_head);
  const std::string verdict = p > level ? "unsure" : only_head > only_base ? "more" : "fewer";
  const Exit exit = c.missing_base.empty() && c.missing_head.empty() ? Exit::ok : Exit::incomparable;
  if (options.common.json) {
    nlohmann::json out = json_head(this_machine());
    out["verdict"] = verdict;
    out["exit"] = int(exit);
    out["results"] = {{{"instances", both},
                       {"base", c.both + only_base},
                       {"head", c.both + only_head},
                       {"only_base", c.only_base},
                       {"only_head", c.only_head},
                       {"missing_base", c.missing_base},
                       {"missing_head", c.missing_head},
                       {"p", p},
                       {"head_share_of_differing", {share.lo, share.hi}}}};
    fmt::print("{}", json_text(out));
    return exit;
  }
  fmt::print("base   {}  {}\nhead   {}  {}\n", base.name, share_text(c.both + only_base, both), head.name,
             share_text(c.both + only_head, both));
  if (only_base > 0) fmt::print("only base resolves {}: {}\n", only_base, names(c.only_base));
  if (only_head > 0) fmt::print("only head resolves {}: {}\n", only_head, names(c.only_head));
  fmt::print(
      "{}: head resolves {} of the {} on which they differ, 95 % interval {:.0f} to {:.0f} %; p = {:.2g} (exact "
      "McNemar)\n",
      verdict == "unsure" ? "unsure" : "head resolves " + verdict, only_head, only_base + only_head, 100 * share.lo,
      100 * share.hi, p);
  for (const auto& [word, ids] : {std::pair{"head", &c.missing_base}, {"base", &c.missing_head}}) {
    if (!ids->empty()) fmt::print("left out, submitted in {} alone: {}\n", word, names(*ids));
  }
  return exit;
}

VERB("swebench", "Evaluate patches as SWE-bench does, or compare two evaluations", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* evaluate_app =
      app.add_subcommand("evaluate", "apply each patch, run the tests, write which issues it resolves");
  evaluate_app->add_option("--instances", options->instances, "the dataset: a JSON array, or an object a line")
      ->required();
  evaluate_app->add_option("--predictions", options->predictions, "the patches; gold: the right ones, to try the place")
      ->required();
  evaluate_app
      ->add_option("--repositories", options->place.repositories, "folder with a clone of owner/name as owner__name")
      ->required();
  evaluate_app
      ->add_option("--tests", options->place.test_command, "what runs the tests in a checkout, such as 'pytest -rA'")
      ->required();
  evaluate_app->add_option("--limit", options->common.limit,
                           "how long the tests of an instance may take (default: 30m)");
  evaluate_app->add_option("-o,--output", options->output, "the report to write")->required();
  auto* compare_app = app.add_subcommand("compare", "which of two reports resolves more, instance by instance");
  compare_app->add_option("base", options->base, "a report")->required();
  compare_app->add_option("head", options->head, "the other")->required();
  for (CLI::App* sub : {evaluate_app, compare_app}) options->common.add_output(*sub);
  app.require_subcommand(1);
  return
      [options, evaluate_app] { return evaluate_app->parsed() ? evaluate_verb(*options) : compare_reports(*options); };
});

}  // namespace
}  // namespace cli
