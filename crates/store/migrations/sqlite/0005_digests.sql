-- SHA-256 of what was stored, so that bytes which a disk or a hand has altered are noticed (`sqlite/digests.rs`).
-- A table of its own: to fill it, no revision has to be written again.
CREATE TABLE digests (
    document_id TEXT NOT NULL,
    number      INTEGER NOT NULL,
    revision    BLOB NOT NULL,
    -- NULL where the revision has no original.
    original    BLOB,
    -- Of its correspondence with the revision before; NULL where there is none.
    correspondence BLOB,
    PRIMARY KEY (document_id, number),
    FOREIGN KEY (document_id, number) REFERENCES revisions (document_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Of all other columns of the row.
ALTER TABLE documents ADD COLUMN digest BLOB;
