#include "harness/output/annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/output/text.h"
#include "harness/output/utf8.h"

namespace harness {
namespace {

constexpr std::size_t title_characters = 200, message_characters = 1000;

// What would end a command or a property, escaped as GitHub reads it; nothing else of a name can do harm there.
std::string escaped(std::string_view text, std::size_t characters, bool property) {
  std::string out;
  while (!text.empty()) {
    if (characters-- == 0) return out + "…";
    const Character c = first_character(text);
    if (c.code < 32 || c.code == '%' || (property && (c.code == ':' || c.code == ','))) {
      out += fmt::format("%{:02X}", unsigned(c.code));
    } else {
      out += c.code == 0xFFFD ? std::string_view("\uFFFD") : text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

// "src/a.cpp:12" as properties; a path outside the repository says nothing to GitHub.
std::string location(const std::string& source) {
  const std::size_t colon = source.rfind(':');
  if (source.empty() || source[0] == '/' || colon == std::string::npos || colon + 1 == source.size()) return "";
  const std::string line = source.substr(colon + 1);
  if (!std::all_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; })) return "";
  return fmt::format("file={},line={},", escaped(source.substr(0, colon), message_characters, true), line);
}

std::string command(const char* kind, const std::string& place, const std::string& title, const std::string& text) {
  return fmt::format("::{} {}title={}::{}\n", kind, place, escaped(title, title_characters, true),
                     escaped(text, message_characters, false));
}

const char* kind_of(const Verdict& v) {
  const std::string word = shown_as(v);
  if (word == "slower" || word == "failed" || word == "missing" || word == "incomparable") return "error";
  if (word == "unsure" || word == "acknowledged") return "warning";
  return word == "faster" ? "notice" : nullptr;
}

std::string annotation(const char* kind, const Verdict& v) {
  std::string text = v.change ? fmt::format("{} {}", change_text(*v.change, v.series), interval_text(v)) : "";
  if (!v.note.empty()) text += (text.empty() ? "" : "; ") + v.note;
  return command(kind, location(v.source), fmt::format("{}: {} ({})", shown_as(v), v.series.benchmark, v.series.lane),
                 text.empty() ? shown_as(v) : text);
}

}  // namespace

std::string annotations(const GatePage& page) {
  std::string out;
  for (const std::string kind : {"error", "warning", "notice"}) {
    std::vector<std::string> lines;
    // About the policy: somebody must have seen it before the merge.
    for (const Finding& f : page.findings) {
      const bool file = f.subject.ends_with(".toml");
      if (kind != "warning" || !f.code.starts_with("P")) continue;
      lines.push_back(command("warning", file ? "file=" + escaped(f.subject, message_characters, true) + "," : "",
                              f.code + ": " + f.subject, f.text));
    }
    for (const Verdict& v : page.verdicts) {
      const char* its = kind_of(v);
      if (its != nullptr && kind == its) lines.push_back(annotation(its, v));
    }
    const std::size_t told = std::min(lines.size(), annotations_of_a_kind);
    for (std::size_t i = 0; i < told; ++i) out += lines[i];
    if (lines.size() > told) {
      out += command(kind.c_str(), "", fmt::format("and {} more", lines.size() - told),
                     "the summary of this step lists them");
    }
  }
  return out;
}

std::string annotation_error(const std::string& title, const std::string& text) {
  return command("error", "", title, text);
}

}  // namespace harness
