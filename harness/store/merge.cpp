// Rows get new ids by an offset, and what both databases know (machines, builds, arms, series) is found by its keys.
#include <fmt/format.h>

#include <filesystem>

#include "harness/error.h"
#include "harness/store/connection.h"
#include "harness/store/ids.h"
#include "harness/store/maintenance.h"

namespace harness {
namespace {

// Temporary tables old -> new id, filled by natural keys.
const char* const known_things = R"(
  INSERT OR IGNORE INTO main.machine(fingerprint, class, details) SELECT fingerprint, class, details FROM other.machine;
  INSERT OR IGNORE INTO main.build(key, label, commit_id, commit_time, dirty, details)
    SELECT key, label, commit_id, commit_time, dirty, details FROM other.build;
  CREATE TEMP TABLE to_machine AS SELECT o.id AS old, m.id AS new FROM other.machine o JOIN main.machine m USING (fingerprint);
  CREATE TEMP TABLE to_build AS SELECT o.id AS old, m.id AS new FROM other.build o JOIN main.build m USING (key);
  INSERT OR IGNORE INTO main.arm(build, impl, lane) SELECT b.new, impl, lane FROM other.arm JOIN to_build b ON b.old = build;
  CREATE TEMP TABLE to_arm AS SELECT o.id AS old, m.id AS new FROM other.arm o JOIN to_build b ON b.old = o.build
    JOIN main.arm m ON m.build = b.new AND m.impl = o.impl AND m.lane = o.lane;
  INSERT OR IGNORE INTO main.series(benchmark, version, metric, unit, better, kind, exact, is_primary, judged, impl, lane,
                                    clock, mode, machine_class)
    SELECT benchmark, version, metric, unit, better, kind, exact, is_primary, judged, impl, lane, clock, mode, machine_class
    FROM other.series;
  CREATE TEMP TABLE to_series AS SELECT o.id AS old, m.id AS new FROM other.series o
    JOIN main.series m USING (benchmark, version, metric, impl, lane, clock, mode, machine_class);
)";

const char* const sessions = R"(
  CREATE TEMP TABLE to_session AS
    SELECT o.id AS old, o.id + (SELECT coalesce(max(id), 0) FROM main.session) AS new, 1 AS is_new
    FROM other.session o WHERE o.state <> 'running' AND NOT EXISTS (SELECT 1 FROM main.session m WHERE m.uuid = o.uuid);
  INSERT INTO to_session SELECT o.id, m.id, 0 FROM other.session o JOIN main.session m USING (uuid);
  CREATE INDEX temp.to_session_old ON to_session(old);
  INSERT INTO main.session(id, uuid, kind, state, parent, machine, started_ns, ended_ns, process, process_started, seed, base,
                           head, tool, details)
    SELECT s.new, o.uuid, o.kind, o.state, (SELECT p.new FROM to_session p WHERE p.old = o.parent), m.new, o.started_ns,
           o.ended_ns, o.process, o.process_started, o.seed, (SELECT b.new FROM to_build b WHERE b.old = o.base),
           (SELECT h.new FROM to_build h WHERE h.old = o.head), o.tool, o.details
    FROM other.session o JOIN to_session s ON s.old = o.id AND s.is_new JOIN to_machine m ON m.old = o.machine ORDER BY o.id;
)";

const char* const measured = R"(
  CREATE TEMP TABLE shift AS SELECT coalesce(max(id), 0) AS by FROM main.launch;
  INSERT INTO main.launch SELECT l.id + shift.by, s.new, a.new, l.round, l.side, l.slot, l.mode, l.pairing, l.seed,
      l.layout_seed, l.started_ns, l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes,
      l.switches, l.exit, l.failure, l.benchmarks
    FROM other.launch l JOIN to_session s ON s.old = l.session AND s.is_new JOIN to_arm a ON a.old = l.arm, shift ORDER BY l.id;
  INSERT INTO main.sample SELECT x.launch + shift.by, e.new, x.iterations, x.data
    FROM other.sample x JOIN other.launch l ON l.id = x.launch JOIN to_session s ON s.old = l.session AND s.is_new
    JOIN to_series e ON e.old = x.series, shift;
  INSERT INTO main.thinned SELECT s.new, e.new, t.side, b.new, t.data FROM other.thinned t
    JOIN to_session s ON s.old = t.session AND s.is_new JOIN to_series e ON e.old = t.series JOIN to_build b ON b.old = t.build;
)";

