// The Python that draws the report; the first on PATH often lacks what it draws with.
#pragma once

#include <optional>
#include <string>

namespace cli {

struct Python {
  std::string path, versions;  // versions: of what it draws with, for people
};

// The first of SWARMPERF_PYTHON, /usr/bin/python3 and python3 that has scipy, matplotlib and jinja2.
std::optional<Python> report_python();

}  // namespace cli
