#include "harness/cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/store/liveness.h"
#include "harness/suite/machine.h"

namespace cli {

using namespace harness;

OpenSession::OpenSession(Store& store, const NewSession& wanted) : store_(store) {
  session_.uuid = fmt::format("{:016x}{:016x}", drawn_seed(), drawn_seed());
  session_.kind = wanted.kind;
  session_.parent = wanted.parent;
  session_.machine = this_machine();
  session_.started_ns = now_ns();
  session_.process = getpid();
  session_.process_started = process_start(getpid());
  session_.seed = std::int64_t(wanted.seed);
  session_.base = wanted.base;
  session_.head = wanted.head;
  session_.tool = SWARMPERF_VERSION;
  session_.details = wanted.details;
  session_.id = store_.begin(session_);
}

OpenSession::~OpenSession() {
  if (ended_) return;
  try {
    store_.end(session_.id, "partial");
  } catch (const std::exception&) {
    // The store is gone; the next start finds a running session without a process and says partial.
  }
}

void OpenSession::done() {
  store_.end(session_.id, "done");
  ended_ = true;
}

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t(device()) << 32 | device()) >> 1;
}

}  // namespace cli
