"""Sixteen clients that log at the same time, without one error or a retry."""

import os

os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
import threading
import time

import mlflow
from mlflow.entities import Metric

CLIENTS, REQUESTS = 16, 20
experiment = mlflow.MlflowClient().create_experiment("many")
errors = []


def log(index):
    try:
        client = mlflow.MlflowClient()
        run = client.create_run(experiment, run_name=f"many-{index}").info.run_id
        for step in range(REQUESTS):
            now = int(time.time() * 1000)
            client.log_metric(run, "loss", step / 10, now, step)
            client.log_batch(run, [Metric(f"m{key}", step, now, step) for key in range(50)])
        client.set_terminated(run)
        assert len(client.get_metric_history(run, "loss")) == REQUESTS
    except Exception as error:
        errors.append(error)


threads = [threading.Thread(target=log, args=[index]) for index in range(CLIENTS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not errors, errors[:3]
found = mlflow.MlflowClient().search_runs([experiment], "status = 'FINISHED'")
assert len(found) == CLIENTS
print(f"{CLIENTS} clients at once: {CLIENTS * REQUESTS * 2} requests, 0 errors")
