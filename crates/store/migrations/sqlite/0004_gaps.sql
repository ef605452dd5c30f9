-- “还没有写到这件事”: what readers asked and nothing here answers. Nothing tells who asked: no address, no time of day.
CREATE TABLE gap_reports (
    -- What was asked, without numbers that could be somebody's; empty for what came after the most of a day.
    asked TEXT NOT NULL,
    day   TEXT NOT NULL,
    times INTEGER NOT NULL CHECK (times >= 1),
    PRIMARY KEY (day, asked)
) STRICT, WITHOUT ROWID;
