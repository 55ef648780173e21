#include "harness/store/sqlite_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>

namespace harness {
namespace {

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t half = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + long(half), values.end());
  if (values.size() % 2 == 1) return values[half];
  return 0.5 * (values[half] + *std::max_element(values.begin(), values.begin() + long(half)));
}

// In the order of commits; a session without one stands where its clock put it.
auto order_of(const Point& p) {
  return std::tuple(p.commit_time_s ? *p.commit_time_s * 1'000'000'000 : p.started_ns, p.started_ns, p.session);
}

}  // namespace

std::vector<StoredSeries> SqliteHistory::series() {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        fmt::format("SELECT id, {} FROM series WHERE EXISTS (SELECT 1 FROM sample WHERE sample.series = series.id) OR "
                    "EXISTS (SELECT 1 FROM thinned WHERE thinned.series = series.id) "
                    "ORDER BY benchmark, impl, lane, metric, version, machine_class",
                    series_columns));
    std::vector<StoredSeries> out;
    while (row.executeStep()) out.push_back({row.getColumn(0).getInt64(), read_series(row, 1)});
    return out;
  });
}

std::int64_t SqliteHistory::id_of(const Series& series) {
  return connection_.guarded([&] { return ids_.series(series, ""); });
}

namespace {

// What a launch measured that then failed is stored, and is no point.
constexpr std::string_view point_rows =
    "SELECT session, started_ns, state, build, commit_id, commit_time, dirty, is_thinned, data FROM history "
    "WHERE NOT EXISTS (SELECT 1 FROM launch AS its WHERE its.id = history.launch AND its.failure <> '') AND ";

}  // namespace

// Of rows in the order of their sessions; what a run that goes on has is none yet.
std::vector<Point> SqliteHistory::read_points(SQLite::Statement& row) {
  std::vector<Point> out;
  while (row.executeStep()) {
    const std::int64_t session = row.getColumn(0).getInt64();
    if (out.empty() || out.back().session != session) {
      Point point;
      point.session = session;
      point.started_ns = row.getColumn(1).getInt64();
      point.state = text(row.getColumn(2));
      point.build = text(row.getColumn(3));
      point.commit = text(row.getColumn(4));
      point.commit_time_s = whole(row.getColumn(5));
      point.dirty = row.getColumn(6).getInt() != 0;
      out.push_back(std::move(point));
    }
    std::vector<double> values = doubles(row.getColumn(8));
    std::vector<double>& launches = out.back().launches;
    if (row.getColumn(7).getInt() != 0) {
      launches.insert(launches.end(), values.begin(), values.end());
    } else if (!values.empty()) {
      launches.push_back(median_of(std::move(values)));
    }
  }
  std::erase_if(out, [](const Point& p) { return p.launches.empty() || p.state == "running"; });
  return out;
}

std::vector<Point> SqliteHistory::points(std::int64_t series) {
  return connection_.guarded([&] {
    std::vector<Point> out =
        read_points(connection_.query(fmt::format("{}series = ? ORDER BY session, launch", point_rows), series));
    std::sort(out.begin(), out.end(), [](const Point& l, const Point& r) { return order_of(l) < order_of(r); });
    return out;
  });
}

std::optional<Point> SqliteHistory::newest(std::int64_t series) {
  return connection_.guarded([&]() -> std::optional<Point> {
    // From the newest session back, until one has a point: nearly always the first.
    std::int64_t before = INT64_MAX;
    while (true) {
      SQLite::Statement& last = connection_.query(
          "SELECT max(id) FROM (SELECT id FROM session WHERE id < ?1 AND (EXISTS (SELECT 1 FROM launch JOIN sample ON "
          "sample.launch = launch.id AND sample.series = ?2 WHERE launch.session = session.id AND launch.side = "
          "'solo') "
          "OR EXISTS (SELECT 1 FROM thinned WHERE thinned.session = session.id AND thinned.series = ?2 AND "
          "thinned.side = 'solo')) ORDER BY id DESC LIMIT 1)",
          before, series);
      const std::optional<std::int64_t> session = last.executeStep() ? whole(last.getColumn(0)) : std::nullopt;
      last.tryReset();
      if (!session) return std::nullopt;
      std::vector<Point> found = read_points(connection_.query(
          // by the session's launches, which are few, not by all that the series ever had
          fmt::format("{}session = ? AND +series = ? ORDER BY launch", point_rows), *session, series));
      if (!found.empty()) return std::move(found.back());
      before = *session;
    }
  });
}

