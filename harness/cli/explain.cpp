// explain: the long text of a code, offline.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/cli/codes.h"
#include "harness/cli/verb.h"
#include "harness/config/config.h"
#include "harness/output/json.h"

namespace cli {
namespace {

VERB("explain", "Tell what a code such as W201 means and what to do", [](CLI::App& app) {
  auto code = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  app.add_option("code", *code, "without one, all are listed");
  app.add_flag("--json", *json, "print one JSON object");
  return [code, json] {
    std::map<std::string, Code> wanted;
    std::vector<std::string> names;
    for (const auto& [name, text] : codes()) {
      names.push_back(name);
      if (code->empty() || *code == name) wanted.emplace(name, text);
    }
    if (wanted.empty()) {
      const std::string near = harness::did_you_mean(*code, names);
      throw Error(Exit::usage,
                  fmt::format("'{}': no such code; {}", *code,
                              near.empty() ? "swarmperf explain lists them" : "did you mean " + near + "?"));
    }
    if (*json) {
      nlohmann::json out = {{"schema", 1}, {"results", nlohmann::json::array()}};
      for (const auto& [name, c] : wanted)
        out["results"].push_back({{"code", name}, {"title", c.title}, {"text", c.text}});
      fmt::print("{}", harness::json_text(out));
      return Exit::ok;
    }
    for (const auto& [name, c] : wanted) {
      fmt::print("{}  {}\n", name, c.title);
      if (!code->empty()) fmt::print("\n{}\n", c.text);
    }
    return Exit::ok;
  };
});

}  // namespace
}  // namespace cli
