-- The clauses that explanations rest on, of every revision; those of the current revision count.
CREATE TABLE citations (
    from_id         TEXT NOT NULL,
    from_revision   INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL,
    policy          TEXT NOT NULL,
    policy_revision INTEGER,
    clause          TEXT,
    PRIMARY KEY (from_id, from_revision, ordinal),
    FOREIGN KEY (from_id, from_revision) REFERENCES revisions (document_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX citations_by_policy ON citations (policy);

-- 层级, so that a list of relations need not read whole documents.
ALTER TABLE documents ADD COLUMN level TEXT;
UPDATE documents SET level = (
    SELECT r.content ->> '$.level' FROM revisions r WHERE r.document_id = documents.id AND r.number = documents.revision);
