-- Schema 3: sessions of profile. What a column may hold changes and nothing on disk does; SQLite's manual (ALTER TABLE,
-- section 7) has that done in the text of the table. The view that follows tells other connections to read it again.

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''confirm'', ''import''', '''confirm'', ''profile'', ''import''')
WHERE type = 'table' AND name = 'session';
PRAGMA writable_schema = RESET;

-- What readers use: a function's own time per operation in one launch of a profile.
CREATE VIEW own_time AS
SELECT session.id AS session, launch.id AS launch, launch.round, launch.side, series.benchmark, series.impl, series.lane,
       substr(series.metric, length('time in ') + 1) AS function, sample.data
FROM sample JOIN launch ON launch.id = sample.launch JOIN session ON session.id = launch.session
JOIN series ON series.id = sample.series
WHERE series.mode = 'profile' AND series.metric LIKE 'time in %';
