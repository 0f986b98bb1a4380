"""The same runs in MLflow on SQLite and in convoy: best, list, export, and recording an epoch.

Run by the Python of .venv-mlflow: mlflow_side.py STORE FOLDER REPEAT prints times in milliseconds as JSON.
The runs of a convoy store are copied into MLflow's own tables in SQL, whose schema MLflow makes itself;
then MLflow's API answers. Its start (the import, some seconds) is not in the times.
"""

import json
import sqlite3
import statistics
import sys
import time
from pathlib import Path


def copy_runs(store: Path, database: Path) -> None:
    db = sqlite3.connect(database)
    db.execute("ATTACH ? AS convoy", [str(store)])
    db.executescript("""
        INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time,
            last_update_time)
          SELECT id, name, 'mlruns', 'active', 0, 0 FROM convoy.experiment;
        INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
            start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
          SELECT replace(uid, '-', ''), name, 'LOCAL', '', '', 'u',
            CASE status WHEN 'interrupted' THEN 'KILLED' ELSE upper(status) END, started_at, ended_at,
            '', 'active', 'mlruns', experiment FROM convoy.run WHERE deleted_at IS NULL;
        CREATE TEMP TABLE r AS SELECT id, replace(uid, '-', '') AS uid, started_at FROM convoy.run
          WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX temp.r_by_id ON r (id);
        INSERT INTO params (key, value, run_uuid)
          SELECT key.name, text, r.uid FROM convoy.parameter JOIN temp.r ON r.id = run
          JOIN convoy.key ON key.id = parameter.key;
        INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
          SELECT key.name, value, r.started_at + epoch * 23000, r.uid, epoch, 0
          FROM convoy.metric JOIN temp.r ON r.id = run JOIN convoy.key ON key.id = metric.key;
        INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
          SELECT key.name, last, r.started_at + last_epoch * 23000, last_epoch, 0, r.uid
          FROM convoy.metric_summary JOIN temp.r ON r.id = run
          JOIN convoy.key ON key.id = metric_summary.key;""")
    db.commit()
    db.close()


def milliseconds(repeat: int, body) -> list[float]:
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        body()
        times.append(1e3 * (time.perf_counter() - started))
    return times


def main(store: Path, folder: Path, repeat: int) -> None:
    import mlflow
    from mlflow.entities import Metric

    database = folder / "mlflow.db"
    database.unlink(missing_ok=True)
    mlflow.set_tracking_uri(f"sqlite:///{database}")
    client = mlflow.MlflowClient()
    client.search_experiments()  # makes the schema
    setup = sqlite3.connect(database)
    setup.execute("DELETE FROM experiments")
    setup.commit()
    setup.close()
    copy_runs(store, database)
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    names = [row[0] for row in sqlite3.connect(store).execute(
        "SELECT name FROM key WHERE id IN (SELECT key FROM metric_summary WHERE run = 1)")]

    def best():  # By the last value: MLflow has no order by the best one.
        client.search_runs(experiments, order_by=["metrics.val_accuracy DESC"], max_results=10)

    def listed():
        client.search_runs(experiments, "metrics.val_accuracy > 0.6 and params.depth = '64'",
                           max_results=100)

    def export():
        """Every value of a hundred runs as rows of text."""
        with open(folder / "mlflow.csv", "w") as file:
            for run in client.search_runs(experiments, max_results=100):
                for name in run.data.metrics:
                    for metric in client.get_metric_history(run.info.run_id, name):
                        file.write(f"{run.info.run_id},{metric.step},{name},{metric.value!r}\n")

    run = client.create_run(experiments[0]).info.run_id
    epoch = iter(range(1_000_000))

    def log():
        now, step = int(time.time() * 1000), next(epoch)
        client.log_batch(run, metrics=[Metric(name, 0.5 + step, now, step) for name in names])

    best()
    times = {"best": milliseconds(repeat, best), "list": milliseconds(repeat, listed),
             "export": milliseconds(1, export), "epoch": milliseconds(200, log)}
    print(json.dumps({"version": mlflow.__version__, "bytes": database.stat().st_size,
                      "times": {name: statistics.median(found) for name, found in times.items()}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
