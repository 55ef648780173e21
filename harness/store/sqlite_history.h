// The history of a store in SQLite, on the connection and ids of the store that it belongs to.
#pragma once

#include "harness/store/history.h"
#include "harness/store/ids.h"

namespace harness {

class SqliteHistory final : public History {
 public:
  SqliteHistory(Connection& connection, Ids& ids) : connection_(connection), ids_(ids) {}

  std::vector<StoredSeries> series() override;
  std::int64_t id_of(const Series& series) override;
  std::vector<Point> points(std::int64_t series) override;
  std::optional<Point> newest(std::int64_t series) override;
  std::vector<FailedLaunch> failures(const std::string& machine_class) override;
  void replace(std::span<const std::int64_t> series, std::span<const ChangePoint> changes) override;
  std::vector<ChangePoint> change_points() override;
  void trend_looked(std::int64_t series, std::int64_t session, std::int64_t at_ns) override;
  std::vector<Judged> judged(const std::string& machine_class) override;
  std::int64_t save(const Regression& regression, const RegressionEvent& event) override;
  std::vector<Regression> regressions() override;
  std::vector<RegressionEvent> events(std::int64_t regression) override;
  std::int64_t add(const Scorecard& card) override;
  std::vector<Scorecard> scorecards() override;

 private:
  std::vector<Point> read_points(SQLite::Statement& row);
  Connection& connection_;
  Ids& ids_;
};

}  // namespace harness
