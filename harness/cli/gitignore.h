// .gitignore, of which init completes what a project lacks; what stands there stays as it is.
#pragma once

#include <string>
#include <vector>

namespace cli {

// The lines of `wanted` that `text` lacks, whether it names them with or without the slashes around them.
std::vector<std::string> lines_lacking(const std::string& text, const std::vector<std::string>& wanted);
// `text` with these lines at its end, each on a line of its own.
std::string with_lines(std::string text, const std::vector<std::string>& lines);

}  // namespace cli
