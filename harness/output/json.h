// The machine-readable output, schema 1 (docs/json.md): stable names, base units, changes as shares of 1.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "harness/error.h"
#include "harness/model.h"

namespace harness {

// {"schema", "tool", "environment"}: what every object starts with.
nlohmann::json json_head(const Machine& machine);
nlohmann::json json_of(const Verdict& verdict);
nlohmann::json json_of(const Finding& finding);
nlohmann::json json_of(std::span<const Finding> findings);
nlohmann::json json_of(std::span<const Exit> exits);

// What --json prints of it. Bytes that are not UTF-8, as in the subject of an old commit, come out as U+FFFD.
std::string json_text(const nlohmann::json& object);

}  // namespace harness
