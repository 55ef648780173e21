// What a session left: rows of the measured tables become the vocabulary's values.
#pragma once

#include <optional>
#include <vector>

#include "harness/store/connection.h"

namespace harness {

std::vector<Session> read_sessions(Connection& connection);
std::optional<Session> read_session(Connection& connection, std::int64_t id);
// A session that was thinned gives one launch for each that was measured, with its median as only value.
std::vector<Launch> read_launches(Connection& connection, std::int64_t session);
std::vector<Verdict> read_verdicts(Connection& connection, std::int64_t session);
std::vector<Finding> read_findings(Connection& connection, std::int64_t session);

}  // namespace harness
