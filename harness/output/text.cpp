#include "harness/output/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

namespace harness {
namespace {

// Four significant digits without an exponent.
std::string digits(double value) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  const int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return fmt::format("{:.{}f}", value, decimals);
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == 0) continue;
    const std::string locale = value;
    return locale.find("UTF-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

bool use_colour() {
  static const bool use = [] {
    const char* forced = std::getenv("CLICOLOR_FORCE");
    if (std::getenv("NO_COLOR") != nullptr) return false;
    return (forced != nullptr && std::string(forced) != "0") || isatty(STDOUT_FILENO) == 1;
  }();
  return use;
}

// Such as instructions: what stands apart from a number and from its k or M.
bool is_word(const std::string& unit) { return unit.size() > 4; }

}  // namespace

std::string with_unit(double value, const std::string& unit) {
  const double size = std::abs(value);
  if (unit == "s") {
    if (size < 1e-6) return digits(value * 1e9) + " ns";
    if (size < 1e-3) return digits(value * 1e6) + (utf8_locale() ? " µs" : " us");
    if (size < 1) return digits(value * 1e3) + " ms";
    return digits(value) + " s";
  }
  if (unit == "B") {
    if (size < 1024) return fmt::format("{} B", std::llround(value));
    if (size < 1048576) return digits(value / 1024) + " KiB";
    if (size < 1073741824) return digits(value / 1048576) + " MiB";
    return digits(value / 1073741824) + " GiB";
  }
  std::string scaled = digits(value);
  for (const auto& [limit, suffix] : {std::pair{1e9, "G"}, {1e6, "M"}, {1e4, "k"}}) {
    if (size >= limit) {
      scaled = digits(value / (limit == 1e4 ? 1e3 : limit)) + " " + suffix;
      break;
    }
  }
  if (is_word(unit)) return scaled + " " + unit;
  return unit == "1" || unit.empty() ? scaled
                                     : scaled + (scaled.back() >= '0' && scaled.back() <= '9' ? " " : "") + unit;
}

double change_value(double change, const Series& series) {
  return has_ratios(series.kind) ? std::expm1(change) : change;
}

std::string change_text(double change, const Series& series) {
  if (has_ratios(series.kind) || series.kind == "share") {
    const double percent = 100 * change_value(change, series);
    return fmt::format("{:+.1f} %", percent == 0 || std::abs(percent) < 0.05 ? 0.0 : percent);
  }
  if (!is_word(series.unit)) return fmt::format("{:+g}", change);
  const double hundredths = std::round(100 * change) / 100;  // of one instruction: what tells nothing is left out
  return fmt::format("{:+.4g} {}", hundredths == 0 ? 0.0 : hundredths, series.unit);
}

std::string duration_text(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole < 1) return "under 1 s";
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} m {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} m", whole / 3600, whole % 3600 / 60);
}

std::size_t width(const std::string& text) {
  return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    widths.push_back(width(columns[c].title));
    for (const auto& row : rows) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string out;
  const auto line = [&](const auto& cell) {
    std::string text;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string content = cell(c);
      const std::string space(widths[c] - width(content), ' ');
      text += (c > 0 ? "  " : "") + (columns[c].right ? space + content : content + space);
    }
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  line([&](std::size_t c) { return columns[c].title; });
  for (const auto& row : rows) line([&](std::size_t c) { return row[c]; });
  return out;
}

std::string coloured(const std::string& text, Direction direction) {
  if (direction == Direction::none || !use_colour()) return text;
  return (direction == Direction::worse ? "\033[38;5;208m" : "\033[38;5;33m") + text + "\033[0m";
}

std::string interval_text(const Verdict& v) {
  if (v.error.value_or(0) == 0 && v.lo == v.hi) return v.change ? "exact" : "";
  return fmt::format("[{}, {}]", v.lo ? change_text(*v.lo, v.series) : "-inf",
                     v.hi ? change_text(*v.hi, v.series) : "inf");
}

std::string shown_as(const Verdict& v) { return v.acknowledged.empty() ? v.verdict : "acknowledged"; }

std::string verdict_word(const std::string& verdict, bool utf8) {
  static const std::map<std::string, std::array<const char*, 2>> symbols = {
      {"slower", {"▲", "^"}},  {"acknowledged", {"▲", "^"}}, {"faster", {"▼", "v"}},
      {"same", {"=", "="}},    {"unsure", {"?", "?"}},       {"failed", {"!", "!"}},
      {"missing", {"!", "!"}}, {"new", {"+", "+"}},          {"incomparable", {"!", "!"}},
  };
  const auto found = symbols.find(verdict);
  return found == symbols.end() ? verdict : std::string(found->second[utf8 ? 0 : 1]) + " " + verdict;
}

std::string verdict_word(const std::string& verdict) { return verdict_word(verdict, utf8_locale()); }

}  // namespace harness
