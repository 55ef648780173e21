#include "harness/store/sqlite_read.h"

#include <fmt/format.h>

#include <unordered_map>

namespace harness {
namespace {

const std::string session_query =
    "SELECT s.id, s.uuid, s.kind, s.state, s.parent, s.started_ns, s.ended_ns, s.process, s.process_started, s.seed, "
    "s.tool, s.details, m.fingerprint, m.class, m.details, "
    "b.key, b.label, b.commit_id, b.commit_time, b.dirty, b.details, "
    "h.key, h.label, h.commit_id, h.commit_time, h.dirty, h.details "
    "FROM session s JOIN machine m ON m.id = s.machine "
    "LEFT JOIN build b ON b.id = s.base LEFT JOIN build h ON h.id = s.head ";

std::optional<Build> read_build(SQLite::Statement& row, int at) {
  if (row.getColumn(at).isNull()) return std::nullopt;
  return Build{text(row.getColumn(at)),      text(row.getColumn(at + 1)),         text(row.getColumn(at + 2)),
               whole(row.getColumn(at + 3)), row.getColumn(at + 4).getInt() != 0, text(row.getColumn(at + 5))};
}

Session session_of(SQLite::Statement& row) {
  Session s;
  s.id = row.getColumn(0).getInt64();
  s.uuid = text(row.getColumn(1));
  s.kind = text(row.getColumn(2));
  s.state = text(row.getColumn(3));
  s.parent = whole(row.getColumn(4));
  s.started_ns = row.getColumn(5).getInt64();
  s.ended_ns = whole(row.getColumn(6));
  s.process = row.getColumn(7).getInt64();
  s.process_started = row.getColumn(8).getInt64();
  s.seed = row.getColumn(9).getInt64();
  s.tool = text(row.getColumn(10));
  s.details = text(row.getColumn(11));
  s.machine = {text(row.getColumn(12)), text(row.getColumn(13)), text(row.getColumn(14))};
  s.base = read_build(row, 15);
  s.head = read_build(row, 21);
  return s;
}

std::vector<std::string> split(const std::string& lines) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    out.push_back(lines.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

Launch launch_of(SQLite::Statement& row) {
  Launch l;
  l.round = row.getColumn(1).getInt64();
  l.side = text(row.getColumn(2));
  l.slot = row.getColumn(3).getInt();
  l.impl = text(row.getColumn(4));
  l.lane = text(row.getColumn(5));
  l.mode = text(row.getColumn(6));
  l.pairing = text(row.getColumn(7));
  l.seed = row.getColumn(8).getInt64();
  l.layout_seed = whole(row.getColumn(9));
  l.started_ns = row.getColumn(10).getInt64();
  l.elapsed_ns = row.getColumn(11).getInt64();
  if (const auto core = whole(row.getColumn(12))) l.core = int(*core);
  l.overlap = real(row.getColumn(13));
  l.steal = real(row.getColumn(14));
  l.user_ns = row.getColumn(15).getInt64();
  l.system_ns = row.getColumn(16).getInt64();
  l.peak_rss_bytes = row.getColumn(17).getInt64();
  l.switches = row.getColumn(18).getInt64();
  l.exit = row.getColumn(19).getInt();
  l.failure = text(row.getColumn(20));
  l.benchmarks = split(text(row.getColumn(21)));
  return l;
}

void add_thinned(Connection& connection, std::int64_t session, std::vector<Launch>& out) {
  SQLite::Statement& row = connection.query(
      fmt::format("SELECT thinned.side, thinned.data, {} FROM thinned JOIN series ON series.id = thinned.series "
                  "WHERE thinned.session = ? ORDER BY series.id, thinned.side",
                  series_columns),
      session);
  while (row.executeStep()) {
    const Series series = read_series(row, 2);
    std::int64_t round = 0;
    for (const double median : doubles(row.getColumn(1))) {
      Launch launch;
      launch.round = round++;
      launch.side = text(row.getColumn(0));
      launch.impl = series.impl;
      launch.lane = series.lane;
      launch.mode = series.mode;
      launch.benchmarks = {series.benchmark};
      launch.samples = {{series, 1, {median}}};
      out.push_back(std::move(launch));
    }
  }
}

}  // namespace

std::vector<Session> read_sessions(Connection& connection) {
  SQLite::Statement& row = connection.query(session_query + "ORDER BY s.id");
  std::vector<Session> out;
  while (row.executeStep()) out.push_back(session_of(row));
  return out;
}

std::optional<Session> read_session(Connection& connection, std::int64_t id) {
  SQLite::Statement& row = connection.query(session_query + "WHERE s.id = ?", id);
  if (!row.executeStep()) return std::nullopt;
  Session session = session_of(row);
  row.tryReset();
  return session;
}

std::vector<Launch> read_launches(Connection& connection, std::int64_t session) {
  SQLite::Statement& row = connection.query(
      "SELECT l.id, l.round, l.side, l.slot, a.impl, a.lane, l.mode, l.pairing, l.seed, l.layout_seed, l.started_ns, "
      "l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches, l.exit, "
      "l.failure, l.benchmarks FROM launch l JOIN arm a ON a.id = l.arm WHERE l.session = ? ORDER BY l.id",
      session);
  std::vector<Launch> out;
  std::unordered_map<std::int64_t, std::size_t> position;
  while (row.executeStep()) {
    position[row.getColumn(0).getInt64()] = out.size();
    out.push_back(launch_of(row));
  }
  SQLite::Statement& samples =
      connection.query(fmt::format("SELECT sample.launch, sample.iterations, sample.data, {} FROM launch "
                                   "JOIN sample ON sample.launch = launch.id JOIN series ON series.id = sample.series "
                                   "WHERE launch.session = ? ORDER BY sample.launch, series.id",
                                   series_columns),
                       session);
  while (samples.executeStep()) {
    Sample sample;
    sample.iterations = samples.getColumn(1).getInt64();
    sample.values = doubles(samples.getColumn(2));
    sample.series = read_series(samples, 3);
    out[position[samples.getColumn(0).getInt64()]].samples.push_back(std::move(sample));
  }
  add_thinned(connection, session, out);
  return out;
}

std::vector<Verdict> read_verdicts(Connection& connection, std::int64_t session) {
  SQLite::Statement& row = connection.query(
      fmt::format("SELECT v.verdict, v.severity, v.pairs, v.base_median, v.head_median, v.change, v.lo, v.hi, v.error, "
                  "v.p, v.tolerance, v.detectable, v.confirmed, v.note, v.pairing, v.spread, v.layout_spread, {} "
                  "FROM verdict v JOIN series ON series.id = v.series WHERE v.session = ? ORDER BY v.id",
                  series_columns),
      session);
  std::vector<Verdict> out;
  while (row.executeStep()) {
    Verdict v;
    v.verdict = text(row.getColumn(0));
    v.severity = text(row.getColumn(1));
    v.pairs = row.getColumn(2).getInt64();
    v.base_median = real(row.getColumn(3));
    v.head_median = real(row.getColumn(4));
    v.change = real(row.getColumn(5));
    v.lo = real(row.getColumn(6));
    v.hi = real(row.getColumn(7));
    v.error = real(row.getColumn(8));
    v.p = real(row.getColumn(9));
    v.tolerance = row.getColumn(10).getDouble();
    v.detectable = real(row.getColumn(11));
    if (const auto confirmed = whole(row.getColumn(12))) v.confirmed = *confirmed != 0;
    v.note = text(row.getColumn(13));
    v.pairing = text(row.getColumn(14));
    v.spread = real(row.getColumn(15));
    v.layout_spread = real(row.getColumn(16));
    v.series = read_series(row, 17);
    out.push_back(std::move(v));
  }
  return out;
}

std::vector<Finding> read_findings(Connection& connection, std::int64_t session) {
  SQLite::Statement& row =
      connection.query("SELECT code, subject, text FROM finding WHERE session = ? ORDER BY id", session);
  std::vector<Finding> out;
  while (row.executeStep()) out.push_back({text(row.getColumn(0)), text(row.getColumn(1)), text(row.getColumn(2))});
  return out;
}

}  // namespace harness
