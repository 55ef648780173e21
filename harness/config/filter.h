// --filter: which benchmarks. A pattern with * or ? is a glob over the whole name, one without is a part of the name,
// re:PATTERN is a regular expression, and !PATTERN excludes. Several patterns: any of the including ones, none of the
// excluding ones.
#pragma once

#include <regex>
#include <string>
#include <vector>

namespace harness {

class Filter {
 public:
  Filter() = default;
  // Throws Error(usage) on a regular expression that is none.
  explicit Filter(const std::vector<std::string>& patterns);
  bool matches(const std::string& name) const;
  bool includes() const { return !including_.empty(); }  // whether it asks for some, not only against others
  // Whether it asks for that one: by the end of its name, or by a regular expression. A glob and a part in the middle
  // of names are meant for many.
  bool asks_for(const std::string& name) const;
  bool comma() const { return comma_; }  // whether a pattern holds one: it may have been meant as two
  bool empty() const { return including_.empty() && excluding_.empty(); }

 private:
  std::vector<std::regex> including_, excluding_;
  std::vector<std::string> including_texts_;
  bool comma_ = false;
};

}  // namespace harness
