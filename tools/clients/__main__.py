"""Logs to `convoy serve` with MLflow's own clients, then asks convoy about what they logged:

    python3 tools/clients [--keras] [--convoy PATH]

Installs mlflow-skinny and mlflow (and, with --keras, TensorFlow for the CPU) in virtual environments of
its own, .venv-skinny and .venv-mlflow. PATH is a built convoy; else the debug build."""

import argparse
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
VERSION = "3.17.2"


def main():
    parser = argparse.ArgumentParser(prog="tools/clients", description=__doc__.splitlines()[0])
    parser.add_argument("--keras", action="store_true", help="train a Keras network, too")
    parser.add_argument("--convoy", default=None, help="a built convoy")
    arguments = parser.parse_args()
    convoy = arguments.convoy or subprocess.run(
        ["swift", "build", "--show-bin-path"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip() + "/convoy"
    skinny = environment(".venv-skinny", [f"mlflow-skinny=={VERSION}"], "import mlflow")
    whole = environment(
        ".venv-mlflow", [f"mlflow=={VERSION}", "safetensors==0.8.0"],
        "import mlflow.server, safetensors")
    if arguments.keras:
        environment(
            ".venv-mlflow", ["tensorflow-cpu==2.21.0", "keras==3.15.1", "tensorboard==2.21.0"],
            "import tensorflow, keras, tensorboard")
    with tempfile.TemporaryDirectory() as folder, Server(convoy, folder) as server:
        server.run(skinny, "everything.py", "skinny")
        server.run(whole, "everything.py", "whole")
        server.run(whole, "sklearn_autolog.py")
        if arguments.keras:
            server.run(whole, "keras_autolog.py")
        server.run(skinny, "many_at_once.py")
        busy(server, skinny)
        ask(server, keras=arguments.keras)
    print("tools/clients: all passed")


def environment(name, packages, imports):
    """The Python of a virtual environment that has the packages."""
    python = root / name / "bin" / "python"
    if subprocess.run([python, "-c", imports], capture_output=True).returncode if python.exists() else 1:
        print(f"tools/clients: installing {' '.join(packages)} in {name}", flush=True)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", root / name], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


class Server:
    """`convoy serve` over a new database."""

    def __init__(self, convoy, folder):
        self.convoy, self.folder = convoy, folder
        self.database = folder + "/convoy.sqlite"

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.convoy, "serve", "--port", "0", "--db", self.database],
            stderr=subprocess.PIPE, text=True)
        self.address = re.search(r"http://\S+", self.process.stderr.readline())[0]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=20)
        assert status == 0, f"convoy serve ended with {status}"

    def run(self, python, script, *arguments):
        """Runs a script of this folder as a user would, with the server's address in its environment."""
        variables = dict(
            os.environ, MLFLOW_TRACKING_URI=self.address, MLFLOW_DISABLE_TELEMETRY="true",
            TF_CPP_MIN_LOG_LEVEL="3", PYTHONDONTWRITEBYTECODE="1")
        result = subprocess.run(
            [python, here / script, *arguments], env=variables, cwd=self.folder, timeout=600,
            capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"{script}: {result.stdout}{result.stderr}")
        for line in result.stderr.splitlines():
            if "unexpected error" in line:
                sys.exit(f"{script}: {line}")
        print(result.stdout.rstrip().splitlines()[-1] if result.stdout.strip() else script, flush=True)
        return result.stdout

    def ask(self, *arguments):
        """What a convoy command prints; the server goes on meanwhile."""
        result = subprocess.run(
            [self.convoy, *arguments, "--db", self.database], capture_output=True, text=True,
            timeout=60)
        assert result.returncode == 0, (arguments, result.stderr)
        return result.stdout


def busy(server, python):
    """While another program holds the database, clients are told to come again, and then get through."""
    holder = sqlite3.connect(server.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    begin = time.time()
    script = "import mlflow; mlflow.MlflowClient().create_experiment('after the lock')"
    client = subprocess.Popen(
        [python, "-c", script],
        env=dict(os.environ, MLFLOW_TRACKING_URI=server.address, MLFLOW_DISABLE_TELEMETRY="true"))
    status = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: application/json",
         "-d", '{"name": "during the lock"}', server.address + "/api/2.0/mlflow/experiments/create"],
        capture_output=True, text=True, timeout=60).stdout
    assert status == "503", status
    holder.execute("ROLLBACK")
    assert client.wait(timeout=120) == 0
    print(f"busy database: 503, and the client got through after {time.time() - begin:.0f} s")


def ask(server, keras):
    """The command line has clients' runs as it has its own."""
    runs = json.loads(server.ask("list", "--json", "--limit", "1000"))
    names = {run["name"] for run in runs}
    assert {"parent", "child-0", "broken", "forest", "grid"} <= names, names
    broken = [run for run in runs if run["name"] == "broken"]
    assert all(run["status"] == "failed" for run in broken)
    killed = json.loads(server.ask("list", "--json", "--where", "params.p7 = 7"))
    assert [run["status"] for run in killed] == ["interrupted", "interrupted"]
    assert all(run["durationSeconds"] == 60 for run in killed)
    best = json.loads(
        server.ask("best", "val_accuracy", "-n", "2", "--where", "experiment = 'fluent-whole'",
                   "--json"))
    assert best[0]["name"] == "parent" and best[0]["value"] == 0.9, best
    ids = [run["id"] for run in runs if run["experiment"] == "fluent-whole"
           and run["name"].startswith("child")]
    compared = server.ask("compare", *ids)
    assert "depth" in compared and "val_accuracy" in compared, compared
    shown = server.ask("show", ids[0].replace("-", ""))
    assert "child-" in shown
    assert "val_accuracy" in server.ask("plot", "val_accuracy", best[0]["id"])
    exported = server.ask("export", best[0]["id"])
    assert ",val_accuracy,0.9" in exported, exported
    for text in ("nan", "inf"):
        assert text in exported.lower(), exported
    wide = server.ask("export", "--wide", "--where", "name = 'forest'", "--format", "jsonl")
    assert json.loads(wide.splitlines()[0]), wide
    if keras:
        run = json.loads(server.ask("best", "val_accuracy", "--where", "name = 'keras-cnn'",
                                    "--json"))[0]
        assert run["name"] == "keras-cnn", run
    server.ask("db", "check")
    print(f"convoy: list, best, compare, show, plot, export of {len(runs)} runs; db check")


main()
