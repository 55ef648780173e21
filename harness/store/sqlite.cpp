// The SQLite store: each add() is one transaction, so that a kill loses at most the launch in flight.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "harness/error.h"
#include "harness/store/connection.h"
#include "harness/store/ids.h"
#include "harness/store/liveness.h"
#include "harness/store/sqlite_history.h"
#include "harness/store/sqlite_read.h"
#include "harness/store/store.h"

namespace harness {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& path, Access access)
      : connection_(path, access), ids_(connection_), history_(connection_, ids_) {}

  std::int64_t begin(const Session& s) override {
    return transaction([&] {
      mark_dead_sessions();
      const auto machine = ids_.machine(s.machine);
      std::optional<std::int64_t> base, head;
      if (s.base) base = ids_.build(*s.base);
      if (s.head) head = ids_.build(*s.head);
      connection_.run(
          "INSERT INTO session(uuid, kind, state, parent, machine, started_ns, process, process_started, seed, base, "
          "head, tool, details) VALUES (?,?,'running',?,?,?,?,?,?,?,?,?,?)",
          s.uuid, s.kind, s.parent, machine, s.started_ns, s.process, s.process_started, s.seed, base, head, s.tool,
          s.details);
      const std::int64_t id = connection_.database().getLastInsertRowid();
      contexts_[id] = {base, head, s.machine.machine_class};
      return id;
    });
  }

  Session reopen(std::int64_t id, const std::string& fingerprint) override {
    return transaction([&] {
      mark_dead_sessions();
      std::optional<Session> found = read_session(connection_, id);
      if (!found) throw Error(Exit::usage, fmt::format("resuming session #{}: no such session", id));
      Session s = std::move(*found);
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
      connection_.run(
          "UPDATE session SET state = 'running', ended_ns = NULL, process = ?, process_started = ? WHERE id = ?",
          s.process, s.process_started, id);
      std::optional<std::int64_t> base, head;
      if (s.base) base = ids_.build(*s.base);
      if (s.head) head = ids_.build(*s.head);
      contexts_[id] = {base, head, s.machine.machine_class};
      return s;
    });
  }

  void add(std::int64_t session, std::span<const Launch> launches) override {
    transaction([&] {
      for (const Launch& launch : launches) insert_launch(session, launch);
    });
  }

  void add(std::int64_t session, const Verdict& v) override {
    transaction([&] {
      std::optional<int> confirmed;
      if (v.confirmed) confirmed = *v.confirmed ? 1 : 0;
      const auto series = ids_.series(v.series, contexts_[session].machine_class);
      connection_.run(
          "INSERT OR REPLACE INTO verdict(session, series, verdict, severity, pairs, base_median, head_median, change, "
          "lo, hi, error, p, tolerance, detectable, confirmed, note, pairing, spread, layout_spread) "
          "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
          session, series, v.verdict, v.severity, v.pairs, v.base_median, v.head_median, v.change, v.lo, v.hi, v.error,
          v.p, v.tolerance, v.detectable, confirmed, v.note, v.pairing, v.spread, v.layout_spread);
    });
  }

  void add(std::int64_t session, const Finding& f) override {
    connection_.guarded([&] {
      connection_.run("INSERT INTO finding(session, code, subject, text) VALUES (?,?,?,?)", session, f.code, f.subject,
                      f.text);
    });
  }

  void end(std::int64_t session, const std::string& state) override {
    connection_.guarded(
        [&] { connection_.run("UPDATE session SET state = ?, ended_ns = ? WHERE id = ?", state, now_ns(), session); });
  }

  std::vector<Session> sessions() override {
    return connection_.guarded([&] { return read_sessions(connection_); });
  }
  std::vector<Launch> launches(std::int64_t session) override {
    return connection_.guarded([&] { return read_launches(connection_, session); });
  }
  std::vector<Verdict> verdicts(std::int64_t session) override {
    return connection_.guarded([&] { return read_verdicts(connection_, session); });
  }
  std::vector<Finding> findings(std::int64_t session) override {
    return connection_.guarded([&] { return read_findings(connection_, session); });
  }
  History& history() override { return history_; }

 private:
  struct Context {
    std::optional<std::int64_t> base, head;
    std::string machine_class;
  };

  template <class F>
  auto transaction(F&& work) -> decltype(work()) {
    return connection_.guarded([&] {
      SQLite::Transaction transaction(connection_.database());
      try {
        if constexpr (std::is_void_v<decltype(work())>) {
          work();
          transaction.commit();
        } else {
          auto result = work();
          transaction.commit();
          return result;
        }
      } catch (...) {
        ids_.forget();
        throw;
      }
    });
  }

  void mark_dead_sessions() {
    SQLite::Statement& row =
        connection_.query("SELECT id, process, process_started FROM session WHERE state = 'running'");
    std::vector<std::int64_t> dead;
    while (row.executeStep()) {
      if (!is_alive(row.getColumn(1).getInt64(), row.getColumn(2).getInt64()))
        dead.push_back(row.getColumn(0).getInt64());
    }
    for (const std::int64_t id : dead) connection_.run("UPDATE session SET state = 'partial' WHERE id = ?", id);
  }

  void insert_launch(std::int64_t session, const Launch& l) {
    const Context& context = contexts_.at(session);
    const auto build = l.side == "base" ? context.base : context.head;
    if (!build) throw Error(Exit::internal, "a launch of side '" + l.side + "' in a session without that build");
    connection_.run(
        "INSERT INTO launch(session, arm, round, side, slot, mode, pairing, seed, layout_seed, started_ns, elapsed_ns, "
        "core, overlap, steal, user_ns, system_ns, peak_rss_bytes, switches, exit, failure, benchmarks) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        session, ids_.arm(*build, l.impl, l.lane), l.round, l.side, l.slot, l.mode, l.pairing, l.seed, l.layout_seed,
        l.started_ns, l.elapsed_ns, l.core, l.overlap, l.steal, l.user_ns, l.system_ns, l.peak_rss_bytes, l.switches,
        l.exit, l.failure, joined(l.benchmarks));
    const std::int64_t id = connection_.database().getLastInsertRowid();
    for (const Sample& s : l.samples) {
      const auto series = ids_.series(s.series, context.machine_class);
      SQLite::Statement& sample = connection_.query(
          "INSERT INTO sample(launch, series, iterations, data) VALUES (?,?,?,?)", id, series, s.iterations);
      sample.bind(4, s.values.data(), int(s.values.size() * sizeof(double)));
      sample.exec();
    }
  }

  Connection connection_;
  Ids ids_;
  SqliteHistory history_;
  std::map<std::int64_t, Context> contexts_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::string& path, Access access) {
  if (access == Access::read && !std::filesystem::exists(path)) {
    throw Error(Exit::store, fmt::format("database {}: not found; measure first: swarmperf run", path));
  }
  return std::make_unique<SqliteStore>(path, access);
}

}  // namespace harness
