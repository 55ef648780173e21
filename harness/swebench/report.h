// What an evaluation found, in the file that SWE-bench's own tools write (schema 2): lists of instances by outcome.
#pragma once

#include <set>
#include <string>

namespace harness::swebench {

enum class Resolution { resolved, unresolved, empty_patch, error };

struct Report {
  std::string name;  // the file it was read from
  std::size_t total = 0;
  // Submitted are the instances that there was a patch for; each is in one of the others once it is evaluated.
  std::set<std::string> submitted, resolved, unresolved, empty_patch, error;

  void add(const std::string& id, Resolution resolution);
};

// Throws Error(usage) for what is no such file, or contradicts itself.
Report read_report(const std::string& path);
std::string report_text(const Report& report);

// Both reports over the instances that were submitted in both.
struct Contrast {
  std::size_t both = 0, neither = 0;
  std::set<std::string> only_base, only_head;        // resolved there alone
  std::set<std::string> missing_base, missing_head;  // submitted in the other alone
};
Contrast contrast(const Report& base, const Report& head);

}  // namespace harness::swebench
