// What a suite says of itself: context.swarmperf (docs/suite-protocol.md). It is looked at when it is read, so that
// nothing is measured that could not be stored.
#pragma once

#include <string>

#include "harness/suite/suite.h"

namespace harness {

// Fills in what the declaration says. Throws std::runtime_error with what is wrong and what is allowed, or json's
// exceptions where a member is missing or of the wrong type.
void read_declaration(const std::string& text, Listing& listing);

}  // namespace harness
