// The part of a store that looks back over sessions. Held to docs/data-model.md by history.test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/history.h"

namespace harness {

class History {
 public:
  virtual ~History() = default;

  // Every series that has a value anywhere, by benchmark, impl, lane, metric, version.
  virtual std::vector<StoredSeries> series() = 0;
  // The id of a series, which is added where it is new.
  virtual std::int64_t id_of(const Series& series) = 0;
  // The points of a series, from runs and imports that are done or partial, oldest commit first.
  virtual std::vector<Point> points(std::int64_t series) = 0;

  // The point of the newest session that has one, which may stand anywhere in the order of commits.
  virtual std::optional<Point> newest(std::int64_t series) = 0;

  // Of every benchmark, impl and lane that was timed alone on these machines and failed, the newest time that it did.
  virtual std::vector<FailedLaunch> failures(const std::string& machine_class) = 0;

  // Replaces every change point of these series.
  virtual void replace(std::span<const std::int64_t> series, std::span<const ChangePoint> changes) = 0;
  virtual std::vector<ChangePoint> change_points() = 0;
  // Notes that trend looked at the series, the newest point of which is of that session, and could have found
  // something.
  virtual void trend_looked(std::int64_t series, std::int64_t session, std::int64_t at_ns) = 0;
  // What was judged on these machines: slower, faster or the same by a gate, or looked at by trend; the last of each.
  virtual std::vector<Judged> judged(const std::string& machine_class) = 0;

  // Writes a new regression (id 0) or a known one in its new state, with the event that brought it there; returns its
  // id.
  virtual std::int64_t save(const Regression& regression, const RegressionEvent& event) = 0;
  virtual std::vector<Regression> regressions() = 0;
  virtual std::vector<RegressionEvent> events(std::int64_t regression) = 0;

  virtual std::int64_t add(const Scorecard& card) = 0;
  virtual std::vector<Scorecard> scorecards() = 0;  // without budgets and metrics: the history of the score
};

}  // namespace harness
