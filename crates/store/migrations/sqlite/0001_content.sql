CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which store this is: an index that followed another one is not up to date here, whatever its sequence.
INSERT INTO meta (name, value) VALUES ('identity', lower(hex(randomblob(16))));

-- One row a document: its state, and what lists, links and validity need of its current revision.
CREATE TABLE documents (
    id                TEXT PRIMARY KEY,
    kind              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('published', 'gone', 'moved')),
    revision          INTEGER NOT NULL CHECK (revision >= 1),
    content_hash      BLOB NOT NULL,
    title             TEXT NOT NULL,
    title_key         TEXT NOT NULL,
    short_name        TEXT,
    document_number   TEXT,
    disclosure        TEXT NOT NULL,
    demo              INTEGER NOT NULL CHECK (demo IN (0, 1)),
    listed_on         TEXT,
    effective_on      TEXT,
    expires_on        TEXT,
    declared_validity TEXT,
    changed_at        TEXT NOT NULL,
    -- gone: why, since when, and what took its place; moved: since when and where to
    gone_reason       TEXT,
    left_at           TEXT,
    successor         TEXT,
    CHECK ((state = 'gone') = (gone_reason IS NOT NULL)),
    CHECK ((state = 'published') = (left_at IS NULL)),
    CHECK (state <> 'moved' OR successor IS NOT NULL),
    FOREIGN KEY (id, revision) REFERENCES revisions (document_id, number) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX documents_by_kind ON documents (kind, id);
CREATE INDEX documents_by_number ON documents (document_number) WHERE document_number IS NOT NULL;
CREATE INDEX documents_by_title ON documents (title_key);
CREATE INDEX documents_by_short_name ON documents (short_name) WHERE short_name IS NOT NULL;
CREATE INDEX documents_by_successor ON documents (successor) WHERE successor IS NOT NULL;
CREATE INDEX documents_demo ON documents (id) WHERE demo = 1;

-- What the public may see.
CREATE VIEW public_documents AS
    SELECT * FROM documents WHERE state = 'published' AND disclosure = 'proactive';

-- `content` comes last: summaries are read without touching the pages it overflows into.
CREATE TABLE revisions (
    document_id  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL CHECK (number >= 1),
    created_at   TEXT NOT NULL,
    title        TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    source       TEXT,
    content      TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
) STRICT;
CREATE TRIGGER revisions_are_immutable BEFORE UPDATE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a revision is immutable');
END;

-- Between neighbouring revisions; `rows` is JSON of domain::compare::Correspondence.
CREATE TABLE correspondences (
    document_id TEXT NOT NULL,
    from_rev    INTEGER NOT NULL,
    to_rev      INTEGER NOT NULL,
    rows        TEXT NOT NULL,
    PRIMARY KEY (document_id, from_rev, to_rev),
    FOREIGN KEY (document_id, from_rev) REFERENCES revisions (document_id, number) ON DELETE CASCADE,
    FOREIGN KEY (document_id, to_rev) REFERENCES revisions (document_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The edges of every revision; those of the current revision count.
CREATE TABLE edges (
    from_id         TEXT NOT NULL,
    from_revision   INTEGER NOT NULL,
    ordinal         INTEGER NOT NULL,
    type            TEXT NOT NULL,
    to_id           TEXT,
    title           TEXT,
    title_key       TEXT,
    document_number TEXT,
    clause          TEXT,
    on_date         TEXT,
    PRIMARY KEY (from_id, from_revision, ordinal),
    FOREIGN KEY (from_id, from_revision) REFERENCES revisions (document_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_target ON edges (to_id) WHERE to_id IS NOT NULL;
CREATE INDEX edges_by_number ON edges (document_number) WHERE to_id IS NULL AND document_number IS NOT NULL;
CREATE INDEX edges_by_title ON edges (title_key) WHERE to_id IS NULL AND title_key IS NOT NULL;

-- The raw source, kept beside what was cleaned from it.
CREATE TABLE originals (
    document_id TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    media_type  TEXT NOT NULL,
    encoding    TEXT NOT NULL CHECK (encoding IN ('identity', 'deflate')),
    bytes       BLOB NOT NULL,
    PRIMARY KEY (document_id, revision),
    FOREIGN KEY (document_id, revision) REFERENCES revisions (document_id, number) ON DELETE CASCADE
) STRICT;

-- What the index has to do, in order; the highest `seq` ever given is the content generation.
CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL,
    op          TEXT NOT NULL CHECK (op IN ('put', 'delete')),
    at          TEXT NOT NULL
) STRICT;
