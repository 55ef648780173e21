// The vocabulary of what follows from many sessions: points of a history, change points, regressions with a life,
// scorecards. docs/data-model.md says what the words mean; trend/ and budget/ make them, store/ keeps them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model.h"

namespace harness {

struct StoredSeries {
  std::int64_t id = 0;
  Series series;
};

// One session's part in the history of a series.
struct Point {
  std::int64_t session = 0;
  std::int64_t started_ns = 0;
  std::string state;  // of the session
  std::string build, commit;
  std::optional<std::int64_t> commit_time_s;
  bool dirty = false;
  std::vector<double> launches;  // the median of each launch
};

// The newest launch of a benchmark, alone, that failed.
struct FailedLaunch {
  std::string benchmark, impl, lane;
  std::int64_t session = 0;
  std::string commit, why;
};

struct ChangePoint {
  std::int64_t series = 0;
  std::string kind;  // step | spike | drift | variance
  std::int64_t session = 0, lo_session = 0, hi_session = 0;
  std::optional<std::int64_t> end_session;
  std::string commit_before, commit_after;  // blame range
  double before = 0, after = 0;
  double change = 0;  // log ratio or difference, positive is worse
  double p = 1;
  std::int64_t points = 0;
  std::string reference;  // impl that the values are divided by, "" where they are absolute
  std::int64_t cohort = 0;
  std::int64_t found_ns = 0;
};

// A series that a gate gave a verdict on, or that trend looked at.
struct Judged {
  std::int64_t series = 0;
  std::string by;            // gate | trend
  std::int64_t session = 0;  // the gate, or the newest that trend saw
  std::string commit;
};

struct Regression {
  std::int64_t id = 0;
  std::int64_t series = 0;
  std::string state = "open";  // open | acknowledged | fixed | reopened
  std::string opened_by;       // gate | trend
  std::int64_t session = 0;
  std::int64_t opened_ns = 0, changed_ns = 0;
  std::string commit_before, commit_after;
  double change = 0;
  std::string owner, note;
  std::string kind = {};  // step | drift: what trend opened it for, as its first event says
};

struct RegressionEvent {
  std::int64_t regression = 0;
  std::int64_t at_ns = 0;
  std::string state;
  std::optional<std::int64_t> session;
  std::string who, note;
};

// The session that a value is from.
struct Origin {
  std::int64_t session = 0;
  std::string commit;
  bool operator==(const Origin&) const = default;
};

struct BudgetResult {
  std::string budget, section;
  int tier = 1;
  std::string title, target;
  std::string status;  // met | missed | unsure | unmeasured | unmeasurable
  std::optional<double> value, lo, hi;
  std::string unit, benchmark, note;
  // Not stored:
  std::optional<double> farthest;  // from the target of all that fit, proven or not: for the score
  std::vector<Origin> origins;     // of the value; two where it compares arms of two sessions
  std::string doubt;               // why it is unsure though its interval reaches the target, or ""
};

struct MetricValue {
  std::string group, metric, unit;
  std::optional<double> value, score;
  std::string note;
};

struct ScorePart {
  std::string part;
  double weight = 0;
  std::optional<double> value;
  double lo = 0, hi = 100;  // whatever the unmeasured turn out to be
  double measured = 0;      // share of its inputs
  std::string grade;
};

struct Scorecard {
  std::int64_t id = 0;
  std::int64_t at_ns = 0;
  std::optional<std::int64_t> session;
  std::string build, commit;  // of that session, when read
  std::string machine_class, policy;
  std::vector<BudgetResult> budgets;
  std::vector<MetricValue> metrics;
  std::vector<ScorePart> scores;
};

}  // namespace harness
