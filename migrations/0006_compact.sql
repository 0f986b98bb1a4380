-- Version 6 of the store: a value takes less space.

-- Made anew below. What a client says of its run's end counts before the times of its steps.
DROP VIEW metrics;
DROP VIEW metric_summaries;
DROP VIEW runs;

-- A client's step is an epoch of its run. Its time is that of the first value that was logged of it.
INSERT OR IGNORE INTO epoch (run, epoch, at)
  SELECT run, epoch, min(at) FROM metric WHERE at IS NOT NULL GROUP BY run, epoch;

-- When a value was measured that has another time than its epoch.
CREATE TABLE metric_at (
  run   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key   INTEGER NOT NULL REFERENCES key (id),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  at    INTEGER NOT NULL,
  PRIMARY KEY (run, key, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO metric_at (run, key, epoch, at)
  SELECT metric.run, metric.key, metric.epoch, metric.at FROM metric
  JOIN epoch ON epoch.run = metric.run AND epoch.epoch = metric.epoch
  WHERE metric.at <> epoch.at;
ALTER TABLE metric DROP COLUMN at;

-- What `metric` says of one metric of one run, written in the same transaction; the first value is one
-- look into `metric`. `last` is NULL for NaN; `min` and `max` look at finite values only and are NULL
-- where there is none.
CREATE TABLE metric_summary_6 (
  run         INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  key         INTEGER NOT NULL REFERENCES key (id),
  count       INTEGER NOT NULL CHECK (count > 0),
  non_finite  INTEGER NOT NULL CHECK (non_finite BETWEEN 0 AND count),
  last        REAL,
  last_epoch  INTEGER NOT NULL CHECK (last_epoch >= 0),
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
INSERT INTO metric_summary_6
  SELECT run, key, count, non_finite, last, last_epoch, min, min_epoch, max, max_epoch
  FROM metric_summary ORDER BY run, key;
DROP TABLE metric_summary;
ALTER TABLE metric_summary_6 RENAME TO metric_summary;
CREATE INDEX metric_summary_by_min ON metric_summary (key, min);
CREATE INDEX metric_summary_by_max ON metric_summary (key, max DESC);
CREATE INDEX metric_summary_by_last ON metric_summary (key, last);

CREATE VIEW metrics AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  metric.epoch AS epoch,
  metric.value AS value,
  strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(
    (SELECT at FROM metric_at WHERE metric_at.run = metric.run AND metric_at.key = metric.key
     AND metric_at.epoch = metric.epoch),
    (SELECT at FROM epoch WHERE epoch.run = metric.run AND epoch.epoch = metric.epoch)) / 1000.0,
    'unixepoch') AS at
FROM metric
JOIN run ON run.id = metric.run
JOIN key ON key.id = metric.key
WHERE run.deleted_at IS NULL;

-- What all values of a metric of a run come to, in one row.
CREATE VIEW metric_summaries AS
SELECT
  run.uid AS run_id, -- the run
  run.name AS run_name, -- its name
  key.name AS name, -- the metric's name
  metric_summary.count AS count, -- values
  metric_summary.non_finite AS non_finite, -- of these NaN or infinite
  (SELECT value FROM metric WHERE metric.run = metric_summary.run AND metric.key = metric_summary.key
   ORDER BY epoch LIMIT 1) AS first, -- NULL for NaN
  (SELECT epoch FROM metric WHERE metric.run = metric_summary.run AND metric.key = metric_summary.key
   ORDER BY epoch LIMIT 1) AS first_epoch, -- its epoch
  metric_summary.last AS last, -- NULL for NaN
  metric_summary.last_epoch AS last_epoch, -- its epoch
  metric_summary.min AS min, -- the least finite value; NULL without one
  metric_summary.min_epoch AS min_epoch, -- the first epoch that had it
  metric_summary.max AS max, -- the greatest finite value; NULL without one
  metric_summary.max_epoch AS max_epoch -- the first epoch that had it
FROM metric_summary
JOIN run ON run.id = metric_summary.run
JOIN key ON key.id = metric_summary.key
WHERE run.deleted_at IS NULL;

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
  max(0, coalesce(run.ended_at,
    (SELECT logged_at FROM client_run WHERE client_run.run = run.id),
    (SELECT at FROM epoch WHERE epoch.run = run.id ORDER BY epoch.epoch DESC LIMIT 1),
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
