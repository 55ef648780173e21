// What ab and gate print: verdicts with intervals, worst first; as a table for people, one JSON object, or
// the page for a pull request.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/error.h"
#include "harness/model.h"
#include "harness/output/markdown.h"

namespace cli {

struct VerdictScreen {
  harness::Session session;
  harness::Build base, head;
  std::vector<harness::Verdict> verdicts;
  std::vector<harness::Finding> findings;
  std::vector<harness::Exit> exits;               // of a gate, worst first
  std::vector<VerdictScreen> since_release = {};  // head against the last release, where that was asked for
};

// What the verb ends with, worst first. To ab a slower benchmark is an answer and an unsure one none, not a failure.
std::vector<harness::Exit> exits_of(const VerdictScreen& screen);

std::string as_text(const VerdictScreen& screen);
nlohmann::json json_of(const VerdictScreen& screen);
std::string as_json(const VerdictScreen& screen);
harness::GatePage as_page(const VerdictScreen& screen);

}  // namespace cli
