-- Version 3 of the store: views for people and their programs, and the indexes that searches need.
--
-- The views hold what is not in the trash, with names instead of keys, times in ISO 8601 (UTC) and a
-- row's run by its identifier (`run_id`) and its name. A run stored as `running` may be dead: only the
-- lock on the .live file tells, so `convoy query` says `crashed` of such a run, and other programs read
-- `running`.

CREATE INDEX run_by_status ON run (status);
CREATE INDEX run_by_start ON run (started_at);
CREATE INDEX tag_by_number ON tag (key, number) WHERE number IS NOT NULL;

-- A run in one row.
CREATE VIEW runs AS
SELECT
  run.uid AS id, -- its identifier
  run.name AS name, -- its name
  experiment.name AS experiment, -- the experiment's name
  run.status AS status, -- `running`, `finished`, `failed`, `interrupted` or `crashed`
  run.message AS message, -- why it failed
  run.note AS note, -- a remark of its user
  run.seed AS seed, -- of weights, order and dropout
  strftime('%Y-%m-%dT%H:%M:%fZ', run.started_at / 1000.0, 'unixepoch') AS started_at, -- time
  strftime('%Y-%m-%dT%H:%M:%fZ', run.ended_at / 1000.0, 'unixepoch') AS ended_at, -- time; NULL while it runs
  (coalesce(run.ended_at,
    (SELECT at FROM epoch WHERE epoch.run = run.id ORDER BY epoch.epoch DESC LIMIT 1),
    run.started_at) - run.started_at) / 1000.0 AS duration_seconds, -- real; to the end or, before it, to the newest epoch
  (SELECT count(*) FROM epoch WHERE epoch.run = run.id) AS epochs, -- integer; those recorded
  run.model_parameters AS parameters, -- of the network
  run.model_mflop AS mflop, -- millions of floating-point operations of a forward pass
  dataset.name AS dataset, -- the data set's name
  dataset.fingerprint AS fingerprint, -- SHA-256 of its files
  environment.host AS host, -- the machine's name
  environment.os AS os, -- its operating system
  environment.cpu AS cpu, -- its processor
  environment.isa AS isa, -- the kernels' instruction set
  environment.threads AS threads, -- worker threads
  environment.swift AS swift, -- the compiler
  environment.convoy AS convoy, -- the program's version
  environment.git_commit AS git_commit, -- the commit it ran from; NULL outside a work tree
  environment.git_dirty AS git_dirty, -- 1 where the code differed from the commit
  key.name AS best_metric, -- the metric that decides the best checkpoint
  run.best_direction AS best_direction -- `min` or `max`
FROM run
JOIN experiment ON experiment.id = run.experiment
JOIN dataset ON dataset.id = run.dataset
JOIN environment ON environment.id = run.environment
JOIN key ON key.id = run.best_metric
WHERE run.deleted_at IS NULL;

-- A parameter of a run in one row.
CREATE VIEW params AS
SELECT
  run.uid AS run_id, -- the run
  run.name AS run_name, -- its name
  key.name AS name, -- the parameter's name
  coalesce(parameter.number, parameter.text) AS value, -- number or text; a number where the text reads as one
  parameter.text AS text -- as it was written
FROM parameter
JOIN run ON run.id = parameter.run
JOIN key ON key.id = parameter.key
WHERE run.deleted_at IS NULL;

-- A value of a metric in one row.
CREATE VIEW metrics AS
SELECT
  run.uid AS run_id, -- the run
  run.name AS run_name, -- its name
  key.name AS name, -- the metric's name
  metric.epoch AS epoch, -- counted from 1
  metric.value AS value, -- NULL for NaN
  (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') FROM epoch
   WHERE epoch.run = metric.run AND epoch.epoch = metric.epoch) AS at -- time; when the epoch was recorded
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
  metric_summary.first AS first, -- NULL for NaN
  metric_summary.first_epoch AS first_epoch, -- its epoch
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

-- A tag of a run in one row.
CREATE VIEW tags AS
SELECT
  run.uid AS run_id, -- the run
  run.name AS run_name, -- its name
  key.name AS name, -- the tag, or the word before the `=`
  tag.text AS value -- what is after the `=`; NULL for a plain tag
FROM tag
JOIN run ON run.id = tag.run
JOIN key ON key.id = tag.key
WHERE run.deleted_at IS NULL;

-- A kept checkpoint in one row.
CREATE VIEW checkpoints AS
SELECT
  run.uid AS run_id, -- the run
  run.name AS run_name, -- its name
  checkpoint.epoch AS epoch, -- the epoch it was kept after
  strftime('%Y-%m-%dT%H:%M:%fZ', checkpoint.at / 1000.0, 'unixepoch') AS at, -- time; when it was kept
  checkpoint.is_best AS is_best, -- 1 for the best of the run
  (SELECT count(*) FROM checkpoint_tensor WHERE checkpoint_tensor.checkpoint = checkpoint.id)
    AS tensors, -- integer; how many
  (SELECT ifnull(sum(blob.size), 0) FROM checkpoint_tensor
   JOIN blob ON blob.id = checkpoint_tensor.blob
   WHERE checkpoint_tensor.checkpoint = checkpoint.id) AS bytes -- integer; of its tensors, those too that other checkpoints share
FROM checkpoint
JOIN run ON run.id = checkpoint.run
WHERE run.deleted_at IS NULL;
