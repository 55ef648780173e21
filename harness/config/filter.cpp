#include "harness/config/filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/error.h"

namespace harness {
namespace {

std::regex pattern_of(const std::string& text) {
  if (text.starts_with("re:")) {
    try {
      return std::regex(text.substr(3));
    } catch (const std::regex_error& error) {
      throw Error(Exit::usage, fmt::format("--filter '{}': not a regular expression: {}", text, error.what()));
    }
  }
  const bool glob = text.find_first_of("*?") != std::string::npos;
  std::string pattern;
  for (const char c : text) {
    if (c == '*') {
      pattern += ".*";
    } else if (c == '?') {
      pattern += '.';
    } else {
      if (std::string_view("\\^$.|+()[]{}").find(c) != std::string_view::npos) pattern += '\\';
      pattern += c;
    }
  }
  return std::regex(glob ? "^" + pattern + "$" : pattern);
}

bool any(const std::vector<std::regex>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::regex& p) { return std::regex_search(name, p); });
}

}  // namespace

Filter::Filter(const std::vector<std::string>& patterns) {
  for (const std::string& text : patterns) {
    if (text.empty() || text == "!")
      throw Error(Exit::usage, "--filter: an empty pattern; give a part of a name, or a glob");
    if (text[0] != '!') including_texts_.push_back(text);
    comma_ = comma_ || text.find(',') != std::string::npos;
    (text[0] == '!' ? excluding_ : including_).push_back(pattern_of(text[0] == '!' ? text.substr(1) : text));
  }
}

bool Filter::asks_for(const std::string& name) const {
  if (!matches(name)) return false;
  for (std::size_t i = 0; i < including_.size(); ++i) {
    const std::string& text = including_texts_[i];
    if (text.starts_with("re:") ? std::regex_search(name, including_[i]) : name.ends_with(text)) return true;
  }
  return false;
}

bool Filter::matches(const std::string& name) const {
  return (including_.empty() || any(including_, name)) && !any(excluding_, name);
}

}  // namespace harness
