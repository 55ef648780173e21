// Agents' state in memory and on disk, in one SQLite file. What a turn changes is written together or not at all:
// whoever opens the file after a kill finds the last turn that save() had reported, or the one that it was about to.
// (After a power failure it may be an earlier one: nothing waits for the disk.) Written is what differs from the last
// version, compressed; every agent is written whole once in 32 turns, and older turns go. Every turn has a checksum, so
// that a file that was damaged is named and none of it given out. (What the disk lost without a trace, the latest turns
// as a whole, is noticed from the 32nd turn on.) Files from before the checksums get them when they are opened.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "workloads/swarm/mailbox.h"
#include "workloads/swarm/wire/compression.h"

namespace workloads::swarm {

// An agent and all of its new state.
struct StateChange {
  AgentId agent = 0;
  wire::View state;
};

class StateStore {
 public:
  // Opens the file or makes it. Where that fails, every call fails, and problem() says why.
  explicit StateStore(const std::string& path);
  ~StateStore();

  // False where it could not be written, and then nothing of it was: on a full disk, where another StateStore has saved
  // to the file since this one opened it, and where agents whose numbers are equal modulo 32, which are written whole
  // in the same turns, would have more than 128 MiB together. Of an agent that is in it twice the last counts.
  bool save(std::span<const StateChange> changes);
  // Returns an agent's state as it was saved last; nothing where there is none.
  std::optional<wire::Bytes> load(AgentId agent) const;
  // What went wrong last, "" if nothing has.
  const std::string& problem() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace workloads::swarm
