PRAGMA journal_mode = wal;
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

INSERT INTO runs (id, run, plan, facts) VALUES (1, 'r1',
    CAST('{"version":1,"format":"test","dialect":"native","name":"build","environ":{"contexts":{},"env":[],"overrides":[]},"env":[],"inputs":null,"secrets":{"kind":"environment"},"status_variable":null,"concurrency":null,"stages":[],"jobs":[],"absent":[],"outputs":[],"notifications":[]}' AS BLOB),
    CAST('{"run":"r1","number":7,"attempt":1,"source":"manual","event":null,"payload":null,"git_ref":{"kind":"branch","name":"main"},"commit":{"sha":"","message":"","author":"","timestamp":""},"before":"","pull_request":null,"repository":{"owner":"","name":"","url":"","default_branch":""},"actor":"","changed":null,"files":[],"inputs":{},"variables":{},"secrets":[],"pipeline_path":"","created_at":"","server_url":"","runner":{"name":"","os":"","arch":""}}' AS BLOB));
INSERT INTO runs (id, run, plan, facts) VALUES (2, 'r2',
    CAST('{"version":1,"format":"test","dialect":"native","name":"build","environ":{"contexts":{},"env":[],"overrides":[]},"env":[],"inputs":null,"secrets":{"kind":"environment"},"status_variable":null,"concurrency":null,"stages":[],"jobs":[],"absent":[],"outputs":[],"notifications":[]}' AS BLOB),
    CAST('{"run":"r2","number":8,"attempt":1,"source":"manual","event":null,"payload":null,"git_ref":{"kind":"branch","name":"main"},"commit":{"sha":"","message":"","author":"","timestamp":""},"before":"","pull_request":null,"repository":{"owner":"","name":"","url":"","default_branch":""},"actor":"","changed":null,"files":[],"inputs":{},"variables":{},"secrets":[],"pipeline_path":"","created_at":"","server_url":"","runner":{"name":"","os":"","arch":""}}' AS BLOB));
UPDATE runs SET last = 2, state = 'success', finished = 2 WHERE id = 1;
INSERT INTO records VALUES (1, 1, CAST('{"seq":1,"at":1,"type":"cancel_requested","job":null,"reason":"no need"}' AS BLOB));
INSERT INTO records VALUES (1, 2, CAST('{"seq":2,"at":2,"type":"run_finished","outcome":"success","outputs":{}}' AS BLOB));
INSERT INTO logs VALUES (1, 1, 'a', 1, 2);
INSERT INTO chunks VALUES (1, 1, 0, 0, X'6f6e650a');
-- Compressed.
INSERT INTO chunks VALUES (2, 1, 1, 1, X'28b52ffd044821000074776f0a0f2d04f9');
INSERT INTO tickets VALUES (1, 'r2', 'a', 2, '[]', char(10), '', 0, 'x', 400);
INSERT INTO tickets VALUES (2, 'r2', 'b', 1, '["Linux"]', char(10) || 'linux' || char(10), 'linux', 3, NULL, NULL);
INSERT INTO tickets VALUES (3, 'r2', 'c', 1, '["mac"]', char(10) || 'mac' || char(10), 'mac', 9, NULL, NULL);
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

INSERT INTO pipelines VALUES ('p', 'build', 'https://git.example/a', CAST('{"kind":"repository","url":"https://git.example/a","path":"ci.yml","branch":null}' AS BLOB), 3, 10, 20);
INSERT INTO run_numbers VALUES ('p', 8);
INSERT INTO entries VALUES (1, 'r1', 'p', 'refs/heads/main', CAST('{"run":"r1","pipeline":"p","number":7,"title":"build","git_ref":"refs/heads/main","sha":"abc","actor":"ada","created":1}' AS BLOB));
INSERT INTO entries VALUES (2, 'r2', 'p', 'refs/heads/main', CAST('{"run":"r2","pipeline":"p","number":8,"title":"build","git_ref":"refs/heads/main","sha":"abc","actor":"ada","created":1}' AS BLOB));
INSERT INTO blobs VALUES ('left', NULL);
INSERT INTO blobs VALUES ('artifact', 1);
INSERT INTO secrets VALUES ('TOKEN', '["p","main",null]', 'p', 'key 1', X'0102', 1, 2);
INSERT INTO users VALUES ('ada', 'github:1', CAST('{"name":"ada","roles":["admin"],"password":null,"external":"github:1","disabled":false,"created":1}' AS BLOB));
INSERT INTO tokens VALUES ('t', X'0a', 'ada', 90, CAST('{"id":"t","hash":[10],"user":"ada","name":"laptop","scopes":["*"],"created":1,"expires":90,"revoked":null}' AS BLOB));
INSERT INTO audit VALUES (1, 1, 'ada', 'users.create', 'bob', '{}', X'2ea3c9452c70b25b342f5eaff1c730354f7e8edf260401f599f545b1fb689ad8');
INSERT INTO audit VALUES (2, 2, 'bob', 'pipelines.create', 'p', '{}', X'967461dcbaee606695e5a60ce37f199159ab290ee0d30c5a69749258fbb57796');
INSERT INTO requests VALUES ('key', X'61', 100, X'6f6b');
INSERT INTO fires VALUES ('nightly', 60);
INSERT INTO runners VALUES ('x', CAST('{"id":"x","name":"box","labels":["linux"],"slots":2,"state":"active","registered":1,"seen":1}' AS BLOB), 'draining', 1, 9);
PRAGMA application_id = 1920299892;
PRAGMA user_version = 2;