std::vector<FailedLaunch> SqliteHistory::failures(const std::string& machine_class) {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT launch.benchmarks, arm.impl, arm.lane, session.id, build.commit_id, launch.failure FROM launch "
        "JOIN session ON session.id = launch.session JOIN machine ON machine.id = session.machine "
        "JOIN arm ON arm.id = launch.arm JOIN build ON build.id = arm.build "
        "WHERE launch.failure <> '' AND launch.side = 'solo' AND launch.mode = 'time' AND "
        "session.state <> 'running' AND machine.class = ? "
        "ORDER BY session.id DESC, launch.id DESC",
        machine_class);
    std::vector<FailedLaunch> out;
    std::set<std::tuple<std::string, std::string, std::string>> known;
    while (row.executeStep()) {
      FailedLaunch failed{"",
                          text(row.getColumn(1)),
                          text(row.getColumn(2)),
                          row.getColumn(3).getInt64(),
                          text(row.getColumn(4)),
                          text(row.getColumn(5))};
      std::istringstream names(text(row.getColumn(0)));
      while (std::getline(names, failed.benchmark)) {
        if (known.emplace(failed.benchmark, failed.impl, failed.lane).second) out.push_back(failed);
      }
    }
    return out;
  });
}

void SqliteHistory::replace(std::span<const std::int64_t> series, std::span<const ChangePoint> changes) {
  connection_.guarded([&] {
    SQLite::Transaction transaction(connection_.database());
    for (const std::int64_t id : series) connection_.run("DELETE FROM change_point WHERE series = ?", id);
    for (const ChangePoint& c : changes) {
      connection_.run(
          "INSERT OR REPLACE INTO change_point(series, class, session, lo_session, hi_session, end_session, "
          "commit_before, commit_after, before, after, change, p, points, reference, cohort, found_ns) "
          "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
          c.series, c.kind, c.session, c.lo_session, c.hi_session, c.end_session, c.commit_before, c.commit_after,
          c.before, c.after, c.change, c.p, c.points, c.reference, c.cohort, c.found_ns);
    }
    transaction.commit();
  });
}

std::vector<ChangePoint> SqliteHistory::change_points() {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT series, class, session, lo_session, hi_session, end_session, commit_before, commit_after, before, "
        "after, change, p, points, reference, cohort, found_ns FROM change_point ORDER BY id");
    std::vector<ChangePoint> out;
    while (row.executeStep()) {
      ChangePoint c;
      c.series = row.getColumn(0).getInt64();
      c.kind = text(row.getColumn(1));
      c.session = row.getColumn(2).getInt64();
      c.lo_session = row.getColumn(3).getInt64();
      c.hi_session = row.getColumn(4).getInt64();
      c.end_session = whole(row.getColumn(5));
      c.commit_before = text(row.getColumn(6));
      c.commit_after = text(row.getColumn(7));
      c.before = row.getColumn(8).getDouble();
      c.after = row.getColumn(9).getDouble();
      c.change = row.getColumn(10).getDouble();
      c.p = row.getColumn(11).getDouble();
      c.points = row.getColumn(12).getInt64();
      c.reference = text(row.getColumn(13));
      c.cohort = row.getColumn(14).getInt64();
      c.found_ns = row.getColumn(15).getInt64();
      out.push_back(std::move(c));
    }
    return out;
  });
}

void SqliteHistory::trend_looked(std::int64_t series, std::int64_t session, std::int64_t at_ns) {
  connection_.guarded([&] {
    connection_.run("INSERT OR REPLACE INTO trend_look(series, session, at_ns) VALUES (?,?,?)", series, session, at_ns);
  });
}

std::vector<Judged> SqliteHistory::judged(const std::string& machine_class) {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT judged.series, judged.judge, session.id, build.commit_id FROM "
        "(SELECT series, 'gate' AS judge, max(session) AS session FROM verdict JOIN session ON session.id = session "
        " WHERE kind = 'gate' AND verdict IN ('slower', 'faster', 'same') GROUP BY series "
        " UNION ALL SELECT series, 'trend', session FROM trend_look) AS judged "
        "JOIN series ON series.id = judged.series JOIN session ON session.id = judged.session "
        "LEFT JOIN build ON build.id = session.head WHERE series.machine_class = ? ORDER BY session.id, judged.series",
        machine_class);
    std::vector<Judged> out;
    while (row.executeStep())
      out.push_back(
          {row.getColumn(0).getInt64(), text(row.getColumn(1)), row.getColumn(2).getInt64(), text(row.getColumn(3))});
    return out;
  });
}

std::int64_t SqliteHistory::save(const Regression& r, const RegressionEvent& e) {
  return connection_.guarded([&] {
    SQLite::Transaction transaction(connection_.database());
    std::int64_t id = r.id;
    if (id == 0) {
      connection_.run(
          "INSERT INTO regression(series, state, opened_by, session, opened_ns, changed_ns, commit_before, "
          "commit_after, change, owner, note) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
          r.series, r.state, r.opened_by, r.session, r.opened_ns, r.changed_ns, r.commit_before, r.commit_after,
          r.change, r.owner, r.note);
      id = connection_.database().getLastInsertRowid();
    } else {
      connection_.run(
          "UPDATE regression SET state = ?, changed_ns = ?, commit_before = ?, commit_after = ?, change = ?, owner = "
          "?, note = ? WHERE id = ?",
          r.state, r.changed_ns, r.commit_before, r.commit_after, r.change, r.owner, r.note, id);
    }
    connection_.run("INSERT INTO regression_event(regression, at_ns, state, session, who, note) VALUES (?,?,?,?,?,?)",
                    id, e.at_ns, e.state, e.session, e.who, e.note);
    transaction.commit();
    return id;
  });
}

