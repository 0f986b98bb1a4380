"""Writes small files of other trackers, which the import's tests read: an MLflow database, and folders of
TensorBoard event files.

pip install mlflow==3.17.2 tensorboardX==2.6.4 tensorboard==2.21.0
"""

import os
import shutil
import sqlite3
import sys
import tempfile

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"


def mlflow_database(path):
    from mlflow.entities import Metric, Param, RunTag
    from mlflow.tracking import MlflowClient

    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "mlflow.db")
        client = MlflowClient(tracking_uri=f"sqlite:///{made}")
        experiment = client.create_experiment("tutorial", artifact_location=folder)
        first = client.create_run(experiment, start_time=1_700_000_000_000, run_name="first").info.run_id
        metrics = [Metric("val_loss", value, 1_700_000_001_000 + 1000 * step, step)
                   for step, value in enumerate([1.5, 0.75, float("nan"), float("inf")])]
        # A step written twice: the later value counts; and one below zero.
        metrics += [Metric("val_loss", 0.5, 1_700_000_009_000, 1), Metric("val_loss", 9.0, 1_700_000_001_000, -1)]
        client.log_batch(
            first, metrics, [Param("depth", "32"), Param("note", "=1+1, \"quoted\"\nline")],
            [RunTag("kind", "cnn"), RunTag("mlflow.note.content", "a note"),
             RunTag("mlflow.source.git.commit", "ab" * 20)])
        client.set_terminated(first, "FINISHED", 1_700_000_010_000)
        child = client.create_run(
            experiment, start_time=1_700_000_020_000, run_name="child",
            tags={"mlflow.parentRunId": first}).info.run_id
        client.log_metric(child, "loss", 0.25, 1_700_000_021_000, 7)
        client.set_terminated(child, "FAILED", 1_700_000_022_000)
        running = client.create_run(experiment, start_time=1_700_000_030_000, run_name="running").info.run_id
        killed = client.create_run("0", start_time=1_700_000_040_000, run_name="killed").info.run_id
        client.set_terminated(killed, "KILLED", 1_700_000_041_000)
        deleted = client.create_run("0", start_time=1_700_000_050_000, run_name="deleted").info.run_id
        client.delete_run(deleted)
        # Identifiers as small and as steady as everything else in the file.
        names = {first: 1, child: 2, running: 3, killed: 4, deleted: 5}
        db = sqlite3.connect(made)
        db.execute("PRAGMA foreign_keys = OFF")
        for old, number in names.items():
            new = f"{number:032x}"
            for table, column in [("runs", "run_uuid"), ("metrics", "run_uuid"), ("params", "run_uuid"),
                                  ("tags", "run_uuid"), ("latest_metrics", "run_uuid")]:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))
            db.execute("UPDATE tags SET value = ? WHERE value = ?", (new, old))
        db.execute("UPDATE runs SET user_id = 'user', artifact_uri = ''")
        db.execute("DELETE FROM tags WHERE key = 'mlflow.user'")
        db.commit()
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA page_size = 512")
        db.execute("VACUUM")
        db.close()
        shutil.copyfile(made, path)


def tensorboard_runs(folder):
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
    from tensorboardX.record_writer import RecordWriter

    def write(run, name, events):
        os.makedirs(os.path.join(folder, run), exist_ok=True)
        writer = RecordWriter(os.path.join(folder, run, name))
        writer.write(event_pb2.Event(wall_time=1_700_000_000.5, file_version="brain.Event:2").SerializeToString())
        for time, step, values in events:
            summary = summary_pb2.Summary(value=values)
            writer.write(event_pb2.Event(wall_time=time, step=step, summary=summary).SerializeToString())
        writer.flush()
        writer.close()

    def simple(tag, value):
        return summary_pb2.Summary.Value(tag=tag, simple_value=value)

    def tensor(tag, **fields):
        return summary_pb2.Summary.Value(
            tag=tag, tensor=tensor_pb2.TensorProto(tensor_shape=tensor_shape_pb2.TensorShapeProto(), **fields))

    write("train", "events.out.tfevents.1700000000.host.1.0", [
        (1_700_000_001.0, 0, [simple("loss", 1.5), tensor("lr", dtype=1, float_val=[0.125])]),
        (1_700_000_002.0, 1, [simple("loss", float("nan")), tensor("lr", dtype=2, double_val=[0.1])]),
        (1_700_000_003.0, 2, [tensor("loss", dtype=1, tensor_content=b"\0\0\0\x3f"),
                              tensor("steps", dtype=9, int64_val=[-3]),
                              tensor("words", dtype=7, string_val=[b"text"])]),
    ])
    # The run was taken up again from step 1.
    write("train", "events.out.tfevents.1700000100.host.2.0", [
        (1_700_000_101.0, 1, [simple("loss", 0.25)]),
    ])
    histogram = summary_pb2.Summary.Value(tag="weights", histo=summary_pb2.HistogramProto(min=0, max=1, num=2))
    vector = summary_pb2.Summary.Value(tag="vector", tensor=tensor_pb2.TensorProto(
        dtype=1, float_val=[1.0], tensor_shape=tensor_shape_pb2.TensorShapeProto(
            dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=1)])))
    write("deep/validation", "events.out.tfevents.1700000000.host.1.1", [
        (1_700_000_004.0, 2, [simple("accuracy", 0.5), histogram, vector]),
        (1_700_000_004.5, -1, [simple("accuracy", 0.1)]),
    ])


if __name__ == "__main__":
    target = sys.argv[1]
    os.makedirs(target, exist_ok=True)
    mlflow_database(os.path.join(target, "mlflow.db"))
    shutil.rmtree(os.path.join(target, "events"), ignore_errors=True)
    tensorboard_runs(os.path.join(target, "events"))
