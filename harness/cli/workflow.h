// The text of ci/pull_request.yml, put here by the build: the workflow that `init` writes.
#pragma once

namespace cli {
extern const char* const pull_request_workflow;
}
