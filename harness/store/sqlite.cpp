// The SQLite door. A rollback journal keeps the file one file that can be copied while nothing writes; each add() is
// one transaction, so that a kill loses at most the launch in flight.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "harness/error.h"
#include "harness/store/liveness.h"
#include "harness/store/schema.h"
#include "harness/store/store.h"

namespace harness {
namespace {

constexpr int application_id = 0x53574D50;  // "SWMP"
constexpr int busy_timeout_ms = 5000;

[[noreturn]] void refuse(const std::string& path, const SQLite::Exception& error) {
  std::string what = error.what();
  std::string remedy = "run it again";
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      remedy = "another process holds it; wait for it, or give another file with --db";
      break;
    case SQLITE_FULL:
      remedy = "free some space; what had finished is kept";
      break;
    case SQLITE_READONLY:
      remedy = "it is read-only; give another file with --db";
      break;
    case SQLITE_CANTOPEN:
      remedy = "check that the folder exists and can be written, or give another file with --db";
      break;
    case SQLITE_NOTADB:
      remedy = "it is not a swarmperf database; give another file with --db";
      break;
    case SQLITE_CORRUPT:
      remedy = "it is damaged; restore a copy, or give another file with --db";
      break;
    default:
      break;
  }
  throw Error(Exit::store, fmt::format("database {}: {}; {}", path, what, remedy));
}

std::string text(const SQLite::Column& column) { return column.isNull() ? "" : column.getString(); }
std::optional<std::int64_t> whole(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<std::int64_t>(column.getInt64());
}
std::optional<double> real(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

template <class T>
void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);
  }
}

