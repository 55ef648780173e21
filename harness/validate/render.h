// The study as Markdown, in columns that also read well on a terminal.
#pragma once

#include <string>
#include <vector>

#include "harness/validate/checks.h"

namespace validate {

// The checks alone, and all tables below them.
std::string checks_text(const std::vector<Check>& checks);
std::string as_markdown(const Study& study, const std::vector<Check>& checks, const std::string& command);

}  // namespace validate
