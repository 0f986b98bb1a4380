"""What `convoy serve` takes for MLflow's requests: python3 tools/bench server

Logs 100,000 runs of 6 metrics and 12 parameters over HTTP (some minutes; --folder keeps the store) and
measures, from clients on this machine: the start, log-metric, log-batch, sixteen clients at once, the first
page of searches, memory. Then the same requests to convoy and to MLflow's own server (`mlflow server` on
SQLite, in .venv-mlflow, installed where it is missing; --no-mlflow goes without), both over 2,000 runs.

Then a crowd: 10,000 connections on which nothing happens, and as many that stop within a request (two
minutes). Then what serving costs eight trainings whose pages somebody watches (some minutes). --section
chooses among these. Let nothing else run meanwhile.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import preparation
import store
import table

from . import crowd, load, processes, trainings

# What a release build promises.
TARGETS = {
    "ready after start, ms": ("<", 100), "idle memory, MB": ("<", 40),
    "log-metric p50, ms": ("<", 1), "log-batch, values/s": (">", 100_000),
    "16 clients, errors": ("<", 1), "search, newest 100, ms": ("<", 30),
    "search, filter, ms": ("<", 30), "search, sorted by a metric, ms": ("<", 30),
    "served and watched, % slower": ("<", 1),
    "the server's share of the trainings' CPU time, %": ("<", 1),
}
SECTIONS = ["requests", "crowd", "trainings"]


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 tools/bench server", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--section", action="append", choices=SECTIONS,
                        help="measure this; may be repeated (all)")
    parser.add_argument("--runs", type=int, default=100_000, help="runs in the store (100000)")
    parser.add_argument("--mlflow-runs", type=int, default=2_000, help="runs beside MLflow (2000)")
    parser.add_argument("--no-mlflow", action="store_true", help="without MLflow")
    parser.add_argument("--requests", type=int, default=2_000, help="log-metric requests (2000)")
    parser.add_argument("--connections", type=int, default=10_000, help="a crowd of so many (10000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of trainings (3)")
    parser.add_argument("--epochs", type=int, default=15, help="epochs of each training (15)")
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
    sections = options.section or SECTIONS
    if "requests" in sections:
        measure_requests(convoy, options)
    if "crowd" in sections:
        with tempfile.TemporaryDirectory() as folder:
            with processes.Convoy(convoy, Path(folder) / "store.sqlite") as server:
                found = crowd.figures(server, options.connections, options.requests)
        show("a crowd", found, crowd.targets(options.connections))
    if "trainings" in sections:
        show(f"{trainings.TRAININGS} trainings",
             trainings.figures(convoy, options.rounds, options.epochs), TARGETS)


def measure_requests(convoy: Path, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        show(f"{options.runs:,} runs",
             measure_convoy(convoy, filled(convoy, folder, options.runs), options), TARGETS)
        if options.no_mlflow:
            return
        ours = measure_convoy(convoy, filled(convoy, folder, options.mlflow_runs), options)
        with processes.MLflow(store.mlflow_python(), Path(temporary) / "mlflow.db") as server:
            load.fill(server, options.mlflow_runs)
            # A tenth of the requests: they take that much longer.
            theirs = load.figures(server, max(20, options.requests // 10))
        print(table.aligned(
            [[f"{options.mlflow_runs:,} runs", "convoy", "MLflow"]]
            + [[name, text(value), text(theirs[name])] for name, value in ours.items()]))
        print()


def show(title: str, found: dict[str, float], targets: dict[str, tuple[str, float]]) -> None:
    rows = [[title, "convoy", "target", ""]]
    for name, value in found.items():
        sign, target = targets.get(name, ("", None))
        kept = target is None or (value < target if sign == "<" else value > target)
        rows.append([name, text(value), "" if target is None else f"{sign} {target:,}",
                     "" if kept else "missed"])
    print(table.aligned(rows), end="\n\n", flush=True)


def filled(convoy: Path, folder: Path, runs: int) -> Path:
    """A store of so many runs."""
    made = folder / f"served-{runs}.sqlite"
    if not made.exists():
        partial = folder / "partial.sqlite"
        with processes.Convoy(convoy, partial) as server:
            load.fill(server, runs)
        partial.rename(made)
    return made


def measure_convoy(convoy: Path, made: Path, options: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store.sqlite"
        shutil.copy(made, copy)
        with processes.Convoy(convoy, copy) as server:
            return load.figures(server, options.requests)


def text(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
