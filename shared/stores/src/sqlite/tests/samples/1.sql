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
PRAGMA application_id = 1920299892;
PRAGMA user_version = 1;
