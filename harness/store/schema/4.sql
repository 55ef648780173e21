-- Schema 4: which series trend has looked at. What it finds nothing in leaves no other trace, and "no regression" is only
-- worth something where somebody looked.

CREATE TABLE trend_look (
  series INTEGER PRIMARY KEY REFERENCES series(id),
  session INTEGER NOT NULL REFERENCES session(id),  -- the newest that it saw
  at_ns INTEGER NOT NULL
) STRICT;
