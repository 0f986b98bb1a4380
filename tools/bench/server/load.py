"""Requests as MLflow's clients send them, and how long their answers take."""

import http.client
import json
import socket
import statistics
import threading
import time

from .processes import Server

CLIENTS = 16
METRICS = ["train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate", "epoch_seconds"]
SEARCHES = {
    "search, newest 100, ms": {"max_results": 100},
    "search, newest 1000, ms": {"max_results": 1000},
    "search, filter, ms": {
        "max_results": 100, "filter": "metrics.val_accuracy > 0.6 AND params.depth = '64'"},
    "search, sorted by a metric, ms": {
        "max_results": 100, "order_by": ["metrics.val_accuracy DESC"]},
}


class Client:
    """One connection, kept open."""

    def __init__(self, server: Server) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, endpoint: str, body: dict | bytes) -> dict:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.connection.request("POST", "/api/2.0/mlflow/" + endpoint, text,
                                {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise RuntimeError(f"{endpoint}: {response.status} {answer}")
        return answer

    def make_run(self) -> str:
        answer = self.post("runs/create", {"experiment_id": self.experiments()[0],
                                           "start_time": milliseconds()})
        return answer["run"]["info"]["run_id"]

    def experiments(self) -> list[str]:
        answer = self.post("experiments/search", {"max_results": 1000})
        return [experiment["experiment_id"] for experiment in answer["experiments"]]


def fill(server: Server, runs: int) -> None:
    """Finished runs, as a client logs them."""
    client = Client(server)
    experiment = client.experiments()[0]
    for index in range(runs):
        start = 1_700_000_000_000 + 60_000 * index
        run = client.post("runs/create", {"experiment_id": experiment, "run_name": f"run-{index}",
                                          "start_time": start})["run"]["info"]["run_id"]
        client.post("runs/log-batch", {
            "run_id": run,
            "metrics": [{"key": key, "value": uniform(index, place), "timestamp": start, "step": 1}
                        for place, key in enumerate(METRICS)],
            "params": [{"key": f"p{place}", "value": str(round(uniform(index, place + 10), 4))}
                       for place in range(11)] + [{"key": "depth", "value": str(16 << index % 4)}]})
        client.post("runs/update", {"run_id": run, "status": "FINISHED", "end_time": start + 50_000})


def uniform(run: int, place: int) -> float:
    """A number in 0..<1 that run and place decide."""
    return (run * 2654435761 + place * 40503) % 1000003 / 1000003


def figures(server: Server, requests: int) -> dict[str, float]:
    """All figures by their names."""
    found = {"ready after start, ms": server.ready, "idle memory, MB": server.megabytes()}
    client = Client(server)
    experiments = client.experiments()
    for name, search in SEARCHES.items():
        body = json.dumps(search | {"experiment_ids": experiments}).encode()
        times = [timed(lambda: client.post("runs/search", body)) for _ in range(8)]
        found[name] = statistics.median(times[1:])
    found |= log_metric(client, requests) | log_batch(client, max(10, requests // 20))
    found |= many_at_once(server, max(5, requests // 20))
    found["memory after all, MB"] = server.megabytes()
    return found


def log_metric(client: Client, requests: int) -> dict[str, float]:
    run = client.make_run()
    times = sorted(
        timed(lambda: client.post("runs/log-metric", {
            "run_id": run, "key": "loss", "value": 1 / (step + 1), "timestamp": milliseconds(),
            "step": step}))
        for step in range(requests))
    return {"log-metric p50, ms": times[len(times) // 2],
            "log-metric p99, ms": times[len(times) * 99 // 100]}


def log_batch(client: Client, requests: int) -> dict[str, float]:
    """Twenty metrics of fifty steps in each request; written as JSON before the clock starts."""
    run = client.make_run()
    bodies = [
        json.dumps({"run_id": run, "metrics": [
            {"key": f"m{key}", "value": step / 7, "timestamp": milliseconds(), "step": step}
            for step in range(50 * index, 50 * (index + 1)) for key in range(20)]}).encode()
        for index in range(requests)]
    started = time.perf_counter()
    for body in bodies:
        client.post("runs/log-batch", body)
    return {"log-batch, values/s": 1000 * requests / (time.perf_counter() - started)}


def many_at_once(server: Server, requests: int) -> dict[str, float]:
    errors = []

    def work() -> None:
        try:
            client = Client(server)
            run = client.make_run()
            for step in range(requests):
                client.post("runs/log-metric", {
                    "run_id": run, "key": "loss", "value": step, "timestamp": milliseconds(),
                    "step": step})
        except Exception as error:  # whatever a client would see
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return {f"{CLIENTS} clients, requests/s": CLIENTS * requests / seconds,
            f"{CLIENTS} clients, errors": len(errors)}


def timed(body) -> float:
    started = time.perf_counter()
    body()
    return 1e3 * (time.perf_counter() - started)


def milliseconds() -> int:
    return int(time.time() * 1000)
