-- Runs in the order they came, with what they are made of.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL UNIQUE,
    plan BLOB NOT NULL,
    facts BLOB NOT NULL,
    last INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'queued',
    started INTEGER,
    finished INTEGER
);
CREATE INDEX unfinished ON runs (id) WHERE finished IS NULL;

CREATE TABLE records (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (run, seq)
) WITHOUT ROWID;

-- Tries that wait for a runner, and those that have one.
CREATE TABLE tickets (
    came INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    labels TEXT NOT NULL,
    -- The labels as they are compared, and the one of them by which the ticket is looked up.
    wanted TEXT NOT NULL,
    label TEXT NOT NULL,
    priority INTEGER NOT NULL,
    runner TEXT,
    until INTEGER,
    UNIQUE (run, job)
);
CREATE INDEX waiting ON tickets (priority DESC, came) WHERE runner IS NULL;
CREATE INDEX wanting ON tickets (label, wanted, priority DESC, came) WHERE runner IS NULL;
CREATE INDEX leased ON tickets (until) WHERE runner IS NOT NULL;

CREATE TABLE logs (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    job TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    next INTEGER NOT NULL DEFAULT 0,
    UNIQUE (run, job, attempt)
);

CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES logs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    step INTEGER NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (log, number)
);
