-- Version 1 of the store. A shipped file never changes: what is to be different is a new file.
--
-- Times are UTC milliseconds since 1970. Keys inside are integers; a run's name outside is `uid`.
-- An interned name (parameter, metric, tag) is stored once, in `key`.

CREATE TABLE key (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

CREATE TABLE experiment (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

-- What a run was trained on: the images' digest and how they were divided.
CREATE TABLE dataset (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL CHECK (name <> ''),
  fingerprint TEXT NOT NULL,
  train       INTEGER NOT NULL CHECK (train >= 0),
  validation  INTEGER NOT NULL CHECK (validation >= 0),
  test        INTEGER NOT NULL CHECK (test >= 0),
  class_names TEXT NOT NULL CHECK (json_valid(class_names)),
  UNIQUE (fingerprint, name, train, validation, test, class_names)
) STRICT;

-- Where and by what a run was made. No commit: the program ran outside a git work tree.
CREATE TABLE environment (
  id         INTEGER PRIMARY KEY,
  host       TEXT NOT NULL,
  os         TEXT NOT NULL,
  cpu        TEXT NOT NULL,
  isa        TEXT NOT NULL,
  threads    INTEGER NOT NULL CHECK (threads > 0),
  swift      TEXT NOT NULL,
  convoy     TEXT NOT NULL,
  git_commit TEXT,
  git_dirty  INTEGER CHECK (git_dirty IN (0, 1)),
  CHECK ((git_commit IS NULL) = (git_dirty IS NULL))
) STRICT;
CREATE INDEX environment_by_host ON environment (host, git_commit);

-- `running` is what the run itself wrote last; whether its process still lives is told by the lock on
-- byte `id` of the .live file beside the database. Ids are never used twice (AUTOINCREMENT).
CREATE TABLE run (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  uid              TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  name             TEXT NOT NULL CHECK (name <> ''),
  experiment       INTEGER NOT NULL REFERENCES experiment (id),
  status           TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'interrupted')),
  message          TEXT,
  note             TEXT CHECK (note <> ''),
  seed             INTEGER NOT NULL,
  started_at       INTEGER NOT NULL,
  ended_at         INTEGER,
  deleted_at       INTEGER,
  dataset          INTEGER NOT NULL REFERENCES dataset (id),
  environment      INTEGER NOT NULL REFERENCES environment (id),
  model_parameters INTEGER NOT NULL CHECK (model_parameters >= 0),
  model_mflop      REAL NOT NULL CHECK (model_mflop >= 0),
  best_metric      INTEGER NOT NULL REFERENCES key (id),
  best_direction   TEXT NOT NULL CHECK (best_direction IN ('min', 'max')),
  pid              INTEGER NOT NULL,
  boot_id          TEXT NOT NULL,
  CHECK ((status = 'running') = (ended_at IS NULL))
) STRICT;
-- A deleted run's name is free at once.
CREATE UNIQUE INDEX run_by_name ON run (name) WHERE deleted_at IS NULL;
CREATE INDEX run_deleted ON run (deleted_at, name) WHERE deleted_at IS NOT NULL;
CREATE INDEX run_running ON run (id) WHERE status = 'running';
CREATE INDEX run_by_experiment ON run (experiment);
CREATE INDEX run_by_dataset ON run (dataset);
CREATE INDEX run_by_environment ON run (environment);

-- What was asked for, to the letter; apart from `run` because it is long and rarely read.
CREATE TABLE run_source (
  run             INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
  command_line    TEXT NOT NULL CHECK (json_valid(command_line)),
  experiment_text TEXT NOT NULL
) STRICT;

-- `text` is verbatim; `number` is there where it reads as one.
CREATE TABLE parameter (
  run    INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key    INTEGER NOT NULL REFERENCES key (id),
  text   TEXT NOT NULL,
  number REAL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX parameter_by_number ON parameter (key, number) WHERE number IS NOT NULL;
CREATE INDEX parameter_by_text ON parameter (key, text);

-- A plain tag has no value.
CREATE TABLE tag (
  run    INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key    INTEGER NOT NULL REFERENCES key (id),
  text   TEXT,
  number REAL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_key ON tag (key, text);

-- When each epoch was recorded.
CREATE TABLE epoch (
  run   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  at    INTEGER NOT NULL,
  PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;

-- NULL is NaN; infinities are kept.
CREATE TABLE metric (
  run   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES key (id),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  value REAL,
  PRIMARY KEY (run, key, epoch)
) STRICT, WITHOUT ROWID;

-- What `metric` says of one metric of one run, written in the same transaction. `first` and `last` are
-- NULL for NaN; `min` and `max` look at finite values only and are NULL where there is none.
CREATE TABLE metric_summary (
  run         INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key         INTEGER NOT NULL REFERENCES key (id),
  count       INTEGER NOT NULL CHECK (count > 0),
  non_finite  INTEGER NOT NULL CHECK (non_finite BETWEEN 0 AND count),
  first       REAL,
  first_epoch INTEGER NOT NULL,
  last        REAL,
  last_epoch  INTEGER NOT NULL CHECK (last_epoch >= first_epoch),
  min         REAL,
  min_epoch   INTEGER,
  max         REAL,
  max_epoch   INTEGER,
  PRIMARY KEY (run, key),
  CHECK ((min IS NULL) = (non_finite = count)),
  CHECK ((min IS NULL) = (max IS NULL)),
  CHECK ((min IS NULL) = (min_epoch IS NULL)),
  CHECK ((max IS NULL) = (max_epoch IS NULL))
) STRICT, WITHOUT ROWID;
-- The best run of a metric is one probe: the first entry of its key.
CREATE INDEX metric_summary_by_min ON metric_summary (key, min);
CREATE INDEX metric_summary_by_max ON metric_summary (key, max DESC);
CREATE INDEX metric_summary_by_last ON metric_summary (key, last);

-- Content-addressed bytes: equal tensors are stored once. Keeps its rowid for incremental blob I/O.
CREATE TABLE blob (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  size   INTEGER NOT NULL CHECK (size >= 0),
  bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoint (
  id      INTEGER PRIMARY KEY,
  run     INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch   INTEGER NOT NULL CHECK (epoch >= 0),
  at      INTEGER NOT NULL,
  is_best INTEGER NOT NULL CHECK (is_best IN (0, 1)),
  UNIQUE (run, epoch)
) STRICT;
CREATE UNIQUE INDEX checkpoint_best ON checkpoint (run) WHERE is_best = 1;

CREATE TABLE checkpoint_tensor (
  checkpoint INTEGER NOT NULL REFERENCES checkpoint (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL CHECK (position >= 0),
  name       TEXT NOT NULL CHECK (name <> ''),
  type       TEXT NOT NULL CHECK (type IN ('float32')),
  shape      TEXT NOT NULL CHECK (json_valid(shape)),
  blob       INTEGER NOT NULL REFERENCES blob (id),
  PRIMARY KEY (checkpoint, position),
  UNIQUE (checkpoint, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkpoint_tensor_by_blob ON checkpoint_tensor (blob);
