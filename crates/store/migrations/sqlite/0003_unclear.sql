-- “没看懂这一条”: what a reader could not understand. Nothing tells who asked: no address, no time of day.
CREATE TABLE unclear_reports (
    policy   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    clause   TEXT NOT NULL,
    -- What the reader wrote; empty for a press of the button alone.
    words    TEXT NOT NULL,
    day      TEXT NOT NULL,
    times    INTEGER NOT NULL CHECK (times >= 1),
    PRIMARY KEY (policy, clause, day, words)
) STRICT, WITHOUT ROWID;
