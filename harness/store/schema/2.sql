-- Schema 2: history. What a verdict rests on, change points, regressions with a life, scorecards, and thinned launches.

ALTER TABLE verdict ADD COLUMN pairing TEXT NOT NULL DEFAULT '';  -- of the launches it rests on; '' where there are none
ALTER TABLE verdict ADD COLUMN spread REAL;         -- standard deviation of the paired differences
ALTER TABLE verdict ADD COLUMN layout_spread REAL;  -- the part of it that code layout causes; NULL: layouts were not shuffled

UPDATE verdict SET pairing = coalesce((
  SELECT launch.pairing FROM launch JOIN sample ON sample.launch = launch.id
  WHERE launch.session = verdict.session AND sample.series = verdict.series LIMIT 1), '');

-- What is left of a session's launches after `db prune`: one value per launch, which is all that any statistic reads.
CREATE TABLE thinned (
  session INTEGER NOT NULL REFERENCES session(id),
  series INTEGER NOT NULL REFERENCES series(id),
  side TEXT NOT NULL CHECK (side IN ('base', 'head', 'solo')),
  build INTEGER NOT NULL REFERENCES build(id),
  data BLOB NOT NULL,                      -- the median of each launch, in order; doubles, little endian
  PRIMARY KEY (session, series, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX thinned_by_series ON thinned(series, session);

-- Found by `trend`, replaced whenever it looks at the series again. Sessions are points of the history.
CREATE TABLE change_point (
  id INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series(id),
  class TEXT NOT NULL CHECK (class IN ('step', 'spike', 'drift', 'variance')),
  session INTEGER NOT NULL REFERENCES session(id),     -- first point of what is new; of a spike, the outlier
  lo_session INTEGER NOT NULL REFERENCES session(id),  -- earliest and latest point that may be that first one (95 %)
  hi_session INTEGER NOT NULL REFERENCES session(id),
  end_session INTEGER REFERENCES session(id),          -- last point of a spike or a drift; NULL where it lasts
  commit_before TEXT NOT NULL,             -- blame range: the last commit surely before ('' where none is known) ...
  commit_after TEXT NOT NULL,              -- ... and the first surely after. A bisection starts from these two
  before REAL NOT NULL,                    -- median before, in the series' unit, or as ratio to the reference
  after REAL NOT NULL,
  change REAL NOT NULL,                    -- log ratio (time, bytes), else difference; > 0 is worse. Of a variance: log ratio of the spreads
  p REAL NOT NULL,                         -- chance of anything as strong in a series of this length where nothing changed
  points INTEGER NOT NULL,                 -- points of the series that were looked at
  reference TEXT NOT NULL,                 -- impl that the values are divided by, '' where they are absolute
  cohort INTEGER NOT NULL,                 -- changes that happened at once, over benchmarks, share a number
  found_ns INTEGER NOT NULL,
  UNIQUE (series, class, session)
) STRICT;

-- A regression is a thing with a life: opened by a gate or a trend, then acknowledged, fixed, reopened.
CREATE TABLE regression (
  id INTEGER PRIMARY KEY,
  series INTEGER NOT NULL REFERENCES series(id),
  state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'fixed', 'reopened')),
  opened_by TEXT NOT NULL CHECK (opened_by IN ('gate', 'trend')),
  session INTEGER NOT NULL REFERENCES session(id),  -- that showed it first
  opened_ns INTEGER NOT NULL,
  changed_ns INTEGER NOT NULL,             -- of its state
  commit_before TEXT NOT NULL,             -- blame range, as of a change point
  commit_after TEXT NOT NULL,
  change REAL NOT NULL,                    -- as of a verdict
  owner TEXT NOT NULL,                     -- '' where nobody is
  note TEXT NOT NULL
) STRICT;
CREATE INDEX regression_by_series ON regression(series);

