// db check: what is wrong in a file, by SQLite's own checks and by ours.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "harness/error.h"
#include "harness/store/connection.h"
#include "harness/store/liveness.h"
#include "harness/store/maintenance.h"

namespace harness {

std::vector<Defect> check(const std::string& path) {
  if (!std::filesystem::exists(path)) throw Error(Exit::store, fmt::format("database {}: not found", path));
  Connection c(path, Access::read);
  return c.guarded([&] {
    std::vector<Defect> out;
    SQLite::Statement& integrity = c.query("PRAGMA integrity_check(10)");
    while (integrity.executeStep()) {
      if (const std::string said = text(integrity.getColumn(0)); said != "ok") out.push_back({"H611", said});
    }
    SQLite::Statement& foreign = c.query("PRAGMA foreign_key_check");
    std::int64_t dangling = 0;
    while (foreign.executeStep()) ++dangling;
    if (dangling > 0) out.push_back({"H611", fmt::format("{} rows point at rows that are not there", dangling)});
    std::int64_t odd = 0, infinite = 0;
    SQLite::Statement& samples = c.query("SELECT data FROM sample UNION ALL SELECT data FROM thinned");
    while (samples.executeStep()) {
      const SQLite::Column data = samples.getColumn(0);
      odd += data.getBytes() % int(sizeof(double)) != 0;
      for (const double value : doubles(data)) {
        if (std::isfinite(value)) continue;
        ++infinite;
        break;
      }
    }
    if (odd > 0) out.push_back({"H611", fmt::format("{} samples are cut short", odd)});
    if (infinite > 0) out.push_back({"H604", fmt::format("{} samples hold values that are not finite", infinite)});
    SQLite::Statement& running = c.query("SELECT id, process, process_started FROM session WHERE state = 'running'");
    while (running.executeStep()) {
      if (!is_alive(running.getColumn(1).getInt64(), running.getColumn(2).getInt64()))
        out.push_back(
            {"H612",
             fmt::format("session #{} says that it runs, and its process is gone; the next start makes it partial",
                         running.getColumn(0).getInt64())});
    }
    SQLite::Statement& clock =
        c.query("SELECT count(*) FROM session WHERE ended_ns IS NOT NULL AND ended_ns < started_ns");
    if (clock.executeStep() && clock.getColumn(0).getInt64() > 0)
      out.push_back({"H601", fmt::format("{} sessions ended before they started", clock.getColumn(0).getInt64())});
    clock.tryReset();
    return out;
  });
}

}  // namespace harness
