// JUnit's XML, for what shows test results: a suite per lane, a case per verdict. Slower and what did not run fail;
// unsure is skipped, with its reason; a run without verdicts has a case per benchmark.
#include <fmt/format.h>

#include <map>
#include <set>

#include "harness/formats/convert.h"
#include "harness/formats/format.h"
#include "harness/output/text.h"
#include "harness/output/utf8.h"

namespace harness {
namespace {

struct Case {
  std::string lane, name, file, line;
  std::string element;  // "" passed | failure | error | skipped
  std::string kind, message, text;
};

// XML 1.0 has no way to write most control characters.
std::string xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character c = first_character(text);
    if (c.code == '&') {
      out += "&amp;";
    } else if (c.code == '<') {
      out += "&lt;";
    } else if (c.code == '>') {
      out += "&gt;";
    } else if (c.code == '"') {
      out += "&quot;";
    } else if (c.code == '\n' || c.code == '\t') {
      out += fmt::format("&#{};", unsigned(c.code));
    } else if (c.code < 32 || c.code == 0xFFFD || c.code == 0xFFFE || c.code == 0xFFFF) {
      out += "\uFFFD";
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string element_of(const Verdict& v) {
  if (v.verdict == "failed") return "error";
  if (v.verdict == "unsure") return "skipped";
  if (v.verdict == "slower") return v.acknowledged.empty() ? "failure" : "";
  return v.verdict == "missing" || v.verdict == "incomparable" ? "failure" : "";
}

Case case_of(const Verdict& v) {
  Case c;
  c.lane = v.series.lane;
  c.name = v.series.benchmark + (v.series.impl == "own" ? "" : " " + v.series.impl);
  if (!v.series.primary) c.name += " [" + v.series.metric + "]";  // what shows results joins cases of one name
  c.element = element_of(v);
  c.kind = shown_as(v);
  if (v.change) c.message = fmt::format("{} {} {}", c.kind, change_text(*v.change, v.series), interval_text(v));
  if (c.message.empty()) c.message = c.kind;
  c.text = v.note;
  const std::size_t colon = v.source.rfind(':');
  c.file = v.source.substr(0, colon);
  c.line = colon == std::string::npos ? "" : v.source.substr(colon + 1);
  return c;
}

void add_launches(const Record& record, std::vector<Case>& cases) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Launch& launch : record.launches) {
    if (set_aside(launch)) continue;
    for (const std::string& name : launch.benchmarks) {
      if (launch.failure.empty() && !seen.insert({launch.lane, name}).second) continue;
      Case c;
      c.lane = launch.lane, c.name = name;
      if (!launch.failure.empty()) c.element = "error", c.kind = "failed", c.message = launch.failure;
      cases.push_back(std::move(c));
    }
  }
}

std::string text_of(const Case& c) {
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(c.lane), xml(c.name));
  if (!c.file.empty()) out += fmt::format(" file=\"{}\" line=\"{}\"", xml(c.file), xml(c.line));
  if (c.element.empty() && c.message.empty()) return out + "/>\n";
  out += ">\n";
  if (c.element.empty()) {
    out += fmt::format("      <system-out>{}</system-out>\n", xml(c.message));
  } else if (c.element == "skipped") {
    out += fmt::format("      <skipped message=\"{}\"/>\n", xml(c.message + (c.text.empty() ? "" : ": " + c.text)));
  } else {
    out += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", c.element, xml(c.kind), xml(c.message),
                       xml(c.text));
  }
  return out + "    </testcase>\n";
}

std::string write(const std::vector<Record>& records) {
  std::vector<Case> cases;
  for (const Record& record : records) {
    if (record.session.kind == "confirm") continue;  // its answer is in its parent's verdicts
    for (const Verdict& v : record.verdicts) cases.push_back(case_of(v));
    if (record.verdicts.empty()) add_launches(record, cases);
  }
  std::map<std::string, std::vector<const Case*>> suites;
  for (const Case& c : cases) suites[c.lane].push_back(&c);
  const auto count = [](const std::vector<const Case*>& some, const char* element) {
    return std::count_if(some.begin(), some.end(), [&](const Case* c) { return c->element == element; });
  };
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"swarmperf\">\n";
  for (const auto& [lane, some] : suites) {
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n",
                       xml(lane), some.size(), count(some, "failure"), count(some, "error"), count(some, "skipped"));
    for (const Case* c : some) out += text_of(*c);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

EXPORT({"junit", "JUnit's XML: a case per verdict", write});

}  // namespace
}  // namespace harness
