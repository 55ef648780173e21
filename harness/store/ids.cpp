#include "harness/store/ids.h"

#include <fmt/format.h>

namespace harness {

Error two_units(const std::string& series, const std::string& now, const std::string& before) {
  return {
      Exit::usage,
      fmt::format("{}: it is {} here and {} in what is there already; a series keeps its unit and direction: give it "
                  "another version, or take another database. Nothing was taken in",
                  series, now, before)};
}

std::string unit_text(const std::string& kind, const std::string& unit, const std::string& better) {
  return fmt::format("{} in {}, {} is better", kind, unit, better);
}

template <class Find, class Add>
std::int64_t Ids::known(std::string key, Find&& find, Add&& add) {
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  SQLite::Statement& row = find();
  std::int64_t id = 0;
  if (row.executeStep()) {
    id = row.getColumn(0).getInt64();
    row.tryReset();
  } else {
    add();
    id = connection_.database().getLastInsertRowid();
  }
  known_.emplace(std::move(key), id);
  return id;
}

std::int64_t Ids::machine(const Machine& m) {
  return known(
      "m" + m.fingerprint,
      [&]() -> auto& { return connection_.query("SELECT id FROM machine WHERE fingerprint = ?", m.fingerprint); },
      [&] {
        connection_.run("INSERT INTO machine(fingerprint, class, details) VALUES (?,?,?)", m.fingerprint,
                        m.machine_class, m.details);
      });
}

std::int64_t Ids::build(const Build& b) {
  return known(
      "b" + b.key, [&]() -> auto& { return connection_.query("SELECT id FROM build WHERE key = ?", b.key); },
      [&] {
        connection_.run("INSERT INTO build(key, label, commit_id, commit_time, dirty, details) VALUES (?,?,?,?,?,?)",
                        b.key, b.label, b.commit, b.commit_time_s, b.dirty ? 1 : 0, b.details);
      });
}

std::int64_t Ids::arm(std::int64_t build, const std::string& impl, const std::string& lane) {
  return known(
      fmt::format("a{}\n{}\n{}", build, impl, lane),
      [&]() -> auto& {
        return connection_.query("SELECT id FROM arm WHERE build = ? AND impl = ? AND lane = ?", build, impl, lane);
      },
      [&] { connection_.run("INSERT INTO arm(build, impl, lane) VALUES (?,?,?)", build, impl, lane); });
}

std::int64_t Ids::series(const Series& s, const std::string& machine_class) {
  const std::string& where = s.machine_class.empty() ? machine_class : s.machine_class;
  std::string key = fmt::format("s{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", s.benchmark, s.version, s.metric, s.impl, s.lane,
                                s.clock, s.mode, where);
  return known(
      std::move(key),
      [&]() -> auto& {
        return connection_.query(
            "SELECT id FROM series WHERE benchmark=? AND version=? AND metric=? AND impl=? AND lane=? AND clock=? AND "
            "mode=? AND machine_class=?",
            s.benchmark, s.version, s.metric, s.impl, s.lane, s.clock, s.mode, where);
      },
      [&] {
        connection_.run(
            "INSERT INTO series(benchmark, version, metric, unit, better, kind, exact, is_primary, judged, "
            "impl, lane, clock, mode, machine_class) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            s.benchmark, s.version, s.metric, s.unit, s.better, s.kind, s.exact ? 1 : 0, s.primary ? 1 : 0,
            s.judged ? 1 : 0, s.impl, s.lane, s.clock, s.mode, where);
      });
}

}  // namespace harness