// Binds the values in order and runs the statement; anything bindable, optionals as NULL.
template <class... Values>
void run(SQLite::Statement& statement, const Values&... values) {
  int index = 0;
  const auto one = [&](const auto& value) {
    if constexpr (requires { value.has_value(); }) {
      bind(statement, ++index, value);
    } else {
      statement.bind(++index, value);
    }
  };
  (one(values), ...);
  statement.exec();
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
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

constexpr const char* series_columns =
    "series.benchmark, series.version, series.metric, series.unit, series.better, series.kind, series.exact, "
    "series.is_primary, series.judged, series.impl, series.lane, series.clock, series.mode, series.machine_class";

Series read_series(SQLite::Statement& row, int at) {
  Series s;
  s.benchmark = text(row.getColumn(at));
  s.version = row.getColumn(at + 1).getInt64();
  s.metric = text(row.getColumn(at + 2));
  s.unit = text(row.getColumn(at + 3));
  s.better = text(row.getColumn(at + 4));
  s.kind = text(row.getColumn(at + 5));
  s.exact = row.getColumn(at + 6).getInt() != 0;
  s.primary = row.getColumn(at + 7).getInt() != 0;
  s.judged = row.getColumn(at + 8).getInt() != 0;
  s.impl = text(row.getColumn(at + 9));
  s.lane = text(row.getColumn(at + 10));
  s.clock = text(row.getColumn(at + 11));
  s.mode = text(row.getColumn(at + 12));
  s.machine_class = text(row.getColumn(at + 13));
  return s;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& path, Access access)
      : path_(path),
        database_(path, access == Access::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                  busy_timeout_ms) {
    prepare_schema(access);
  }

  std::int64_t begin(const Session& s) override {
    return guarded([&] {
      SQLite::Transaction transaction(database_);
      mark_dead_sessions();
      const auto machine = id_of("SELECT id FROM machine WHERE fingerprint = ?1",
                                 "INSERT INTO machine(fingerprint, class, details) VALUES (?1, ?2, ?3)",
                                 s.machine.fingerprint, s.machine.machine_class, s.machine.details);
      std::optional<std::int64_t> base, head;
      if (s.base) base = build_id(*s.base);
      if (s.head) head = build_id(*s.head);
      SQLite::Statement insert(database_,
                               "INSERT INTO session(uuid, kind, state, parent, machine, started_ns, process, "
                               "process_started, seed, base, head, tool, details) "
                               "VALUES (?,?,'running',?,?,?,?,?,?,?,?,?,?)");
      run(insert, s.uuid, s.kind, s.parent, machine, s.started_ns, s.process, s.process_started, s.seed, base, head,
          s.tool, s.details);
      const std::int64_t id = database_.getLastInsertRowid();
      transaction.commit();
      contexts_[id] = {base, head, s.machine.machine_class};
      return id;
    });
  }

  void add(std::int64_t session, std::span<const Launch> launches) override {
    guarded([&] {
      SQLite::Transaction transaction(database_);
      for (const Launch& launch : launches) insert_launch(session, launch);
      transaction.commit();
    });
  }

  void add(std::int64_t session, const Verdict& v) override {
    guarded([&] {
      SQLite::Transaction transaction(database_);
      SQLite::Statement insert(database_,
                               "INSERT OR REPLACE INTO verdict(session, series, verdict, severity, pairs, base_median, "
                               "head_median, change, lo, hi, error, p, tolerance, detectable, confirmed, note, "
                               "pairing, spread, layout_spread) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
      std::optional<int> confirmed;
      if (v.confirmed) confirmed = *v.confirmed ? 1 : 0;
      run(insert, session, series_id(v.series, contexts_[session].machine_class), v.verdict, v.severity, v.pairs,
          v.base_median, v.head_median, v.change, v.lo, v.hi, v.error, v.p, v.tolerance, v.detectable, confirmed,
          v.note, v.pairing, v.spread, v.layout_spread);
      transaction.commit();
    });
  }

  void add(std::int64_t session, const Finding& f) override {
    guarded([&] {
      SQLite::Statement insert(database_, "INSERT INTO finding(session, code, subject, text) VALUES (?,?,?,?)");
      run(insert, session, f.code, f.subject, f.text);
    });
  }

  void end(std::int64_t session, const std::string& state) override {
    guarded([&] {
      SQLite::Statement update(database_, "UPDATE session SET state = ?, ended_ns = ? WHERE id = ?");
      run(update, state, now_ns(), session);
    });
  }

  Session reopen(std::int64_t id, const std::string& fingerprint) override {
    return guarded([&] {
      SQLite::Transaction transaction(database_);
      mark_dead_sessions();
      const std::vector<Session> all = sessions();
      const auto found = std::find_if(all.begin(), all.end(), [&](const Session& s) { return s.id == id; });
      if (found == all.end()) throw Error(Exit::usage, fmt::format("resuming session #{}: no such session", id));
      Session s = *found;
      if (s.state != "partial") {
        throw Error(Exit::usage, fmt::format("resuming session #{}: it is {}; only a partial one can go on", id,
                                             s.state == "done" ? "done" : "still running"));
      }
      if (s.machine.fingerprint != fingerprint) {
        throw Error(Exit::incomparable, fmt::format("resuming session #{}: it was measured on another machine ({}); "
                                                    "resume it there, or start a new one",
                                                    id, s.machine.machine_class));
      }
      s.state = "running";
      s.ended_ns.reset();
      s.process = getpid();
      s.process_started = process_start(getpid());
      SQLite::Statement update(database_,
                               "UPDATE session SET state = 'running', ended_ns = NULL, process = ?, "
                               "process_started = ? WHERE id = ?");
      run(update, s.process, s.process_started, id);
      SQLite::Statement builds(database_, "SELECT base, head FROM session WHERE id = ?");
      builds.bind(1, id);
      builds.executeStep();
      contexts_[id] = {whole(builds.getColumn(0)), whole(builds.getColumn(1)), s.machine.machine_class};
      transaction.commit();
      return s;
    });
  }

  std::vector<Session> sessions() override {
    return guarded([&] {
      SQLite::Statement row(database_,
                            "SELECT s.id, s.uuid, s.kind, s.state, s.parent, s.started_ns, s.ended_ns, s.process, "
                            "s.process_started, s.seed, "
                            "s.tool, s.details, m.fingerprint, m.class, m.details, s.base, s.head "
                            "FROM session s JOIN machine m ON m.id = s.machine ORDER BY s.id");
      std::vector<Session> out;
      while (row.executeStep()) {
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
        if (const auto base = whole(row.getColumn(15))) s.base = read_build(*base);
        if (const auto head = whole(row.getColumn(16))) s.head = read_build(*head);
        out.push_back(std::move(s));
      }
      return out;
    });
  }

  std::vector<Launch> launches(std::int64_t session) override {
    return guarded([&] {
      SQLite::Statement row(
          database_,
          "SELECT l.id, l.round, l.side, l.slot, a.impl, a.lane, l.mode, l.pairing, l.seed, l.layout_seed, "
          "l.started_ns, "
          "l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches, l.exit, "
          "l.failure, l.benchmarks FROM launch l JOIN arm a ON a.id = l.arm WHERE l.session = ? ORDER BY l.id");
      row.bind(1, session);
      std::vector<Launch> out;
      std::map<std::int64_t, std::size_t> position;
      while (row.executeStep()) {
        position[row.getColumn(0).getInt64()] = out.size();
        out.push_back(read_launch(row));
      }
      SQLite::Statement samples(database_, fmt::format("SELECT sample.launch, sample.iterations, sample.data, {} "
                                                       "FROM sample JOIN series ON series.id = sample.series "
                                                       "JOIN launch ON launch.id = sample.launch "
                                                       "WHERE launch.session = ? ORDER BY sample.launch, series.id",
                                                       series_columns));
      samples.bind(1, session);
      while (samples.executeStep()) {
        Sample sample;
        sample.iterations = samples.getColumn(1).getInt64();
        const SQLite::Column data = samples.getColumn(2);
        sample.values.resize(std::size_t(data.getBytes()) / sizeof(double));
        std::memcpy(sample.values.data(), data.getBlob(), sample.values.size() * sizeof(double));
        sample.series = read_series(samples, 3);
        out[position[samples.getColumn(0).getInt64()]].samples.push_back(std::move(sample));
      }
      return out;
    });
  }

  std::vector<Verdict> verdicts(std::int64_t session) override {
    return guarded([&] {
      SQLite::Statement row(
          database_, fmt::format("SELECT v.verdict, v.severity, v.pairs, v.base_median, v.head_median, v.change, "
                                 "v.lo, v.hi, v.error, v.p, v.tolerance, v.detectable, v.confirmed, v.note, v.pairing, "
                                 "v.spread, v.layout_spread, {} "
                                 "FROM verdict v JOIN series ON series.id = v.series WHERE v.session = ? ORDER BY v.id",
                                 series_columns));
      row.bind(1, session);
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
    });
  }

  std::vector<Finding> findings(std::int64_t session) override {
    return guarded([&] {
      SQLite::Statement row(database_, "SELECT code, subject, text FROM finding WHERE session = ? ORDER BY id");
      row.bind(1, session);
      std::vector<Finding> out;
      while (row.executeStep()) out.push_back({text(row.getColumn(0)), text(row.getColumn(1)), text(row.getColumn(2))});
      return out;
    });
  }

 private:
  struct Context {
    std::optional<std::int64_t> base, head;
    std::string machine_class;
  };

  template <class F>
  auto guarded(F&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const SQLite::Exception& error) {
      refuse(path_, error);
    }
  }

  void prepare_schema(Access access) {
    const int application = database_.execAndGet("PRAGMA application_id").getInt();
    const int version = database_.execAndGet("PRAGMA user_version").getInt();
    const bool empty = database_.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    if (!empty && application != application_id) {
      throw Error(Exit::store,
                  fmt::format("database {}: it belongs to another program; give another file with --db", path_));
    }
    if (version > int(schemas.size())) {
      throw Error(Exit::store,
                  fmt::format("database {}: its schema is version {}, this swarmperf knows {}; use a newer swarmperf",
                              path_, version, schemas.size()));
    }
    if (access == Access::read) {
      if (empty) throw Error(Exit::store, fmt::format("database {}: it is empty; measure first: swarmperf run", path_));
      if (version < int(schemas.size())) SqliteStore(path_, Access::write);
      return;
    }
    database_.exec("PRAGMA journal_mode = TRUNCATE");
    database_.exec("PRAGMA synchronous = FULL");
    database_.exec("PRAGMA foreign_keys = ON");
    if (version < int(schemas.size())) migrate(version, empty);
  }

  // Runs the schemas that are missing, all in one transaction: a kill leaves the old file as it was.
  void migrate(int version, bool empty) {
    if (!empty) keep_copy(version);
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    // Another process may have come first.
    for (auto n = std::size_t(database_.execAndGet("PRAGMA user_version").getInt()); n < schemas.size(); ++n)
      database_.exec(schemas[n]);
    database_.exec(fmt::format("PRAGMA application_id = {}", application_id));
    database_.exec(fmt::format("PRAGMA user_version = {}", schemas.size()));
    transaction.commit();
  }

  // The copy is made under another name and renamed when it is whole; one that is there already is the older one.
  void keep_copy(int version) {
    const std::string copy = fmt::format("{}.schema-{}", path_, version);
    if (std::filesystem::exists(copy)) return;
    const std::string unfinished = fmt::format("{}.{}", copy, getpid());
    std::filesystem::remove(unfinished);
    SQLite::Statement statement(database_, "VACUUM INTO ?");
    run(statement, unfinished);
    std::filesystem::rename(unfinished, copy);
  }

  void mark_dead_sessions() {
    SQLite::Statement row(database_, "SELECT id, process, process_started FROM session WHERE state = 'running'");
    std::vector<std::int64_t> dead;
    while (row.executeStep()) {
      if (!is_alive(row.getColumn(1).getInt64(), row.getColumn(2).getInt64()))
        dead.push_back(row.getColumn(0).getInt64());
    }
    for (const std::int64_t id : dead) {
      SQLite::Statement update(database_, "UPDATE session SET state = 'partial' WHERE id = ?");
      run(update, id);
    }
  }

  // Returns the id of the row that `select` finds by the first value, inserting it first where it is new.
  template <class Key, class... Rest>
  std::int64_t id_of(const char* select, const char* insert, const Key& key, const Rest&... rest) {
    SQLite::Statement found(database_, select);
    found.bind(1, key);
    if (found.executeStep()) return found.getColumn(0).getInt64();
    SQLite::Statement add_row(database_, insert);
    run(add_row, key, rest...);
    return database_.getLastInsertRowid();
  }

  std::int64_t build_id(const Build& b) {
    return id_of("SELECT id FROM build WHERE key = ?1",
                 "INSERT INTO build(key, label, commit_id, commit_time, dirty, details) VALUES (?,?,?,?,?,?)", b.key,
                 b.label, b.commit, b.commit_time_s, b.dirty ? 1 : 0, b.details);
  }

  Build read_build(std::int64_t id) {
    SQLite::Statement row(database_,
                          "SELECT key, label, commit_id, commit_time, dirty, details FROM build WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep()) return {};
    return {text(row.getColumn(0)),  text(row.getColumn(1)),         text(row.getColumn(2)),
            whole(row.getColumn(3)), row.getColumn(4).getInt() != 0, text(row.getColumn(5))};
  }

  std::int64_t arm_id(std::int64_t build, const Launch& launch) {
    SQLite::Statement insert(database_, "INSERT OR IGNORE INTO arm(build, impl, lane) VALUES (?,?,?)");
    run(insert, build, launch.impl, launch.lane);
    SQLite::Statement row(database_, "SELECT id FROM arm WHERE build = ? AND impl = ? AND lane = ?");
    row.bind(1, build);
    row.bind(2, launch.impl);
    row.bind(3, launch.lane);
    row.executeStep();
    return row.getColumn(0).getInt64();
  }

  std::int64_t series_id(const Series& s, const std::string& machine_class) {
    const std::string& where = s.machine_class.empty() ? machine_class : s.machine_class;
    SQLite::Statement row(
        database_,
        "SELECT id FROM series WHERE benchmark=? AND version=? AND metric=? AND impl=? AND lane=? AND "
        "clock=? AND mode=? AND machine_class=?");
    row.bind(1, s.benchmark);
    row.bind(2, s.version);
    row.bind(3, s.metric);
    row.bind(4, s.impl);
    row.bind(5, s.lane);
    row.bind(6, s.clock);
    row.bind(7, s.mode);
    row.bind(8, where);
    if (row.executeStep()) return row.getColumn(0).getInt64();
    SQLite::Statement insert(
        database_,
        "INSERT INTO series(benchmark, version, metric, unit, better, kind, exact, is_primary, judged, "
        "impl, lane, clock, mode, machine_class) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    run(insert, s.benchmark, s.version, s.metric, s.unit, s.better, s.kind, s.exact ? 1 : 0, s.primary ? 1 : 0,
        s.judged ? 1 : 0, s.impl, s.lane, s.clock, s.mode, where);
    return database_.getLastInsertRowid();
  }

  void insert_launch(std::int64_t session, const Launch& l) {
    const Context& context = contexts_.at(session);
    const auto build = l.side == "base" ? context.base : context.head;
    if (!build) throw Error(Exit::internal, "a launch of side '" + l.side + "' in a session without that build");
    SQLite::Statement insert(database_,
                             "INSERT INTO launch(session, arm, round, side, slot, mode, pairing, seed, layout_seed, "
                             "started_ns, elapsed_ns, core, "
                             "overlap, steal, user_ns, system_ns, peak_rss_bytes, switches, exit, failure, benchmarks) "
                             "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    run(insert, session, arm_id(*build, l), l.round, l.side, l.slot, l.mode, l.pairing, l.seed, l.layout_seed,
        l.started_ns, l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches,
        l.exit, l.failure, joined(l.benchmarks));
    const std::int64_t id = database_.getLastInsertRowid();
    SQLite::Statement sample(database_, "INSERT INTO sample(launch, series, iterations, data) VALUES (?,?,?,?)");
    for (const Sample& s : l.samples) {
      sample.reset();
      sample.bind(1, id);
      sample.bind(2, series_id(s.series, context.machine_class));
      sample.bind(3, s.iterations);
      sample.bind(4, s.values.data(), int(s.values.size() * sizeof(double)));
      sample.exec();
    }
  }

  static Launch read_launch(SQLite::Statement& row) {
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

  std::string path_;
  SQLite::Database database_;
  std::map<std::int64_t, Context> contexts_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::string& path, Access access) {
  if (access == Access::read && !std::filesystem::exists(path)) {
    throw Error(Exit::store, fmt::format("database {}: not found; measure first: swarmperf run", path));
  }
  try {
    return std::make_unique<SqliteStore>(path, access);
  } catch (const SQLite::Exception& error) {
    refuse(path, error);
  }
}

}  // namespace harness
