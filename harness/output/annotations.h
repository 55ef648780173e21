// What a gate found, as GitHub's workflow commands: each puts a line beside the code where a benchmark is declared.
// GitHub shows at most ten of a kind per step, so the worst nine are told and the rest is counted.
#pragma once

#include <string>
#include <vector>

#include "harness/output/markdown.h"

namespace harness {

inline constexpr std::size_t annotations_of_a_kind = 9;

// Errors for what fails, warnings for what somebody should look at, notices for what became faster.
std::string annotations(const GatePage& page);
std::string annotation_error(const std::string& title, const std::string& text);

}  // namespace harness
