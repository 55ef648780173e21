#include "harness/cli/screen_files.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "harness/formats/format.h"
#include "harness/output/annotations.h"

namespace cli {
namespace {

using namespace harness;

void put(const char* option, const std::string& path, const std::string& text, std::ios::openmode mode) {
  if (path.empty()) return;
  errno = 0;
  std::ofstream file(path, std::ios::binary | mode);
  file << text << std::flush;
  if (!file) throw Error(Exit::usage, fmt::format("{} {}: cannot be written: {}", option, path, std::strerror(errno)));
}

// To those who show test results and code, a gate that did not come to an end is a benchmark that failed.
Record failed_gate(const std::string& why) {
  Verdict gate;
  gate.series.benchmark = "gate";
  gate.series.lane = "swarmperf";
  gate.verdict = "failed";
  gate.note = why;
  Record record;
  record.verdicts = {gate};
  return record;
}

}  // namespace

void ScreenFiles::add(CLI::App& app) {
  app.add_option("--markdown", markdown, "write the comment for the pull request to this file");
  app.add_option("--annotations", annotations, "write GitHub's workflow commands to this file");
  app.add_option("--junit", junit, "write JUnit's XML, a case per verdict, to this file");
  app.add_option("--sarif", sarif, "write SARIF, at the lines that declare the benchmarks, to this file");
  app.add_option("--summary", summary, "append Markdown to this file, such as $GITHUB_STEP_SUMMARY");
}

void ScreenFiles::prepare() const {
  // What an earlier gate left must not be taken for the answer of this one, should it be killed.
  const std::string why = "the gate did not come to an end";
  put("--markdown", markdown, markdown_error("NO VERDICT", why, comment_limit_bytes), std::ios::trunc);
  put("--annotations", annotations, "", std::ios::trunc);
  put_records(failed_gate(why));
  put("--summary", summary, "", std::ios::app);
}

void ScreenFiles::put_records(const Record& record) const {
  if (!junit.empty()) put("--junit", junit, export_format("junit").write({record}), std::ios::trunc);
  if (!sarif.empty()) put("--sarif", sarif, export_format("sarif").write({record}), std::ios::trunc);
}

void ScreenFiles::write(const VerdictScreen& screen) const {
  const GatePage page = as_page(screen);
  put("--markdown", markdown, harness::markdown(page, comment_limit_bytes), std::ios::trunc);
  put("--annotations", annotations, harness::annotations(page), std::ios::trunc);
  Record record;
  record.session = screen.session;
  record.verdicts = page.verdicts;
  record.findings = page.findings;
  put_records(record);
  put("--summary", summary, harness::markdown(page, summary_limit_bytes), std::ios::app);
}

void ScreenFiles::write(const Error& error) const {
  const std::string title = fmt::format("NO VERDICT, exit {}", int(error.exit));
  put("--markdown", markdown, markdown_error(title, error.what(), comment_limit_bytes), std::ios::trunc);
  put("--annotations", annotations, annotation_error(title, error.what()), std::ios::trunc);
  put_records(failed_gate(error.what()));
  put("--summary", summary, markdown_error(title, error.what(), comment_limit_bytes), std::ios::app);
}

}  // namespace cli
