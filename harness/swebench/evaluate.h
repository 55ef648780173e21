// Evaluates a patch as SWE-bench does: on a checkout of the instance's commit the patch is applied, then the tests of
// the right one, and the tests run. Tests are programs of the repository and of the patch, which run with the rights of
// the caller.
#pragma once

#include <string>

#include "harness/swebench/instances.h"
#include "harness/swebench/report.h"

namespace harness::swebench {

struct Place {
  std::string repositories;  // holds a clone of owner/name as owner__name
  std::string test_command;  // a shell's line, run in the checkout
  double limit_s = 1800;     // for the tests of an instance
};

struct Evaluated {
  Resolution resolution;
  std::string why;  // one line
};

// Throws Error(usage) where the clone, or the commit in it, is not there.
void refuse_absent(const Instance& instance, const Place& place);
// Resolved: every test of fail_to_pass and pass_to_pass passed. Error: a patch does not apply, or the tests did not
// come to their end.
Evaluated evaluate(const Instance& instance, const std::string& patch, const Place& place);

}  // namespace harness::swebench
