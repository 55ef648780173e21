#include "harness/store/bulk.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <limits>
#include <map>
#include <tuple>

#include "harness/error.h"

namespace harness {
namespace {

constexpr int busy_timeout_ms = 5000;

class Writer {
 public:
  explicit Writer(SQLite::Database& database) : database_(database) {}

  BulkAdded add(const Record& record) {
    const Session& s = record.session;
    SQLite::Statement& known = prepared("SELECT id FROM session WHERE uuid = ?");
    known.bind(1, s.uuid);
    if (known.executeStep()) return {known.getColumn(0).getInt64(), false};
    std::optional<std::int64_t> base, head, parent;
    if (s.base) base = build(*s.base);
    if (s.head) head = build(*s.head);
    if (!record.parent_uuid.empty()) {
      SQLite::Statement& found = prepared("SELECT id FROM session WHERE uuid = ?");
      found.bind(1, record.parent_uuid);
      if (found.executeStep()) parent = found.getColumn(0).getInt64();
    }
    const std::int64_t id = insert(
        "INSERT INTO session(uuid, kind, state, parent, machine, started_ns, ended_ns, process, process_started, seed, "
        "base, head, tool, details) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        s.uuid, s.kind, s.state, parent, machine(s.machine), s.started_ns, s.ended_ns, s.process, s.process_started,
        s.seed, base, head, s.tool, s.details);
    for (const Launch& launch : record.launches) {
      const auto& of = launch.side == "base" ? base : head;
      if (!of) throw Error(Exit::internal, "a launch of side '" + launch.side + "' in a session without that build");
      add_launch(id, *of, launch, s.machine.machine_class);
    }
    for (const Verdict& v : record.verdicts) {
      std::optional<int> confirmed;
      if (v.confirmed) confirmed = *v.confirmed ? 1 : 0;
      insert(
          "INSERT INTO verdict(session, series, verdict, severity, pairs, base_median, head_median, change, lo, hi, "
          "error, p, tolerance, detectable, confirmed, note, pairing, spread, layout_spread) "
          "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
          id, series(v.series, s.machine.machine_class), v.verdict, v.severity, v.pairs, v.base_median, v.head_median,
          v.change, v.lo, v.hi, v.error, v.p, v.tolerance, v.detectable, confirmed, v.note, v.pairing, v.spread,
          v.layout_spread);
    }
    for (const Finding& f : record.findings) {
      insert("INSERT INTO finding(session, code, subject, text) VALUES (?,?,?,?)", id, f.code, f.subject, f.text);
    }
    return {id, true};
  }

 private:
  // Statements are prepared once: a history has a hundred thousand rows.
  SQLite::Statement& prepared(const char* sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) found = statements_.try_emplace(sql, database_, sql).first;
    found->second.reset();
    return found->second;
  }

  template <class... Values>
  std::int64_t insert(const char* sql, const Values&... values) {
    SQLite::Statement& statement = prepared(sql);
    int index = 0;
    const auto bind = [&](const auto& value) {
      ++index;
      if constexpr (requires { value.has_value(); }) {
        if (value) {
          statement.bind(index, *value);
        } else {
          statement.bind(index);
        }
      } else {
        statement.bind(index, value);
      }
    };
    (bind(values), ...);
    statement.exec();
    return database_.getLastInsertRowid();
  }

  template <class Key, class... Values>
  std::int64_t id_of(const char* select, const char* add_row, const Key& key, const Values&... values) {
    SQLite::Statement& found = prepared(select);
    found.bind(1, key);
    if (found.executeStep()) return found.getColumn(0).getInt64();
    return insert(add_row, key, values...);
  }

  std::int64_t machine(const Machine& m) {
    return id_of("SELECT id FROM machine WHERE fingerprint = ?",
                 "INSERT INTO machine(fingerprint, class, details) VALUES (?,?,?)", m.fingerprint, m.machine_class,
                 m.details);
  }

  std::int64_t build(const Build& b) {
    return id_of("SELECT id FROM build WHERE key = ?",
                 "INSERT INTO build(key, label, commit_id, commit_time, dirty, details) VALUES (?,?,?,?,?,?)", b.key,
                 b.label, b.commit, b.commit_time_s, b.dirty ? 1 : 0, b.details);
  }