CREATE TABLE regression_event (
  id INTEGER PRIMARY KEY,
  regression INTEGER NOT NULL REFERENCES regression(id),
  at_ns INTEGER NOT NULL,
  state TEXT NOT NULL,                     -- that it came to
  session INTEGER REFERENCES session(id),  -- that caused it; NULL: a person did
  who TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_regression ON regression_event(regression);

-- One row per `budget`: every target beside what was measured, and the score that follows.
CREATE TABLE scorecard (
  id INTEGER PRIMARY KEY,
  at_ns INTEGER NOT NULL,
  session INTEGER REFERENCES session(id),  -- newest one that it read
  build INTEGER REFERENCES build(id),
  machine_class TEXT NOT NULL,
  policy TEXT NOT NULL                     -- hash of budgets.toml: scores of different targets are not one history
) STRICT;

CREATE TABLE budget_result (
  scorecard INTEGER NOT NULL REFERENCES scorecard(id),
  budget TEXT NOT NULL,                    -- id in budgets.toml
  section TEXT NOT NULL,                   -- of the strategy
  tier INTEGER NOT NULL,                   -- 1 must, 2 should, 3 information
  title TEXT NOT NULL,
  target TEXT NOT NULL,                    -- '< 50 ms'
  status TEXT NOT NULL CHECK (status IN ('met', 'missed', 'unsure', 'unmeasured', 'unmeasurable')),
  value REAL,
  lo REAL,
  hi REAL,
  unit TEXT NOT NULL,
  benchmark TEXT NOT NULL,
  note TEXT NOT NULL,                      -- why it is not measured; what was read
  PRIMARY KEY (scorecard, budget)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_value (
  scorecard INTEGER NOT NULL REFERENCES scorecard(id),
  metric_group TEXT NOT NULL,              -- execution, resource, quality, coordination, economic, neural, health, trend
  metric TEXT NOT NULL,
  unit TEXT NOT NULL,
  value REAL,                              -- NULL: not measured
  score REAL,                              -- 0 .. 100 by the published formula; NULL where it is not scored or not measured
  note TEXT NOT NULL,
  PRIMARY KEY (scorecard, metric_group, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
  scorecard INTEGER NOT NULL REFERENCES scorecard(id),
  part TEXT NOT NULL,                      -- execution, resource, quality, coordination, stability, overall
  weight REAL NOT NULL,
  value REAL,                              -- 0 .. 100; NULL where anything it needs is not measured
  lo REAL NOT NULL,                        -- what it is at least and at most, whatever the unmeasured turn out to be
  hi REAL NOT NULL,
  measured REAL NOT NULL,                  -- share of its inputs that were measured
  grade TEXT NOT NULL,                     -- letter, '' where value is NULL
  PRIMARY KEY (scorecard, part)
) STRICT, WITHOUT ROWID;

-- What readers (reports/) use.

-- One row per launch and series of runs and imports, or per thinned session and series: the points of a history.
CREATE VIEW history AS
SELECT series.id AS series, session.id AS session, session.uuid, session.state, session.started_ns,
       build.label AS build, build.commit_id, build.commit_time, build.dirty, launch.id AS launch,
       0 AS is_thinned,                    -- 0: data are the batches of one launch. 1: the medians of all launches
       sample.data
FROM sample JOIN launch ON launch.id = sample.launch JOIN session ON session.id = launch.session
JOIN arm ON arm.id = launch.arm JOIN build ON build.id = arm.build JOIN series ON series.id = sample.series
WHERE launch.side = 'solo'
UNION ALL
SELECT thinned.series, session.id, session.uuid, session.state, session.started_ns,
       build.label, build.commit_id, build.commit_time, build.dirty, NULL, 1, thinned.data
FROM thinned JOIN session ON session.id = thinned.session JOIN build ON build.id = thinned.build
WHERE thinned.side = 'solo';

CREATE VIEW series_change AS
SELECT change_point.*, series.benchmark, series.version, series.metric, series.unit, series.better, series.kind,
       series.impl, series.lane, series.clock, series.mode, series.machine_class,
       first.started_ns, build.label AS build, build.commit_id
FROM change_point JOIN series ON series.id = change_point.series JOIN session AS first ON first.id = change_point.session
LEFT JOIN build ON build.id = first.head;

CREATE VIEW regression_life AS
SELECT regression.*, series.benchmark, series.version, series.metric, series.unit, series.kind, series.impl, series.lane,
       series.machine_class,
       (SELECT count(*) FROM regression_event WHERE regression_event.regression = regression.id) AS events
FROM regression JOIN series ON series.id = regression.series;

CREATE VIEW scorecard_history AS
SELECT scorecard.*, build.label AS build_label, build.commit_id, build.commit_time, score.part, score.weight, score.value,
       score.lo, score.hi, score.measured, score.grade
FROM scorecard JOIN score ON score.scorecard = scorecard.id LEFT JOIN build ON build.id = scorecard.build;
