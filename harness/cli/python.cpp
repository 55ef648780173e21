#include "harness/cli/python.h"

#include <cstdlib>

#include "harness/refs/shell.h"

namespace cli {

std::optional<Python> report_python() {
  const char* wanted = std::getenv("SWARMPERF_PYTHON");
  for (const std::string candidate : {wanted ? wanted : "", "/usr/bin/python3", "python3"}) {
    if (candidate.empty()) continue;
    const harness::ShellResult found =
        harness::shell(harness::quoted(candidate) +
                       " -c 'import scipy, matplotlib, jinja2; print(\"scipy\", scipy.__version__, \"matplotlib\", "
                       "matplotlib.__version__)'");
    if (found.exit == 0) return Python{candidate, found.output};
  }
  return std::nullopt;
}

}  // namespace cli
