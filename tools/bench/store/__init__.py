"""What the store's commands take on many runs: python3 tools/bench store

Makes a store of 100,000 runs × 20 metrics × 10 epochs (a few minutes, some 1.2 GB beside --folder), and
times commands as whole processes of a release build against the targets they must keep; let nothing else
run meanwhile. Then the same on 5,000 runs beside MLflow on SQLite, which is installed in .venv-mlflow
where it is missing ($PYTHON names a Python that has it; --no-mlflow goes without).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import preparation
import table

from . import figures, sample

ROOT = Path(__file__).resolve().parents[3]
MLFLOW = "mlflow==3.17.2"
METRICS, EPOCHS = 20, 10


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 tools/bench store", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100_000, help="runs in the store (100000)")
    parser.add_argument("--mlflow-runs", type=int, default=5_000, help="runs beside MLflow (5000)")
    parser.add_argument("--no-mlflow", action="store_true", help="without MLflow")
    parser.add_argument("--repeat", type=int, default=20, help="times of each command (20)")
    parser.add_argument("--convoy", type=Path, help="a built convoy; built here if not given")
    parser.add_argument("--folder", type=Path,
                        help="keep the stores here, and use those that are there")
    options = parser.parse_args(arguments)
    if options.convoy and not options.convoy.is_file():
        parser.error(f"--convoy: no file {options.convoy}")
    return options


def main(arguments: list[str]) -> None:
    options = parse_arguments(arguments)
    convoy = options.convoy.resolve() if options.convoy else preparation.build_convoy()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        store = made(folder, options.runs)
        print(f"{options.runs:,} runs, {METRICS} metrics, {EPOCHS} epochs")
        print(table.aligned(figures.rows(figures.measure(convoy, store, options.repeat))))
        values, whole = figures.bytes_per_value(store)
        print(f"bytes per value: {values:.1f} with summaries and indexes (target 35), "
              f"{whole:.1f} of the whole file")
        if not options.no_mlflow:
            print()
            beside_mlflow(convoy, made(folder, options.mlflow_runs), options)


def made(folder: Path, runs: int) -> Path:
    store = folder / f"runs-{runs}.sqlite"
    if not store.exists():
        partial = folder / "partial.sqlite"
        sample.make(partial, runs, METRICS, EPOCHS)
        partial.rename(store)
    return store


def beside_mlflow(convoy: Path, store: Path, options: argparse.Namespace) -> None:
    mlflow = json.loads(preparation.run(
        mlflow_python(), Path(__file__).parent / "mlflow_side.py", store, store.parent,
        min(options.repeat, 5)).splitlines()[-1])
    ours = {
        "best": ["best", "val_accuracy", "--last"],
        "list": ["list", "--where", "metrics.val_accuracy > 0.6 and params.depth = 64"],
        "export": ["export", "--where", "seed <= 100", "-o", f"{store.parent}/out.csv"],
    }
    rows = [["ms, median", "convoy, whole command", f"MLflow {mlflow['version']}, in process", "ratio"]]
    for name, words in ours.items():
        times = sorted(figures.milliseconds([str(convoy), *words], {"CONVOY_DB": str(store)}, store.parent)
                       for _ in range(options.repeat))
        rows.append(row(name, times[len(times) // 2], mlflow["times"][name]))
    recording = json.loads(subprocess.run(
        [str(convoy), "bench", "--part", "store", "--json"], stdout=subprocess.PIPE, text=True,
        check=True).stdout)["store"]
    rows.append(row("an epoch of 20 metrics", recording["epochMilliseconds"]["median"],
                    mlflow["times"]["epoch"]))
    print(table.aligned(rows))
    values = options.mlflow_runs * METRICS * EPOCHS
    print(f"bytes per value, whole file: convoy {store.stat().st_size / values:.1f}, "
          f"MLflow {mlflow['bytes'] / values:.1f}")


def row(name: str, ours: float, theirs: float) -> list[str]:
    return [name, f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}"]


def mlflow_python() -> str:
    """$PYTHON, or else that of .venv-mlflow, made when missing."""
    if given := os.environ.get("PYTHON"):
        return given
    python = ROOT / ".venv-mlflow/bin/python"
    if not python.exists():
        preparation.run(sys.executable, "-m", "venv", python.parents[1])
        preparation.run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", MLFLOW)
    return str(python)
