// db prune: old launches become the median of each; what reads histories and runs reads on. A launch that failed or was
// set aside has no value to leave: its record stays, so that a run with a failure never reads as one without.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "harness/error.h"
#include "harness/store/connection.h"
#include "harness/store/maintenance.h"

namespace harness {
namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

// The medians of one session's launches that count, by series and side, in the order of the launches.
void thin(Connection& c, std::int64_t session) {
  std::map<std::tuple<std::int64_t, std::string>, std::pair<std::int64_t, std::vector<double>>> medians;
  SQLite::Statement& row = c.query(
      "SELECT sample.series, launch.side, arm.build, sample.data FROM launch JOIN sample ON sample.launch = launch.id "
      "JOIN arm ON arm.id = launch.arm WHERE launch.session = ? AND launch.failure = '' ORDER BY launch.id",
      session);
  while (row.executeStep()) {
    const std::vector<double> values = doubles(row.getColumn(3));
    if (values.empty()) continue;
    auto& [build, out] = medians[{row.getColumn(0).getInt64(), text(row.getColumn(1))}];
    build = row.getColumn(2).getInt64();
    out.push_back(median_of(values));
  }
  for (const auto& [key, value] : medians) {
    SQLite::Statement& insert = c.query("INSERT INTO thinned(session, series, side, build, data) VALUES (?,?,?,?,?)",
                                        session, std::get<0>(key), std::get<1>(key), value.first);
    insert.bind(5, value.second.data(), int(value.second.size() * sizeof(double)));
    insert.exec();
  }
  c.run("DELETE FROM sample WHERE launch IN (SELECT id FROM launch WHERE session = ?)", session);
  c.run("DELETE FROM launch WHERE session = ? AND failure = ''", session);
}

}  // namespace

Pruned prune(const std::string& path, std::int64_t before_ns, std::int64_t keep, bool dry) {
  if (!std::filesystem::exists(path)) throw Error(Exit::store, fmt::format("database {}: not found", path));
  Connection c(path, dry ? Access::read : Access::write);
  return c.guarded([&] {
    Pruned out;
    out.bytes_before = std::int64_t(std::filesystem::file_size(path));
    std::vector<std::int64_t> old;
    SQLite::Statement& row = c.query(
        "SELECT session.id, sum(launch.failure = '') FROM session JOIN launch ON launch.session = session.id "
        "WHERE session.state <> 'running' AND session.started_ns < ? AND session.id NOT IN "
        "(SELECT id FROM session WHERE kind IN ('run', 'import') ORDER BY started_ns DESC, id DESC LIMIT ?) "
        "GROUP BY session.id HAVING sum(launch.failure = '') > 0 OR EXISTS (SELECT 1 FROM sample JOIN launch l ON "
        "l.id = sample.launch WHERE l.session = session.id) ORDER BY session.id",
        before_ns, keep);
    while (row.executeStep()) {
      old.push_back(row.getColumn(0).getInt64());
      out.launches += row.getColumn(1).getInt64();
    }
    out.sessions = std::int64_t(old.size());
    out.bytes_after = out.bytes_before;
    if (dry || old.empty()) return out;
    SQLite::Transaction transaction(c.database());
    for (const std::int64_t session : old) thin(c, session);
    transaction.commit();
    c.database().exec("VACUUM");
    out.bytes_after = std::int64_t(std::filesystem::file_size(path));
    return out;
  });
}

}  // namespace harness
