// What a gate found, as GitHub Markdown: a comment on the pull request, or the step summary. Names and texts come from
// the change under judgement, so none of their characters is trusted.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model.h"

namespace harness {

// The first line of every page: by it the comment is found again and updated.
inline constexpr const char* markdown_marker = "<!-- swarmperf:gate -->";
inline constexpr std::size_t comment_limit_bytes = 65536;    // GitHub counts characters; bytes are on the safe side
inline constexpr std::size_t summary_limit_bytes = 1 << 20;  // of a step

struct GatePage {
  std::string conclusion;  // "FAIL"
  std::string summary;     // "1 slower, 3 same; tolerance 5 %; exit 1"
  std::string base, head;
  std::vector<Verdict> verdicts;  // worst first
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string command;  // measures the same again; "" where no refs were compared
};

// Changed rows first, the rest folded away; what does not fit is counted.
std::string markdown(const GatePage& page, std::size_t limit_bytes);
// The page of a gate that ended with an error, or has not ended.
std::string markdown_error(const std::string& conclusion, const std::string& text, std::size_t limit_bytes);

// Text without any meaning to Markdown or HTML, on one line, of at most `characters`.
std::string markdown_text(std::string_view text, std::size_t characters);

}  // namespace harness
