"""A store with finished runs, one that trains, and a server over it."""

import json
import subprocess
import time
from pathlib import Path


class Laboratory:
    def __init__(self, convoy: Path, folder: Path):
        self.convoy = convoy
        self.database = folder / "runs.sqlite"
        self.processes: list[subprocess.Popen] = []
        self.address = ""

    def __enter__(self):
        for depth, rate, seed in [(8, 0.001, 1), (8, 0.003, 2), (16, 0.001, 3), (16, 0.003, 4)]:
            self.train(
                f"depth={depth}", f"learning_rate={rate}", f"training.seed={seed}",
                "training.epochs=5", "--tag", f"depth={depth}",
            )
        self.run("note", "@last", "The best so far.\nTried once more with another seed.")
        self.run("sweep", "experiments/sweep-shapes.yaml", "--quiet")
        server = self.start("serve", "--port", "0", stderr=subprocess.PIPE)
        self.address = server.stderr.readline().split(" at ")[1].split()[0]
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=20)

    def run(self, *words: str) -> str:
        command = [str(self.convoy), *words, "--db", str(self.database)]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout

    def train(self, *words: str) -> str:
        return self.run("run", "experiments/shapes-quick.yaml", *words, "--quiet").split()[-1]

    def start(self, *words: str, **options) -> subprocess.Popen:
        command = [str(self.convoy), *words, "--db", str(self.database)]
        process = subprocess.Popen(command, text=True, **options)
        self.processes.append(process)
        return process

    def start_training(self) -> subprocess.Popen:
        """A run that trains for some minutes, unless it is ended; its first epoch is over."""
        process = self.start(
            "run", "experiments/shapes-quick.yaml", "training.epochs=400", "--name", f"live-{len(self.processes)}",
            "--quiet", stdout=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            newest = json.loads(self.run("list", "--limit", "1", "--json"))[0]
            if newest["status"] == "running" and newest["metrics"]:
                return process
            time.sleep(0.3)
        raise TimeoutError("no epoch of the live run ended within a minute")
