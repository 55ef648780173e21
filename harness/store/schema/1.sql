-- Schema 1: what is measured and what was decided on it. docs/data-model.md says what the words mean. Never edited: a newer
-- schema is the next file, and a new database is made by running them all.

CREATE TABLE machine (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,  -- hash over what follows
  class TEXT NOT NULL,               -- what makes absolute values comparable: CPU model, cores, memory size, OS
  details TEXT NOT NULL              -- JSON: kernel, caches, virtualisation, governor ...
) STRICT;

CREATE TABLE build (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- cache key, or hash of a stranger's command and executable
  label TEXT NOT NULL,               -- what people call it: a ref, a path
  commit_id TEXT NOT NULL,           -- full hash, '' where there is none
  commit_time INTEGER,               -- seconds since 1970
  dirty INTEGER NOT NULL,
  details TEXT NOT NULL              -- JSON: tree, flags, compiler
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('run', 'ab', 'gate', 'confirm', 'import')),
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'partial')),
  parent INTEGER REFERENCES session(id),   -- of a confirmation: the session whose suspects it repeats
  machine INTEGER NOT NULL REFERENCES machine(id),
  started_ns INTEGER NOT NULL,             -- since 1970
  ended_ns INTEGER,
  process INTEGER NOT NULL,                -- pid, with its start time: tells a dead session from a running one
  process_started INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  base INTEGER REFERENCES build(id),
  head INTEGER REFERENCES build(id),       -- of a run: the build measured
  tool TEXT NOT NULL,                      -- version of swarmperf
  details TEXT NOT NULL                    -- JSON: arguments, environment, plan
) STRICT;

CREATE TABLE arm (
  id INTEGER PRIMARY KEY,
  build INTEGER NOT NULL REFERENCES build(id),
  impl TEXT NOT NULL,
  lane TEXT NOT NULL,
  UNIQUE (build, impl, lane)
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  benchmark TEXT NOT NULL,
  version INTEGER NOT NULL,
  metric TEXT NOT NULL,
  unit TEXT NOT NULL,                      -- s, B, 1, 1/s
  better TEXT NOT NULL CHECK (better IN ('less', 'more')),
  kind TEXT NOT NULL CHECK (kind IN ('time', 'bytes', 'count', 'share')),
  exact INTEGER NOT NULL,
  is_primary INTEGER NOT NULL,
  judged INTEGER NOT NULL,                 -- 0: a counter that nobody declared
  impl TEXT NOT NULL,
  lane TEXT NOT NULL,
  clock TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('time', 'alloc', 'insn', 'profile')),
  machine_class TEXT NOT NULL,
  UNIQUE (benchmark, version, metric, impl, lane, clock, mode, machine_class)
) STRICT;

CREATE TABLE launch (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session(id),
  arm INTEGER NOT NULL REFERENCES arm(id),
  round INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('base', 'head', 'solo')),
  slot INTEGER NOT NULL,                   -- 0: started first
  mode TEXT NOT NULL,
  pairing TEXT NOT NULL CHECK (pairing IN ('solo', 'twin', 'lockstep', 'alternate')),
  seed INTEGER NOT NULL,
  layout_seed INTEGER,
  started_ns INTEGER NOT NULL,
  elapsed_ns INTEGER NOT NULL,
  core INTEGER,
  overlap REAL,                            -- share of the time in which the other arm ran too
  steal REAL,                              -- share of the core's time that the host took
  user_ns INTEGER NOT NULL,
  system_ns INTEGER NOT NULL,
  peak_rss_bytes INTEGER NOT NULL,
  switches INTEGER NOT NULL,               -- involuntary
  exit INTEGER NOT NULL,                   -- exit code, or minus the signal
  failure TEXT NOT NULL,                   -- '' or what went wrong, in words
  benchmarks TEXT NOT NULL                 -- what the launch was asked for, one name a line
) STRICT;
CREATE INDEX launch_by_session ON launch(session);

CREATE TABLE sample (
  launch INTEGER NOT NULL REFERENCES launch(id),
  series INTEGER NOT NULL REFERENCES series(id),
  iterations INTEGER NOT NULL,             -- operations per value
  data BLOB NOT NULL,                      -- doubles, little endian, base units per operation
  PRIMARY KEY (launch, series)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_by_series ON sample(series, launch);

CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session(id),
  series INTEGER NOT NULL REFERENCES series(id),  -- of head; base differs in nothing but the build
  verdict TEXT NOT NULL CHECK (verdict IN ('slower', 'faster', 'same', 'unsure', 'failed', 'missing', 'new', 'incomparable')),
  severity TEXT NOT NULL CHECK (severity IN ('', 'warning', 'critical')),
  pairs INTEGER NOT NULL,
  base_median REAL,
  head_median REAL,
  change REAL,                             -- Hodges-Lehmann: log ratio (time, bytes), else difference; > 0 is worse
  lo REAL,
  hi REAL,
  error REAL,                              -- one-sided error of the interval
  p REAL,
  tolerance REAL NOT NULL,
  detectable REAL,                         -- smallest change that this many pairs would have shown
  confirmed INTEGER,                       -- 1 confirmed, 0 not, NULL not asked
  note TEXT NOT NULL,
  UNIQUE (session, series)
) STRICT;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session(id),
  code TEXT NOT NULL,
  subject TEXT NOT NULL,                   -- benchmark, lane or ''
  text TEXT NOT NULL
) STRICT;

-- What readers (reports/) use: one row per launch and series.
CREATE VIEW launch_sample AS
SELECT session.id AS session, session.uuid, session.kind AS session_kind, session.state, session.started_ns AS session_started_ns,
       launch.id AS launch, launch.round, launch.side, launch.slot, launch.pairing, launch.started_ns, launch.elapsed_ns,
       launch.overlap, launch.steal, launch.peak_rss_bytes, launch.exit, launch.failure,
       build.label AS build, build.commit_id, build.commit_time, build.dirty,
       series.id AS series, series.benchmark, series.version, series.metric, series.unit, series.better, series.kind,
       series.is_primary, series.judged, series.impl, series.lane, series.clock, series.mode, series.machine_class,
       sample.iterations, sample.data
FROM sample JOIN launch ON launch.id = sample.launch JOIN session ON session.id = launch.session
JOIN arm ON arm.id = launch.arm JOIN build ON build.id = arm.build JOIN series ON series.id = sample.series;
