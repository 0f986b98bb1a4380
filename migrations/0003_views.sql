-- Version 3 of the store: views for people and their programs, and the indexes that searches need.
--
-- The views hold what is not in the trash, with names instead of keys, times in ISO 8601 (UTC) and a
-- row's run by its identifier (`run_id`) and its name. A run stored as `running` may be dead: only the
-- lock on the .live file tells, so `convoy query` says `crashed` of such a run, and other programs read
-- `running`.

CREATE INDEX run_by_status ON run (status);
CREATE INDEX run_by_start ON run (started_at);
CREATE INDEX tag_by_number ON tag (key, number) WHERE number IS NOT NULL;

-- A run in one row. `duration_seconds` counts to the end or, before it, to the newest epoch;
-- `best_metric` decides which checkpoint is the best one.
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

-- A parameter of a run in one row: `value` is a number where the text reads as one.
CREATE VIEW params AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  coalesce(parameter.number, parameter.text) AS value,
  parameter.text AS text
FROM parameter
JOIN run ON run.id = parameter.run
JOIN key ON key.id = parameter.key
WHERE run.deleted_at IS NULL;

-- A value of a metric in one row; NULL is NaN.
CREATE VIEW metrics AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  metric.epoch AS epoch,
  metric.value AS value,
  (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') FROM epoch
   WHERE epoch.run = metric.run AND epoch.epoch = metric.epoch) AS at
FROM metric
JOIN run ON run.id = metric.run
JOIN key ON key.id = metric.key
WHERE run.deleted_at IS NULL;

-- All values of one metric of a run in one row: `first` and `last` are NULL for NaN, `min` and `max`
-- look at finite values.
CREATE VIEW metric_summaries AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  metric_summary.count AS count,
  metric_summary.non_finite AS non_finite,
  metric_summary.first AS first,
  metric_summary.first_epoch AS first_epoch,
  metric_summary.last AS last,
  metric_summary.last_epoch AS last_epoch,
  metric_summary.min AS min,
  metric_summary.min_epoch AS min_epoch,
  metric_summary.max AS max,
  metric_summary.max_epoch AS max_epoch
FROM metric_summary
JOIN run ON run.id = metric_summary.run
JOIN key ON key.id = metric_summary.key
WHERE run.deleted_at IS NULL;

-- A tag of a run in one row; a plain tag has no value.
CREATE VIEW tags AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  key.name AS name,
  tag.text AS value
FROM tag
JOIN run ON run.id = tag.run
JOIN key ON key.id = tag.key
WHERE run.deleted_at IS NULL;

-- A kept checkpoint in one row: `bytes` of its tensors, whether or not other checkpoints share them.
CREATE VIEW checkpoints AS
SELECT
  run.uid AS run_id,
  run.name AS run_name,
  checkpoint.epoch AS epoch,
  strftime('%Y-%m-%dT%H:%M:%fZ', checkpoint.at / 1000.0, 'unixepoch') AS at,
  checkpoint.is_best AS is_best,
  (SELECT count(*) FROM checkpoint_tensor WHERE checkpoint_tensor.checkpoint = checkpoint.id)
    AS tensors,
  (SELECT ifnull(sum(blob.size), 0) FROM checkpoint_tensor
   JOIN blob ON blob.id = checkpoint_tensor.blob
   WHERE checkpoint_tensor.checkpoint = checkpoint.id) AS bytes
FROM checkpoint
JOIN run ON run.id = checkpoint.run
WHERE run.deleted_at IS NULL;
