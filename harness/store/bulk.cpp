#include "harness/store/bulk.h"

#include <fmt/format.h>

#include <limits>
#include <unordered_map>

#include "harness/error.h"
#include "harness/store/connection.h"
#include "harness/store/ids.h"

namespace harness {
namespace {

class Writer {
 public:
  explicit Writer(Connection& connection) : connection_(connection), ids_(connection) {}

  BulkAdded add(const Record& record) {
    const Session& s = record.session;
    if (const auto known = session_of(s.uuid)) return {*known, false};
    std::optional<std::int64_t> base, head, parent;
    if (s.base) base = ids_.build(*s.base);
    if (s.head) head = ids_.build(*s.head);
    if (!record.parent_uuid.empty()) parent = session_of(record.parent_uuid);
    const std::int64_t id = insert(
        "INSERT INTO session(uuid, kind, state, parent, machine, started_ns, ended_ns, process, process_started, seed, "
        "base, head, tool, details) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        s.uuid, s.kind, s.state, parent, ids_.machine(s.machine), s.started_ns, s.ended_ns, s.process,
        s.process_started, s.seed, base, head, s.tool, s.details);
    for (const Launch& launch : record.launches) {
      const auto& of = launch.side == "base" ? base : head;
      if (!of) throw Error(Exit::internal, "a launch of side '" + launch.side + "' in a session without that build");
      add_launch(id, *of, launch, s.machine.machine_class);
    }
    for (const Verdict& v : record.verdicts) add_verdict(id, v, s.machine.machine_class);
    for (const Finding& f : record.findings) {
      insert("INSERT INTO finding(session, code, subject, text) VALUES (?,?,?,?)", id, f.code, f.subject, f.text);
    }
    return {id, true};
  }

 private:
  template <class... Values>
  std::int64_t insert(const std::string& sql, const Values&... values) {
    connection_.run(sql, values...);
    return connection_.database().getLastInsertRowid();
  }

  std::optional<std::int64_t> session_of(const std::string& uuid) {
    SQLite::Statement& row = connection_.query("SELECT id FROM session WHERE uuid = ?", uuid);
    std::optional<std::int64_t> id;
    if (row.executeStep()) id = row.getColumn(0).getInt64();
    row.tryReset();
    return id;
  }

  // Refuses another unit; which metric is the primary one, the last that came says.
  void check(std::int64_t id, const Series& s) {
    const auto [at, fresh] = stored_.try_emplace(id);
    Stored& stored = at->second;
    if (fresh) {
      SQLite::Statement& row = connection_.query("SELECT kind, unit, better, is_primary FROM series WHERE id = ?", id);
      row.executeStep();
      stored = {unit_text(text(row.getColumn(0)), text(row.getColumn(1)), text(row.getColumn(2))),
                row.getColumn(3).getInt() != 0};
      row.tryReset();
    }
    const std::string unit = unit_text(s.kind, s.unit, s.better);
    if (unit != stored.unit) throw two_units(s.metric + " of " + s.benchmark, unit, stored.unit);
    if (s.primary == stored.is_primary) return;
    connection_.run("UPDATE series SET is_primary = ? WHERE id = ?", s.primary ? 1 : 0, id);
    stored.is_primary = s.primary;
  }

  void add_verdict(std::int64_t session, const Verdict& v, const std::string& machine_class) {
    std::optional<int> confirmed;
    if (v.confirmed) confirmed = *v.confirmed ? 1 : 0;
    insert(
        "INSERT INTO verdict(session, series, verdict, severity, pairs, base_median, head_median, change, lo, hi, "
        "error, p, tolerance, detectable, confirmed, note, pairing, spread, layout_spread) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        session, ids_.series(v.series, machine_class), v.verdict, v.severity, v.pairs, v.base_median, v.head_median,
        v.change, v.lo, v.hi, v.error, v.p, v.tolerance, v.detectable, confirmed, v.note, v.pairing, v.spread,
        v.layout_spread);
  }

  void add_launch(std::int64_t session, std::int64_t build, const Launch& l, const std::string& machine_class) {
    std::string benchmarks;
    for (const std::string& name : l.benchmarks) benchmarks += (benchmarks.empty() ? "" : "\n") + name;
    const std::int64_t id = insert(
        "INSERT INTO launch(session, arm, round, side, slot, mode, pairing, seed, layout_seed, started_ns, elapsed_ns, "
        "core, overlap, steal, user_ns, system_ns, peak_rss_bytes, switches, exit, failure, benchmarks) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        session, ids_.arm(build, l.impl, l.lane), l.round, l.side, l.slot, l.mode, l.pairing, l.seed, l.layout_seed,
        l.started_ns, l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches,
        l.exit, l.failure, benchmarks);
    for (const Sample& s : l.samples) {
      if (s.values.size() > std::size_t(std::numeric_limits<int>::max()) / sizeof(double))
        throw Error(Exit::usage, "one launch has more values of " + s.series.benchmark + " than a store can keep");
      const std::int64_t series = ids_.series(s.series, machine_class);
      check(series, s.series);
      SQLite::Statement& sample =
          connection_.prepared("INSERT INTO sample(launch, series, iterations, data) VALUES (?,?,?,?)");
      sample.bind(1, id);
      sample.bind(2, series);
      sample.bind(3, s.iterations);
      sample.bindNoCopy(4, s.values.data(), int(s.values.size() * sizeof(double)));
      sample.exec();
    }
  }

  Connection& connection_;
  Ids ids_;
  struct Stored {
    std::string unit;
    bool is_primary = false;
  };
  std::unordered_map<std::int64_t, Stored> stored_;  // of a series, by its id
};

}  // namespace

std::vector<BulkAdded> add_records(const std::string& path, std::span<const Record> records) {
  Connection connection(path, Access::write);
  return connection.guarded([&] {
    connection.database().exec("PRAGMA cache_size = -262144");  // 256 MiB: very many names come out of order
    SQLite::Transaction transaction(connection.database());
    std::vector<BulkAdded> added;
    Writer writer(connection);
    for (const Record& record : records) added.push_back(writer.add(record));
    transaction.commit();
    return added;
  });
}

}  // namespace harness
