// report: hands the store to reports/ (Python), which writes one HTML file that opens offline.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/python.h"
#include "harness/cli/verb.h"
#include "harness/output/json.h"
#include "harness/store/store.h"
#include "harness/suite/process.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;
constexpr double report_limit_s = 600;

std::string needed_python() {
  if (const auto python = report_python()) return python->path;
  throw Error(Exit::usage,
              "writing the report: no Python with scipy, matplotlib and jinja2; "
              "apt-get install python3-scipy python3-matplotlib python3-jinja2, or set SWARMPERF_PYTHON");
}

std::string reports_root() {
  if (const char* root = std::getenv("SWARMPERF_REPORTS"); root != nullptr && *root != 0) return root;
  return SWARMPERF_REPORTS;
}

struct Options {
  Common common;
  std::string out, session, baseline, repository, markdown, index;
};

// Runs the Python part; what it says on stderr, in one line, becomes the error.
void write_with(const std::string& python, std::vector<std::string> arguments, const std::string& out) {
  Command command;
  command.arguments = {python, "-m", "reports"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.folder = reports_root();
  command.output = Command::Keep::end;
  const Outcome outcome = run(command, {report_limit_s, "", 0});
  if (outcome.failure.empty() && outcome.exit == 0) return;
  std::string said = outcome.failure + outcome.errors;
  while (!said.empty() && said.back() == '\n') said.pop_back();
  said = said.substr(said.rfind('\n') == std::string::npos ? 0 : said.rfind('\n') + 1);
  const Exit exit = outcome.exit == 7 ? Exit::store : outcome.exit == 2 ? Exit::usage : Exit::internal;
  throw Error(exit, fmt::format("writing {}: {}", out, said));
}

Exit report(const Options& options) {
  if (!options.index.empty()) {
    if (!(options.out + options.session + options.baseline + options.markdown).empty())
      throw Error(Exit::usage, "--index lists reports that are there; it goes without the other options");
    const std::string folder = fs::absolute(options.index).string();
    write_with(needed_python(), {"--index", folder}, folder + "/index.html");
    const std::string out = folder + "/index.html";
    fmt::print("{}", options.common.json ? json_text({{"schema", 1}, {"report", out}}) : out + "\n");
    return Exit::ok;
  }
  const std::string db = fs::absolute(store_path(options.common)).string();
  open_sqlite(db, Access::read);  // refuses here what is no store of ours, and brings an old one forward
  const std::string python = needed_python();
  std::vector<std::string> arguments = {"--db", db};
  for (const auto& [option, value] : {std::pair{"--session", &options.session},
                                      {"--baseline", &options.baseline},
                                      {"--repository", &options.repository}}) {
    // As other verbs take it: "#9" is 9, and the newest is what the report shows unasked.
    const std::string name = value->starts_with('#') ? value->substr(1) : *value;
    if (!name.empty() && name != "@last") arguments.insert(arguments.end(), {option, name});
  }
  nlohmann::json written = {{"schema", 1}};
  std::string text;
  const auto write = [&](const char* key, const std::string& path, bool as_markdown) {
    const std::string out = fs::absolute(path).string();
    std::vector<std::string> with_file = arguments;
    with_file.insert(with_file.end(), {"--out", out});
    if (as_markdown) with_file.emplace_back("--markdown");
    write_with(python, with_file, out);
    written[key] = out;
    text += out + "\n";
  };
  // Markdown alone is wanted where only it is named.
  if (!options.out.empty() || options.markdown.empty())
    write("report", options.out.empty() ? "report.html" : options.out, false);
  if (!options.markdown.empty()) write("markdown", options.markdown, true);
  fmt::print("{}", options.common.json ? json_text(written) : text);
  return Exit::ok;
}

VERB("report", "Write one HTML file that opens offline", [](CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("-o,--out", options->out, "the file to write (default: report.html)");
  app.add_option("--session", options->session, "its number or uuid, @last (default: the newest)");
  app.add_option("--baseline", options->baseline, "the session shown as history (default: the run before)");
  app.add_option("--repository", options->repository,
                 "where commits are looked at, such as https://github.com/you/project");
  app.add_option("--markdown", options->markdown, "write the summary and what changed as Markdown to this file");
  app.add_option("--index", options->index,
                 "write index.html, which lists the reports of this folder, and nothing else");
  options->common.add_store(app);
  app.add_flag("--json", options->common.json, "print where the report is as JSON");
  return [options] { return report(*options); };
});

}  // namespace
}  // namespace cli