std::vector<Regression> SqliteHistory::regressions() {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT id, series, state, opened_by, session, opened_ns, changed_ns, commit_before, commit_after, change, "
        "owner, note, (SELECT e.note FROM regression_event e WHERE e.regression = regression.id AND opened_by = "
        "'trend' "
        "ORDER BY e.id LIMIT 1) FROM regression ORDER BY id");
    std::vector<Regression> out;
    while (row.executeStep()) {
      out.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), text(row.getColumn(2)),
                     text(row.getColumn(3)), row.getColumn(4).getInt64(), row.getColumn(5).getInt64(),
                     row.getColumn(6).getInt64(), text(row.getColumn(7)), text(row.getColumn(8)),
                     row.getColumn(9).getDouble(), text(row.getColumn(10)), text(row.getColumn(11)),
                     text(row.getColumn(12))});
    }
    return out;
  });
}

std::vector<RegressionEvent> SqliteHistory::events(std::int64_t regression) {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT regression, at_ns, state, session, who, note FROM regression_event WHERE regression = ? ORDER BY id",
        regression);
    std::vector<RegressionEvent> out;
    while (row.executeStep()) {
      out.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), text(row.getColumn(2)),
                     whole(row.getColumn(3)), text(row.getColumn(4)), text(row.getColumn(5))});
    }
    return out;
  });
}

std::int64_t SqliteHistory::add(const Scorecard& card) {
  return connection_.guarded([&] {
    SQLite::Transaction transaction(connection_.database());
    std::optional<std::int64_t> build;
    if (card.session) {
      SQLite::Statement& row = connection_.query("SELECT head FROM session WHERE id = ?", *card.session);
      if (row.executeStep()) build = whole(row.getColumn(0));
      row.tryReset();
    }
    connection_.run("INSERT INTO scorecard(at_ns, session, build, machine_class, policy) VALUES (?,?,?,?,?)",
                    card.at_ns, card.session, build, card.machine_class, card.policy);
    const std::int64_t id = connection_.database().getLastInsertRowid();
    for (const BudgetResult& b : card.budgets) {
      connection_.run(
          "INSERT INTO budget_result(scorecard, budget, section, tier, title, target, status, value, lo, hi, unit, "
          "benchmark, note) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
          id, b.budget, b.section, b.tier, b.title, b.target, b.status, b.value, b.lo, b.hi, b.unit, b.benchmark,
          b.note);
    }
    for (const MetricValue& m : card.metrics) {
      connection_.run(
          "INSERT INTO metric_value(scorecard, metric_group, metric, unit, value, score, note) VALUES (?,?,?,?,?,?,?)",
          id, m.group, m.metric, m.unit, m.value, m.score, m.note);
    }
    for (const ScorePart& s : card.scores) {
      connection_.run(
          "INSERT INTO score(scorecard, part, weight, value, lo, hi, measured, grade) VALUES (?,?,?,?,?,?,?,?)", id,
          s.part, s.weight, s.value, s.lo, s.hi, s.measured, s.grade);
    }
    transaction.commit();
    return id;
  });
}

std::vector<Scorecard> SqliteHistory::scorecards() {
  return connection_.guarded([&] {
    SQLite::Statement& row = connection_.query(
        "SELECT id, at_ns, session, build_label, commit_id, machine_class, policy, part, weight, value, lo, hi, "
        "measured, grade FROM scorecard_history ORDER BY id, weight DESC, part");
    std::vector<Scorecard> out;
    while (row.executeStep()) {
      const std::int64_t id = row.getColumn(0).getInt64();
      if (out.empty() || out.back().id != id) {
        Scorecard card;
        card.id = id;
        card.at_ns = row.getColumn(1).getInt64();
        card.session = whole(row.getColumn(2));
        card.build = text(row.getColumn(3));
        card.commit = text(row.getColumn(4));
        card.machine_class = text(row.getColumn(5));
        card.policy = text(row.getColumn(6));
        out.push_back(std::move(card));
      }
      out.back().scores.push_back({text(row.getColumn(7)), row.getColumn(8).getDouble(), real(row.getColumn(9)),
                                   row.getColumn(10).getDouble(), row.getColumn(11).getDouble(),
                                   row.getColumn(12).getDouble(), text(row.getColumn(13))});
    }
    return out;
  });
}

}  // namespace harness
