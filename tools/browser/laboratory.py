"""A store with finished runs, one that trains, and a server over it."""

import json
import struct
import subprocess
import time
import urllib.request
from pathlib import Path


class Laboratory:
    def __init__(self, convoy: Path, folder: Path):
        self.convoy = convoy
        self.database = folder / "runs.sqlite"
        self.processes: list[subprocess.Popen] = []
        self.address = ""
        # The page of a run that another program logged.
        self.logged = ""

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
        self.log_weights()
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

    def log_weights(self):
        """A run as MLflow's clients log one, with a file of weights and one that is cut off."""
        def ask(method: str, path: str, body: bytes) -> dict:
            request = urllib.request.Request(f"{self.address}/api/2.0/{path}", body, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)

        run = ask("POST", "mlflow/runs/create", json.dumps(
            {"experiment_id": "0", "run_name": "logged", "start_time": int(time.time() * 1000)}).encode())["run"]["info"]
        header = json.dumps({
            "conv.weight": {"dtype": "F16", "shape": [3, 3, 3, 8], "data_offsets": [0, 432]},
            "conv.bias": {"dtype": "F32", "shape": [8], "data_offsets": [432, 464]},
        }).encode()
        values = [(place * 37 % 101 - 50) / 50 for place in range(216)]
        file = struct.pack("<Q", len(header)) + header + struct.pack("<216e8f", *values, *range(7), float("nan"))
        for name, content in [("model.safetensors", file), ("broken.safetensors", file[:-9])]:
            ask("PUT", f"mlflow-artifacts/artifacts/0/{run['run_id']}/artifacts/{name}", content)
        ask("POST", "mlflow/runs/update", json.dumps(
            {"run_id": run["run_id"], "status": "FAILED", "end_time": int(time.time() * 1000)}).encode())
        self.logged = f"/runs/{run['run_id']}"

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
