-- Version 4 of the store: sweeps, whose plan is the trials to be trained and those that have been.

-- The sweep file and the experiment file it varies are kept to the letter: any worker reads them here.
-- The newest sweep of a name is the one meant by it.
CREATE TABLE sweep (
  id              INTEGER PRIMARY KEY,
  uid             TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  name            TEXT NOT NULL CHECK (name <> ''),
  text            TEXT NOT NULL,
  experiment_text TEXT NOT NULL,
  metric          TEXT NOT NULL CHECK (metric <> ''),
  direction       TEXT NOT NULL CHECK (direction IN ('min', 'max')),
  created_at      INTEGER NOT NULL,
  ended_at        INTEGER
) STRICT;
CREATE INDEX sweep_by_name ON sweep (name, id);

-- `draw` is what the strategy counts the trial as, `rung` what it is trained to or was: an index into
-- the epochs after which trials of its bracket are compared. `running` is what its worker wrote last;
-- whether that lives is told by the lock on byte 2^40 + `id` of the .live file beside the database. A
-- `paused` trial may go on, a `pruned` one was paused when the sweep ended. `attempts` counts workers
-- that took it up at `progress` steps of its run, and have neither reported nor come further.
CREATE TABLE trial (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  sweep         INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  number        INTEGER NOT NULL CHECK (number > 0),
  draw          INTEGER NOT NULL CHECK (draw >= 0),
  bracket       INTEGER NOT NULL CHECK (bracket >= 0),
  rung          INTEGER NOT NULL CHECK (rung >= 0),
  state         TEXT NOT NULL CHECK (state IN ('pending', 'running', 'paused', 'pruned', 'finished',
    'failed')),
  configuration TEXT NOT NULL CHECK (json_valid(configuration)),
  run           INTEGER REFERENCES run (id) ON DELETE SET NULL,
  is_reused     INTEGER NOT NULL DEFAULT 0 CHECK (is_reused IN (0, 1)),
  attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  progress      INTEGER NOT NULL DEFAULT 0 CHECK (progress >= 0),
  boot_id       TEXT NOT NULL DEFAULT '',
  message       TEXT,
  UNIQUE (sweep, number)
) STRICT;
CREATE INDEX trial_by_run ON trial (run) WHERE run IS NOT NULL;

-- What a trial came to at a rung: the best value of any epoch up to it. NULL is no number.
CREATE TABLE rung_report (
  trial INTEGER NOT NULL REFERENCES trial (id) ON DELETE CASCADE,
  rung  INTEGER NOT NULL CHECK (rung >= 0),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  value REAL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (trial, rung)
) STRICT, WITHOUT ROWID;

-- A sweep in one row. The newest of a name is the one meant by it.
CREATE VIEW sweeps AS
SELECT
  sweep.uid AS id, -- its identifier, the parent of its runs
  sweep.name AS name, -- its name
  sweep.metric AS metric, -- what its trials are compared by
  sweep.direction AS direction, -- `min` or `max`: which values are better
  strftime('%Y-%m-%dT%H:%M:%fZ', sweep.created_at / 1000.0, 'unixepoch') AS created_at, -- time
  strftime('%Y-%m-%dT%H:%M:%fZ', sweep.ended_at / 1000.0, 'unixepoch') AS ended_at, -- time; NULL before nothing is left to do
  (SELECT count(*) FROM trial WHERE trial.sweep = sweep.id) AS trials -- integer; those planned so far
FROM sweep;

-- A trial of a sweep in one row. One stored as `running` whose worker is gone is taken up again.
CREATE VIEW trials AS
SELECT
  sweep.uid AS sweep_id, -- the sweep's identifier
  sweep.name AS sweep, -- the sweep's name
  trial.number AS number, -- from 1, as they were planned
  trial.state AS state, -- `pending`, `running`, `paused`, `pruned`, `finished` or `failed`
  trial.configuration AS configuration, -- JSON: hyperparameters and their texts
  trial.bracket AS bracket, -- which ladder of epochs it climbs
  trial.rung AS rung, -- the step of it that it is trained to, or was
  (SELECT epoch FROM rung_report WHERE rung_report.trial = trial.id ORDER BY rung_report.rung DESC
    LIMIT 1) AS epochs, -- epochs behind it at its last report
  (SELECT value FROM rung_report WHERE rung_report.trial = trial.id ORDER BY rung_report.rung DESC
    LIMIT 1) AS value, -- the best of any of those epochs
  run.uid AS run_id, -- its run
  run.name AS run_name, -- what that is called
  trial.is_reused AS is_reused, -- 1: the run was there before the sweep
  trial.message AS message -- why it failed
FROM trial
JOIN sweep ON sweep.id = trial.sweep
LEFT JOIN run ON run.id = trial.run AND run.deleted_at IS NULL;
