// Ids of the rows that many others point at: machines, builds, arms, series. Found or added, and remembered: a session
// of a thousand launches looks each up once.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "harness/error.h"
#include "harness/store/connection.h"

namespace harness {

// A series has one unit and one direction, those it came with: points of another would be read as if they were of that.
// `now` and `before` are what unit_text() says of both.
Error two_units(const std::string& series, const std::string& now, const std::string& before);
std::string unit_text(const std::string& kind, const std::string& unit, const std::string& better);

class Ids {
 public:
  explicit Ids(Connection& connection) : connection_(connection) {}

  std::int64_t machine(const Machine& machine);
  std::int64_t build(const Build& build);
  std::int64_t arm(std::int64_t build, const std::string& impl, const std::string& lane);
  std::int64_t series(const Series& series, const std::string& machine_class);  // where the series names none

  // After a transaction that failed: what it added is not there.
  void forget() { known_.clear(); }

 private:
  // Returns what `find` selects, or inserts with `add` what it does not; remembered under `key`.
  template <class Find, class Add>
  std::int64_t known(std::string key, Find&& find, Add&& add);

  Connection& connection_;
  std::unordered_map<std::string, std::int64_t> known_;
};

}  // namespace harness
