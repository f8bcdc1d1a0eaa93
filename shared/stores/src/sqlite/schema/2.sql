CREATE TABLE pipelines (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT,
    source BLOB NOT NULL,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
);
CREATE INDEX pipelines_by_name ON pipelines (name);
CREATE INDEX pipelines_by_url ON pipelines (url) WHERE url IS NOT NULL;

-- Outlives its pipeline, so that no number is given twice.
CREATE TABLE run_numbers (
    pipeline TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) WITHOUT ROWID;

-- What lists say of runs. An entry may come before its run.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL UNIQUE,
    pipeline TEXT NOT NULL,
    git_ref TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX entries_by_pipeline ON entries (pipeline, id);
CREATE INDEX entries_by_ref ON entries (git_ref, id);
CREATE INDEX runs_by_state ON runs (state);
CREATE INDEX runs_by_end ON runs (finished) WHERE finished IS NOT NULL;

-- Whose run is NULL is an orphan.
CREATE TABLE blobs (
    key TEXT PRIMARY KEY,
    run INTEGER REFERENCES runs (id) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE INDEX blobs_by_run ON blobs (run);

CREATE TABLE secrets (
    name TEXT NOT NULL,
    -- Pipeline, branch and environment as a JSON array.
    scope TEXT NOT NULL,
    pipeline TEXT,
    key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    PRIMARY KEY (name, scope)
);
CREATE INDEX secrets_by_key ON secrets (key);

CREATE TABLE users (
    name TEXT PRIMARY KEY,
    external TEXT UNIQUE,
    body BLOB NOT NULL
);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    user TEXT NOT NULL,
    -- From when on it lets nobody in.
    ends INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user);
CREATE INDEX tokens_by_end ON tokens (ends) WHERE ends IS NOT NULL;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER audit_holds BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only appended to'); END;

CREATE TABLE requests (
    key TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    expires INTEGER NOT NULL,
    answer BLOB
);
CREATE INDEX requests_by_end ON requests (expires);

CREATE TABLE fires (
    schedule TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE runners (
    id TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    state TEXT NOT NULL,
    registered INTEGER NOT NULL,
    seen INTEGER NOT NULL
);
