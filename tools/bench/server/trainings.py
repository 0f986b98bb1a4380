"""What serving costs those who train: eight trainings with and without a server on their store, which two
pages look at meanwhile."""

import http.client
import json
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import preparation

from .processes import Convoy

TRAININGS = 8
EXPERIMENT = preparation.ROOT / "experiments/shapes-quick.yaml"
# Its `dataset.train` without the validation part.
IMAGES = 3_600
RELOAD = 5


@dataclass
class Measured:
    """Of all trainings together, from their start to the end of the last."""

    images_per_second: float
    # Seconds of the processor's time.
    trained: float
    served: float = 0


def figures(convoy: Path, rounds: int, epochs: int) -> dict[str, float]:
    """Medians over the rounds; in each, both are measured, now one first and now the other."""
    alone, watched = [], []
    for index in range(rounds):
        for served in [False, True] if index % 2 == 0 else [True, False]:
            with tempfile.TemporaryDirectory() as folder:
                store = Path(folder) / "runs.sqlite"
                if served:
                    watched.append(train_watched(convoy, store, epochs))
                else:
                    alone.append(train(convoy, store, epochs))
    speed = statistics.median(each.images_per_second for each in alone)
    slower = statistics.median(each.images_per_second for each in watched)
    return {
        "alone, images/s": speed, "served and watched, images/s": slower,
        "served and watched, % slower": 100 * (1 - slower / speed),
        # What other programs of this machine do changes the two above, and hardly this.
        "the server's share of the trainings' CPU time, %":
            statistics.median(100 * each.served / each.trained for each in watched)}


def train_watched(convoy: Path, store: Path, epochs: int) -> Measured:
    with Convoy(convoy, store) as server:
        watcher, reader = Watcher(server.port), Reader(server.port)
        try:
            found = train(convoy, store, epochs)
        finally:
            watcher.stop()
            reader.stop()
        found.served = server.seconds()
    if not watcher.events or not reader.pages:
        raise SystemExit("tools/bench server: nobody looked at the trainings")
    return found


def train(convoy: Path, store: Path, epochs: int) -> Measured:
    started, used = time.perf_counter(), processor_seconds()
    trainings = [
        subprocess.Popen(
            [convoy, "run", EXPERIMENT, "--threads", "1", "--seed", str(seed), "--epochs", str(epochs),
             "--name", f"training-{seed}", "--quiet", "--db", store],
            cwd=store.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for seed in range(1, TRAININGS + 1)]
    try:
        for training in trainings:
            if training.wait(timeout=300):
                raise SystemExit(f"tools/bench server: a training ended with {training.returncode}")
    finally:
        for training in trainings:
            if training.poll() is None:
                training.kill()
    seconds = time.perf_counter() - started
    return Measured(TRAININGS * IMAGES * epochs / seconds, processor_seconds() - used)


def processor_seconds() -> float:
    """Of this process's children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Visitor:
    """Looks at pages on a thread of its own until it is stopped."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        self.over.set()
        self.thread.join(timeout=20)

    def get(self, address: str, accept: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", address, headers={"Accept": accept})
        return connection.getresponse()


class Watcher(Visitor):
    """Follows a run's page by its events, and the next run's when it has ended."""

    events = 0

    def look(self) -> None:
        while not self.over.wait(0.1):
            runs = json.loads(self.get("/", "application/json").read())
            running = [run["id"] for run in runs if run["status"] == "running"]
            if not running:
                continue
            self.get(f"/runs/{running[0]}", "text/html").read()
            stream = self.get(f"/runs/{running[0]}/live", "text/event-stream")
            while not self.over.is_set() and (line := stream.readline()):
                self.events += line.startswith(b"data:")


class Reader(Visitor):
    """Loads the table of runs again and again."""

    pages = 0

    def look(self) -> None:
        while True:
            self.pages += b"training-" in self.get("/", "text/html").read()
            if self.over.wait(RELOAD):
                return
