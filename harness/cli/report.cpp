// report: hands the store to reports/ (Python), which writes one HTML file that opens offline.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/verb.h"
#include "harness/refs/shell.h"
#include "harness/store/store.h"
#include "harness/suite/process.h"

namespace cli {
namespace {

using namespace harness;
namespace fs = std::filesystem;
constexpr double report_limit_s = 600;

// The first Python that has what the report draws with; the first on PATH is often another.
std::string find_python() {
  const char* wanted = std::getenv("SWARMPERF_PYTHON");
  for (const std::string& candidate :
       {std::string(wanted ? wanted : ""), std::string("/usr/bin/python3"), std::string("python3")}) {
    if (!candidate.empty() && shell(quoted(candidate) + " -c 'import scipy, matplotlib, jinja2'").exit == 0)
      return candidate;
  }
  throw Error(Exit::usage,
              "writing the report: no Python with scipy, matplotlib and jinja2; "
              "apt-get install python3-scipy python3-matplotlib python3-jinja2, or set SWARMPERF_PYTHON");
}

std::string reports_root() {
  if (const char* root = std::getenv("SWARMPERF_REPORTS"); root != nullptr && *root != 0) return root;
  return SWARMPERF_REPORTS;
}

VERB("report", "Write one HTML file that opens offline", [](CLI::App& app) {
  struct Options {
    Common common;
    std::string out = "report.html", session;
  };
  auto options = std::make_shared<Options>();
  app.add_option("-o,--out", options->out, "the file to write (default: report.html)");
  app.add_option("--session", options->session, "its number or uuid (default: the newest)");
  options->common.add_store(app);
  app.add_flag("--json", options->common.json, "print where the report is as JSON");
  return [options] {
    const std::string db = fs::absolute(store_path(options->common)).string();
    open_sqlite(db, Access::read);  // refuses here what is no store of ours
    const std::string out = fs::absolute(options->out).string();
    Command command;
    command.arguments = {find_python(), "-m", "reports", "--db", db, "--out", out};
    if (!options->session.empty()) command.arguments.insert(command.arguments.end(), {"--session", options->session});
    command.folder = reports_root();
    command.output = Command::Keep::end;
    const Outcome outcome = run(command, {report_limit_s, "", 0});
    if (!outcome.failure.empty() || outcome.exit != 0) {
      std::string said = outcome.failure + outcome.errors;
      while (!said.empty() && said.back() == '\n') said.pop_back();
      said = said.substr(said.rfind('\n') == std::string::npos ? 0 : said.rfind('\n') + 1);
      const Exit exit = outcome.exit == 7 ? Exit::store : outcome.exit == 2 ? Exit::usage : Exit::internal;
      throw Error(exit, fmt::format("writing {}: {}", out, said));
    }
    fmt::print("{}\n", options->common.json ? nlohmann::json{{"schema", 1}, {"report", out}}.dump() : out);
    return Exit::ok;
  };
});

}  // namespace
}  // namespace cli
