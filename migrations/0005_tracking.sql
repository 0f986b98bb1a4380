-- Version 5 of the store: runs that other programs log over HTTP, in the same tables as our own.
--
-- Such a run has the process id 0, the seed 0, a network of size 0, a data set named "unknown" and an
-- environment whose texts are empty: the store knows what the client says. No lock tells whether the
-- client lives, so what it calls running is running until it says otherwise.

-- Experiment 0 is where clients log when they name none. One that is called so already becomes it.
PRAGMA defer_foreign_keys = ON;
UPDATE run SET experiment = 0 WHERE experiment = (SELECT id FROM experiment WHERE name = 'Default');
UPDATE experiment SET id = 0 WHERE name = 'Default';
INSERT OR IGNORE INTO experiment (id, name) VALUES (0, 'Default');

-- No `created_at`: made by recording a run, whose start tells. No `artifact_location`: the store itself.
ALTER TABLE experiment ADD COLUMN created_at INTEGER;
ALTER TABLE experiment ADD COLUMN changed_at INTEGER;
ALTER TABLE experiment ADD COLUMN deleted_at INTEGER;
ALTER TABLE experiment ADD COLUMN artifact_location TEXT CHECK (artifact_location <> '');

CREATE TABLE experiment_tag (
  experiment INTEGER NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
  key        INTEGER NOT NULL REFERENCES key (id),
  text       TEXT NOT NULL,
  PRIMARY KEY (experiment, key)
) STRICT, WITHOUT ROWID;

-- What is known of a run because a client logs it. `logged_at` is the newest time it gave of a value, or
-- of the run's beginning: by the client's clock, so that what is logged long afterwards lasts no years.
CREATE TABLE client_run (
  run          INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  user         TEXT NOT NULL,
  is_scheduled INTEGER NOT NULL CHECK (is_scheduled IN (0, 1)),
  logged_at    INTEGER NOT NULL
) STRICT;

-- Clients give several runs one name; a person who types it is told which ones there are. Names that
-- convoy itself gives are unique among the runs that are not deleted.
DROP INDEX run_by_name;
CREATE INDEX run_by_name ON run (name) WHERE deleted_at IS NULL;
-- The newest first, of one experiment.
CREATE INDEX run_by_experiment_start ON run (experiment, started_at DESC, uid)
  WHERE deleted_at IS NULL;

-- When the value was measured; NULL: with its epoch.
ALTER TABLE metric ADD COLUMN at INTEGER;

-- Values a client logged that `metric` has no place for: earlier ones of a step, and those of steps
-- below zero. `metric` has the last value of each step: the greatest by (at, value).
CREATE TABLE metric_aside (
  run   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES key (id),
  step  INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  value REAL
) STRICT;
CREATE INDEX metric_aside_by_step ON metric_aside (run, key, step, at);

-- Files of a run. One whose upload goes on has a path others may have too; the whole one is unique.
CREATE TABLE artifact (
  id       INTEGER PRIMARY KEY,
  run      INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  path     TEXT NOT NULL CHECK (path <> ''),
  size     INTEGER NOT NULL CHECK (size >= 0),
  at       INTEGER NOT NULL,
  is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX artifact_by_path ON artifact (run, path) WHERE is_whole = 1;
CREATE INDEX artifact_unfinished ON artifact (at) WHERE is_whole = 0;

-- The file's bytes in order, cut into blobs, so that nobody holds a file in memory.
CREATE TABLE artifact_part (
  artifact INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  blob     INTEGER NOT NULL REFERENCES blob (id),
  PRIMARY KEY (artifact, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX artifact_part_by_blob ON artifact_part (blob);

-- A model a client logged with a run. Its files are the run's, in the folder `models/` and the uid.
CREATE TABLE logged_model (
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE,
  run        INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX logged_model_by_run ON logged_model (run);

CREATE TABLE logged_model_text (
  model INTEGER NOT NULL REFERENCES logged_model (id) ON DELETE CASCADE,
  kind  TEXT NOT NULL CHECK (kind IN ('param', 'tag')),
  key   INTEGER NOT NULL REFERENCES key (id),
  text  TEXT NOT NULL,
  PRIMARY KEY (model, kind, key)
) STRICT, WITHOUT ROWID;

-- The views of version 3 with the times that clients give.
DROP VIEW metrics;
CREATE VIEW metrics AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  metric.epoch AS epoch,
  metric.value AS value,
  strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(metric.at,
    (SELECT at FROM epoch WHERE epoch.run = metric.run AND epoch.epoch = metric.epoch)) / 1000.0,
    'unixepoch') AS at
FROM metric
JOIN run ON run.id = metric.run
JOIN key ON key.id = metric.key
WHERE run.deleted_at IS NULL;
DROP VIEW runs;
CREATE VIEW runs AS
SELECT
  run.uid AS id,
  run.name AS name,
  experiment.name AS experiment,
  run.status AS status,
  run.message AS message,
  run.note AS note,
  run.seed AS seed,
  strftime('%Y-%m-%dT%H:%M:%fZ', run.started_at / 1000.0, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', run.ended_at / 1000.0, 'unixepoch') AS ended_at,
  (coalesce(run.ended_at,
    (SELECT at FROM epoch WHERE epoch.run = run.id ORDER BY epoch.epoch DESC LIMIT 1),
    (SELECT logged_at FROM client_run WHERE client_run.run = run.id),
    run.started_at) - run.started_at) / 1000.0 AS duration_seconds,
  (SELECT count(*) FROM epoch WHERE epoch.run = run.id) AS epochs,
  run.model_parameters AS parameters,
  run.model_mflop AS mflop,
  dataset.name AS dataset,
  dataset.fingerprint AS fingerprint,
  environment.host AS host,
  environment.os AS os,
  environment.cpu AS cpu,
  environment.isa AS isa,
  environment.threads AS threads,
  environment.swift AS swift,
  environment.convoy AS convoy,
  environment.git_commit AS git_commit,
  environment.git_dirty AS git_dirty,
  key.name AS best_metric,
  run.best_direction AS best_direction
FROM run
JOIN experiment ON experiment.id = run.experiment
JOIN dataset ON dataset.id = run.dataset
JOIN environment ON environment.id = run.environment
JOIN key ON key.id = run.best_metric
WHERE run.deleted_at IS NULL;
