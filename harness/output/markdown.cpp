#include "harness/output/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/output/text.h"
#include "harness/output/utf8.h"

namespace harness {
namespace {

constexpr std::size_t name_characters = 160, note_characters = 300, error_characters = 20000;
constexpr std::size_t note_room_bytes = 200;  // for the line that says what was cut

std::string code(const std::string& text) { return "<code>" + markdown_text(text, name_characters) + "</code>"; }

constexpr const char* table_head =
    "| verdict | benchmark | lane | base | head | change | interval | pairs | note |\n"
    "|---|---|---|--:|--:|--:|--:|--:|---|\n";

std::string row(const Verdict& v) {
  const auto value = [&](const std::optional<double>& x) {
    return x ? markdown_text(with_unit(*x, v.series.unit), name_characters) : std::string("-");
  };
  const std::string impl = v.series.impl == "own" ? "" : " " + code(v.series.impl);
  return fmt::format("| {} | {}{} | {} | {} | {} | {} | {} | {} | {} |\n", verdict_word(shown_as(v), true),
                     code(v.series.benchmark), impl, code(v.series.lane), value(v.base_median), value(v.head_median),
                     v.change ? change_text(*v.change, v.series) : "-", interval_text(v), v.pairs,
                     markdown_text(v.note, note_characters));
}

std::string line(const Finding& f) {
  return fmt::format("- {} {}{}\n", markdown_text(f.code, name_characters),
                     f.subject.empty() ? "" : code(f.subject) + ": ", markdown_text(f.text, 4 * note_characters));
}

// Adds lines while they fit below the limit, then says how many did not.
template <class Item, class Render>
void add_lines(std::string& text, const std::vector<Item>& items, std::size_t limit, const char* what, Render render) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string next = render(items[i]);
    if (text.size() + next.size() + note_room_bytes <= limit) {
      text += next;
      continue;
    }
    text += fmt::format("\n{} more {} did not fit here; the JSON has all of them.\n", items.size() - i, what);
    return;
  }
}

std::string details_end(const GatePage& page) {
  std::string text = "\n";
  for (const auto& [name, value] : page.environment) {
    text += fmt::format("- {}: {}\n", markdown_text(name, name_characters), markdown_text(value, note_characters));
  }
  if (!page.command.empty()) text += "\nTo measure the same again:\n\n```sh\n" + page.command + "\n```\n";
  return text + "\n</details>\n";
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t characters) {
  std::string out;
  while (!text.empty()) {
    const Character c = first_character(text);
    if (characters-- == 0) return out + "…";
    const bool letter = (c.code >= '0' && c.code <= '9') || ((c.code | 32) >= 'a' && (c.code | 32) <= 'z');
    const bool turns_direction = (c.code >= 0x202A && c.code <= 0x202E) || (c.code >= 0x2066 && c.code <= 0x2069);
    if (c.code < 32 || c.code == 127 || c.code == 0x2028 || c.code == 0x2029) {
      out += ' ';
    } else if (c.code == 0xFFFD || turns_direction) {
      out += "\uFFFD";
    } else if (c.code == '@') {
      out += "&#64;&#8203;";  // an @ alone would still call somebody
    } else if (c.code >= 128) {
      out += text.substr(0, c.bytes);
    } else if (letter || std::string_view(" /=,;.+%()-").find(char(c.code)) != std::string_view::npos) {
      out += char(c.code);
    } else {
      out += fmt::format("&#{};", unsigned(c.code));
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string markdown(const GatePage& page, std::size_t limit_bytes) {
  std::vector<Verdict> changed, rest;
  for (const Verdict& v : page.verdicts) (v.verdict == "same" ? rest : changed).push_back(v);
  const std::string end = details_end(page);
  const std::size_t limit = limit_bytes - std::min(limit_bytes, end.size() + 2 * note_room_bytes);

  std::string text = fmt::format("{}\n**{}** {}\n\nbase {}, head {}\n\n", markdown_marker,
                                 markdown_text(page.conclusion, name_characters),
                                 markdown_text(page.summary, note_characters), code(page.base), code(page.head));
  if (!changed.empty()) {
    text += table_head;
    // A quarter is kept for findings: a change to the policy must not drown in rows.
    add_lines(text, changed, limit - limit / 4, "changed rows", row);
    text += "\n";
  }
  add_lines(text, page.findings, limit, "findings", line);
  text += fmt::format("\n<details><summary>{} same, the environment, how to measure again</summary>\n\n", rest.size());
  if (!rest.empty()) {
    text += table_head;
    add_lines(text, rest, limit, "rows", row);
  }
  return text + end;
}

std::string markdown_error(const std::string& conclusion, const std::string& text, std::size_t limit_bytes) {
  // One character becomes six bytes at worst, of those that any compiler prints.
  return fmt::format("{}\n**{}** {}\n", markdown_marker, markdown_text(conclusion, name_characters),
                     markdown_text(text, std::min(error_characters, limit_bytes / 12)));
}

}  // namespace harness
