"""What MLflow's own client does with a tracking server: fluent and MlflowClient. Run with the whole package
and with mlflow-skinny; MLFLOW_TRACKING_URI says where."""

import math
import os
import pathlib
import sys
import tempfile
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException, RestException

kind = sys.argv[1]
client = MlflowClient()


def refuses(code, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except (MlflowException, RestException) as error:
        assert error.error_code == code, (error.error_code, str(error))
        return
    raise AssertionError(f"{call} did not refuse {arguments} {named}")


def fluent():
    mlflow.set_experiment(f"fluent-{kind}")
    with mlflow.start_run(run_name="parent", tags={"kind": "test"}, description="a note") as parent:
        mlflow.log_param("learning_rate", 0.01)
        mlflow.log_params({"depth": 32, "act": "relu", "long": "x" * 6000})
        for step in range(5):
            mlflow.log_metric("val_accuracy", 0.5 + 0.1 * (step % 3), step=step)
        mlflow.log_metrics({"nan": math.nan, "up": math.inf, "down": -math.inf}, step=1)
        for child in range(3):
            with mlflow.start_run(run_name=f"child-{child}", nested=True):
                mlflow.log_metric("val_accuracy", 0.6 + 0.1 * child)
                mlflow.log_param("depth", 2**child)
        mlflow.set_tags({"a.b/c": "1", "empty": ""})
        mlflow.log_dict({"a": [1, 2]}, "config/a.json")
        mlflow.log_text("héllo", "notes.txt")
    run = mlflow.get_run(parent.info.run_id)
    assert run.info.status == "FINISHED" and run.info.run_name == "parent"
    assert run.info.end_time >= run.info.start_time > 1_600_000_000_000
    assert run.data.params["depth"] == "32" and run.data.params["long"] == "x" * 6000
    assert run.data.metrics["val_accuracy"] == 0.6, run.data.metrics
    assert math.isnan(run.data.metrics["nan"])
    assert run.data.metrics["up"] == math.inf and run.data.metrics["down"] == -math.inf
    assert run.data.tags["mlflow.note.content"] == "a note" and run.data.tags["empty"] == ""
    children = client.search_runs(
        [run.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'",
        order_by=["params.depth DESC"])
    assert [child.info.run_name for child in children] == ["child-2", "child-1", "child-0"]
    try:
        with mlflow.start_run(run_name="broken"):
            raise ValueError("a training that fails")
    except ValueError:
        pass
    failed = mlflow.search_runs(
        experiment_names=[f"fluent-{kind}"], filter_string="status = 'FAILED'", output_format="list")
    assert [run.info.run_name for run in failed] == ["broken"]
    assert mlflow.search_runs(experiment_names=["none"], output_format="list") == []
    # Going on with a run that has ended.
    with mlflow.start_run(run_id=run.info.run_id):
        assert client.get_run(run.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("val_accuracy", 0.9, step=9)
    assert client.get_run(run.info.run_id).info.status == "FINISHED"
    assert [m.step for m in client.get_metric_history(run.info.run_id, "val_accuracy")] == [
        0, 1, 2, 3, 4, 9]


def through_client():
    name = f"client-{kind}"
    experiment = client.create_experiment(name, tags={"team": "x"})
    refuses("RESOURCE_ALREADY_EXISTS", client.create_experiment, name)
    assert client.get_experiment_by_name("none") is None
    assert client.get_experiment(experiment).tags == {"team": "x"}
    client.set_experiment_tag(experiment, "owner", "ada")
    client.rename_experiment(experiment, name + "-renamed")
    assert client.get_experiment_by_name(name + "-renamed").experiment_id == experiment
    found = client.search_experiments(filter_string="tags.owner = 'ada'", order_by=["name DESC"])
    assert experiment in [found.experiment_id for found in found]

    run = client.create_run(experiment, start_time=1_500_000_000_000, run_name="old").info.run_id
    now = int(time.time() * 1000)
    client.log_batch(
        run,
        metrics=[Metric("loss", 1 / (step + 1), now + step, step) for step in range(1000)])
    # The client cuts what is too much for one request itself.
    many = {f"many/{index}": float(index) for index in range(1500)}
    mlflow.set_experiment(experiment_id=experiment)
    with mlflow.start_run(run_id=run):
        mlflow.log_metrics(many, step=3)
        mlflow.log_params({f"p{index}": index for index in range(250)})
    client.log_batch(run, params=[Param("depth", "3")], tags=[RunTag("t", "v")])
    refuses("INVALID_PARAMETER_VALUE", client.log_param, run, "depth", "4")
    refuses("INVALID_PARAMETER_VALUE", client.log_metric, run, "../x", 1)
    history = client.get_metric_history(run, "loss")
    assert [m.step for m in history] == list(range(1000)) and history[999].value == 0.001
    data = client.get_run(run).data
    assert len(data.params) == 251 and len(data.metrics) == 1501
    client.set_terminated(run, "KILLED", end_time=1_500_000_060_000)
    assert client.get_run(run).info.status == "KILLED"
    client.delete_tag(run, "t")
    refuses("RESOURCE_DOES_NOT_EXIST", client.delete_tag, run, "t")
    client.update_run(run, name="older")
    assert client.get_run(run).info.run_name == "older"
    client.delete_run(run)
    refuses("INVALID_PARAMETER_VALUE", client.log_metric, run, "loss", 1)
    assert client.search_runs([experiment]) == []
    assert len(client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)) == 1
    client.restore_run(run)
    assert len(client.search_runs([experiment])) == 1
    refuses("RESOURCE_DOES_NOT_EXIST", client.get_run, "0" * 32)
    refuses("INVALID_PARAMETER_VALUE", client.search_runs, [experiment], "metrics.a >< 1")
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    client.restore_experiment(experiment)


def pages():
    experiment = client.create_experiment(f"pages-{kind}")
    for index in range(25):
        run = client.create_run(experiment, run_name=f"r{index}").info.run_id
        client.log_metric(run, "m", index)
    token, names = None, []
    while True:
        page = client.search_runs([experiment], max_results=10, page_token=token,
                                  order_by=["metrics.m ASC"])
        names += [run.info.run_name for run in page]
        token = page.token
        if not token:
            break
    assert names == [f"r{index}" for index in range(25)], names
    # The fluent search asks for more than one page where it needs to.
    found = mlflow.search_runs([experiment], max_results=25, output_format="list")
    assert len(found) == 25


def artifacts():
    experiment = client.create_experiment(f"artifacts-{kind}")
    run = client.create_run(experiment).info.run_id
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "deep" / "er").mkdir(parents=True)
        large = os.urandom(9_500_000)
        (folder / "deep" / "large.bin").write_bytes(large)
        (folder / "deep" / "er" / "ö name.txt").write_text("text")
        (folder / "empty").write_bytes(b"")
        client.log_artifacts(run, str(folder), "all")
        client.log_artifact(run, str(folder / "empty"))
        assert [f.path for f in client.list_artifacts(run)] == ["all", "empty"]
        assert [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run, "all/deep")] == [
            ("all/deep/er", True, None), ("all/deep/large.bin", False, len(large))]
        (folder / "down").mkdir()
        down = pathlib.Path(client.download_artifacts(run, "all", str(folder / "down")))
        assert (down / "deep" / "large.bin").read_bytes() == large
        assert (down / "deep" / "er" / "ö name.txt").read_text() == "text"
        assert (down / "empty").read_bytes() == b""
        uri = client.get_run(run).info.artifact_uri
        text = mlflow.artifacts.load_text(uri + "/all/deep/er/ö name.txt")
        assert text == "text"
    client.set_terminated(run)


fluent()
through_client()
pages()
artifacts()
print(f"mlflow {mlflow.__version__} ({kind}): fluent, client, pages, artifacts")
