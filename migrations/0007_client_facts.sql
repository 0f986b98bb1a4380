-- A client of the MLflow API tells neither seed nor network of its run: they are NULL, as in filters, not 0.

DROP VIEW runs;

CREATE VIEW runs AS
SELECT
  run.uid AS id,
  run.name AS name,
  experiment.name AS experiment,
  run.status AS status,
  run.message AS message,
  run.note AS note,
  CASE WHEN run.seed <> 0 OR run.model_parameters > 0 THEN run.seed END AS seed,
  strftime('%Y-%m-%dT%H:%M:%fZ', run.started_at / 1000.0, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', run.ended_at / 1000.0, 'unixepoch') AS ended_at,
  max(0, coalesce(run.ended_at,
    (SELECT logged_at FROM client_run WHERE client_run.run = run.id),
    (SELECT at FROM epoch WHERE epoch.run = run.id ORDER BY epoch.epoch DESC LIMIT 1),
    run.started_at) - run.started_at) / 1000.0 AS duration_seconds,
  (SELECT count(*) FROM epoch WHERE epoch.run = run.id) AS epochs,
  nullif(run.model_parameters, 0) AS parameters,
  nullif(run.model_mflop, 0) AS mflop,
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