const char* const decided = R"(
  INSERT INTO main.verdict(session, series, verdict, severity, pairs, base_median, head_median, change, lo, hi, error, p,
                           tolerance, detectable, confirmed, note, pairing, spread, layout_spread)
    SELECT s.new, e.new, v.verdict, v.severity, v.pairs, v.base_median, v.head_median, v.change, v.lo, v.hi, v.error, v.p,
           v.tolerance, v.detectable, v.confirmed, v.note, v.pairing, v.spread, v.layout_spread
    FROM other.verdict v JOIN to_session s ON s.old = v.session AND s.is_new JOIN to_series e ON e.old = v.series ORDER BY v.id;
  INSERT INTO main.finding(session, code, subject, text) SELECT s.new, f.code, f.subject, f.text
    FROM other.finding f JOIN to_session s ON s.old = f.session AND s.is_new ORDER BY f.id;
  CREATE TEMP TABLE to_regression AS
    SELECT r.id AS old, r.id + (SELECT coalesce(max(id), 0) FROM main.regression) AS new FROM other.regression r
    JOIN to_session s ON s.old = r.session AND s.is_new;
  INSERT INTO main.regression SELECT t.new, e.new, r.state, r.opened_by, s.new, r.opened_ns, r.changed_ns, r.commit_before,
      r.commit_after, r.change, r.owner, r.note
    FROM other.regression r JOIN to_regression t ON t.old = r.id JOIN to_session s ON s.old = r.session
    JOIN to_series e ON e.old = r.series;
  INSERT INTO main.regression_event(regression, at_ns, state, session, who, note)
    SELECT t.new, v.at_ns, v.state, (SELECT s.new FROM to_session s WHERE s.old = v.session), v.who, v.note
    FROM other.regression_event v JOIN to_regression t ON t.old = v.regression ORDER BY v.id;
)";

// Before anything of `other` is taken for what is called the same here.
void refuse_other_units(Connection& c) {
  SQLite::Statement row(
      c.database(),
      "SELECT o.benchmark, o.metric, o.kind, o.unit, o.better, m.kind, m.unit, m.better FROM other.series o "
      "JOIN main.series m USING (benchmark, version, metric, impl, lane, clock, mode, machine_class) "
      "WHERE o.kind <> m.kind OR o.unit <> m.unit OR o.better <> m.better LIMIT 1");
  if (!row.executeStep()) return;
  const auto unit_at = [&](int i) {
    return unit_text(text(row.getColumn(i)), text(row.getColumn(i + 1)), text(row.getColumn(i + 2)));
  };
  throw two_units(text(row.getColumn(1)) + " of " + text(row.getColumn(0)), unit_at(2), unit_at(5));
}

std::int64_t count(Connection& c, const std::string& sql) {
  SQLite::Statement row(c.database(), sql);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

}  // namespace

Merged merge(const std::string& into, const std::string& from) {
  if (!std::filesystem::exists(from)) throw Error(Exit::store, fmt::format("database {}: not found", from));
  if (std::filesystem::exists(into) && std::filesystem::equivalent(into, from))
    throw Error(Exit::usage, fmt::format("merging {}: it is the database that it would be merged into", from));
  Connection(from, Access::read);  // refuses what is none of ours, and brings an older one forward
  Connection c(into, Access::write);
  return c.guarded([&] {
    c.run("ATTACH DATABASE ? AS other", from);
    refuse_other_units(c);
    SQLite::Transaction transaction(c.database());
    c.database().exec(known_things);
    c.database().exec(sessions);
    Merged merged;
    merged.sessions = count(c, "SELECT count(*) FROM to_session WHERE is_new");
    const char* const differing =
        "SELECT m.uuid FROM to_session s JOIN main.session m ON m.id = s.new WHERE NOT s.is_new AND "
        "(SELECT count(*) FROM other.launch WHERE session = s.old) > (SELECT count(*) FROM main.launch WHERE session = "
        "s.new) "
        "AND NOT EXISTS (SELECT 1 FROM main.thinned WHERE session = s.new)";
    merged.known = count(c, "SELECT count(*) FROM to_session WHERE NOT is_new");
    {
      SQLite::Statement row(c.database(), differing);
      while (row.executeStep()) merged.conflicts.push_back(text(row.getColumn(0)));
    }
    merged.known -= std::int64_t(merged.conflicts.size());
    const std::int64_t before = count(c, "SELECT count(*) FROM main.launch");
    c.database().exec(measured);
    c.database().exec(decided);
    merged.launches = count(c, "SELECT count(*) FROM main.launch") - before;
    transaction.commit();
    return merged;
  });
}

}  // namespace harness
