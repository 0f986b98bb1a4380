-- Version 2 of the store: where runs come from, what happened to them, and how they go on.

-- A run that came out of another one. The parent's row is gone when it was purged, or has never been
-- in this file; its uid stays.
CREATE TABLE lineage (
  run        INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  parent     INTEGER REFERENCES run (id) ON DELETE SET NULL,
  parent_uid TEXT NOT NULL CHECK (length(parent_uid) = 36),
  relation   TEXT NOT NULL CHECK (relation IN ('trial', 'reproduced', 'fine_tuned', 'nested')),
  CHECK (parent IS NOT run)
) STRICT;
CREATE INDEX lineage_by_parent ON lineage (parent, relation) WHERE parent IS NOT NULL;

-- What was done to a run, in the order of `id`: a clock may go backwards.
CREATE TABLE event (
  id     INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('created', 'resumed', 'finished', 'failed', 'interrupted',
    'tagged', 'untagged', 'noted', 'renamed', 'deleted', 'restored', 'imported', 'merged',
    'repaired')),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_run ON event (run, id);

INSERT INTO event (run, at, kind, detail) SELECT id, started_at, 'created', '' FROM run;
INSERT INTO event (run, at, kind, detail)
  SELECT id, ended_at, status, ifnull(message, '') FROM run WHERE ended_at IS NOT NULL;
INSERT INTO event (run, at, kind, detail)
  SELECT id, deleted_at, 'deleted', '' FROM run WHERE deleted_at IS NOT NULL;

-- From where a run that has not finished can go on: after `epoch` whole epochs and `epoch_step` steps of
-- the next. `progress` is what else the training loop needs to know, in its own words.
CREATE TABLE training_state (
  run        INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  at         INTEGER NOT NULL,
  epoch      INTEGER NOT NULL CHECK (epoch >= 0),
  epoch_step INTEGER NOT NULL CHECK (epoch_step >= 0),
  step       INTEGER NOT NULL CHECK (step >= 0),
  progress   TEXT NOT NULL CHECK (json_valid(progress))
) STRICT;

-- The weights, which share their bytes with those of the last checkpoint, and the optimiser's tensors.
CREATE TABLE training_state_tensor (
  run      INTEGER NOT NULL REFERENCES training_state (run) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  role     TEXT NOT NULL CHECK (role IN ('parameter', 'optimizer')),
  name     TEXT NOT NULL CHECK (name <> ''),
  type     TEXT NOT NULL CHECK (type IN ('float32')),
  shape    TEXT NOT NULL CHECK (json_valid(shape)),
  blob     INTEGER NOT NULL REFERENCES blob (id),
  PRIMARY KEY (run, position),
  UNIQUE (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX training_state_tensor_by_blob ON training_state_tensor (blob);

-- How the code differed from its commit; many runs share one text. `bytes` is what it was before it
-- was cut to a bearable size.
CREATE TABLE code_diff (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  bytes  INTEGER NOT NULL CHECK (bytes >= length(CAST(text AS BLOB))),
  text   TEXT NOT NULL CHECK (text <> '')
) STRICT;
ALTER TABLE run_source ADD COLUMN code_diff INTEGER REFERENCES code_diff (id);
CREATE INDEX run_source_by_code_diff ON run_source (code_diff) WHERE code_diff IS NOT NULL;
