// The contract of a store. A backend keeps what it is given, loses nothing that add() returned from, and refuses files
// that are damaged, foreign, locked or newer than it by Error with exit code 7. conformance.test.cpp holds every
// backend to it. One writer at a time; readers may look on.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

class Store {
 public:
  virtual ~Store() = default;

  // Writes `session` as running and returns its id. Sessions that are running but whose process is gone become partial.
  virtual std::int64_t begin(const Session& session) = 0;
  // Appends the launches (of one pair, or one) in one transaction.
  virtual void add(std::int64_t session, std::span<const Launch> launches) = 0;
  virtual void add(std::int64_t session, const Verdict& verdict) = 0;  // replaces one of the same series
  virtual void add(std::int64_t session, const Finding& finding) = 0;
  virtual void end(std::int64_t session, const std::string& state) = 0;  // done | partial
  // Makes a partial session of the machine with this fingerprint a running one of this process, and returns it; add()
  // goes on where it stopped. Throws Error: usage where there is none or it is done or still runs, incomparable where
  // it was measured on another machine.
  virtual Session reopen(std::int64_t session, const std::string& fingerprint) = 0;

  // Everything below is in the order in which it was added.
  virtual std::vector<Session> sessions() = 0;
  virtual std::vector<Launch> launches(std::int64_t session) = 0;
  virtual std::vector<Verdict> verdicts(std::int64_t session) = 0;
  virtual std::vector<Finding> findings(std::int64_t session) = 0;
};

enum class Access { read, write };

// Opens the SQLite file at `path`; with Access::write it is created where absent. A file of an older schema is first
// copied to `path`.schema-N, then brought to this one, whatever the access.
std::unique_ptr<Store> open_sqlite(const std::string& path, Access access);

}  // namespace harness