  std::int64_t arm(std::int64_t build, const Launch& l) {
    const auto [found, fresh] = arms_.try_emplace({build, l.impl, l.lane}, 0);
    if (!fresh) return found->second;
    insert("INSERT OR IGNORE INTO arm(build, impl, lane) VALUES (?,?,?)", build, l.impl, l.lane);
    SQLite::Statement& row = prepared("SELECT id FROM arm WHERE build = ? AND impl = ? AND lane = ?");
    row.bind(1, build);
    row.bind(2, l.impl);
    row.bind(3, l.lane);
    row.executeStep();
    return found->second = row.getColumn(0).getInt64();
  }

  std::int64_t series(const Series& s, const std::string& machine_class) {
    const std::string& where = s.machine_class.empty() ? machine_class : s.machine_class;
    const auto [found, fresh] =
        series_.try_emplace({s.benchmark, s.version, s.metric, s.impl, s.lane, s.clock, s.mode, where}, 0);
    if (!fresh) return found->second;
    SQLite::Statement& row = prepared(
        "SELECT id FROM series WHERE benchmark=? AND version=? AND metric=? AND impl=? AND lane=? AND clock=? AND "
        "mode=? AND machine_class=?");
    row.bind(1, s.benchmark);
    row.bind(2, s.version);
    row.bind(3, s.metric);
    row.bind(4, s.impl);
    row.bind(5, s.lane);
    row.bind(6, s.clock);
    row.bind(7, s.mode);
    row.bind(8, where);
    if (row.executeStep()) return found->second = row.getColumn(0).getInt64();
    return found->second = insert(
               "INSERT INTO series(benchmark, version, metric, unit, better, kind, exact, is_primary, judged, impl, "
               "lane, clock, mode, machine_class) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
               s.benchmark, s.version, s.metric, s.unit, s.better, s.kind, s.exact ? 1 : 0, s.primary ? 1 : 0,
               s.judged ? 1 : 0, s.impl, s.lane, s.clock, s.mode, where);
  }

  void add_launch(std::int64_t session, std::int64_t build, const Launch& l, const std::string& machine_class) {
    std::string benchmarks;
    for (const std::string& name : l.benchmarks) benchmarks += (benchmarks.empty() ? "" : "\n") + name;
    const std::int64_t id = insert(
        "INSERT INTO launch(session, arm, round, side, slot, mode, pairing, seed, layout_seed, started_ns, elapsed_ns, "
        "core, overlap, steal, user_ns, system_ns, peak_rss_bytes, switches, exit, failure, benchmarks) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        session, arm(build, l), l.round, l.side, l.slot, l.mode, l.pairing, l.seed, l.layout_seed, l.started_ns,
        l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches, l.exit,
        l.failure, benchmarks);
    for (const Sample& s : l.samples) {
      if (s.values.size() > std::size_t(std::numeric_limits<int>::max()) / sizeof(double))
        throw Error(Exit::usage, "one launch has more values of " + s.series.benchmark + " than a store can keep");
      const std::int64_t series_id = series(s.series, machine_class);
      SQLite::Statement& sample = prepared("INSERT INTO sample(launch, series, iterations, data) VALUES (?,?,?,?)");
      sample.bind(1, id);
      sample.bind(2, series_id);
      sample.bind(3, s.iterations);
      sample.bindNoCopy(4, s.values.data(), int(s.values.size() * sizeof(double)));
      sample.exec();
    }
  }

  using SeriesKey = std::tuple<std::string, std::int64_t, std::string, std::string, std::string, std::string,
                               std::string, std::string>;
  SQLite::Database& database_;
  std::map<const char*, SQLite::Statement> statements_;
  std::map<std::tuple<std::int64_t, std::string, std::string>, std::int64_t> arms_;
  std::map<SeriesKey, std::int64_t> series_;
};

}  // namespace

std::vector<BulkAdded> add_records(const std::string& path, std::span<const Record> records) {
  try {
    SQLite::Database database(path, SQLite::OPEN_READWRITE, busy_timeout_ms);
    database.exec("PRAGMA journal_mode = TRUNCATE");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA cache_size = -262144");  // 256 MiB: a hundred thousand names are inserted out of order
    SQLite::Transaction transaction(database);
    std::vector<BulkAdded> added;
    {
      Writer writer(database);
      for (const Record& record : records) added.push_back(writer.add(record));
    }
    transaction.commit();
    return added;
  } catch (const SQLite::Exception& error) {
    throw Error(Exit::store, fmt::format("database {}: {}; nothing was imported", path, error.what()));
  }
}

}  // namespace harness
