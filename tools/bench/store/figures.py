"""What commands take on a store of many runs, each as a whole process."""

import os
import sqlite3
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    name: str
    arguments: list[str]
    target: float  # milliseconds
    repeat: int = 0  # 0: as often as asked for


FIGURES = [
    Figure("best among all", ["best", "val_accuracy"], 25),
    Figure("best that fit", ["best", "val_accuracy", "--where", "params.depth = 64"], 60),
    Figure("best --reach", ["best", "val_accuracy", "--reach", "0.6"], 1000, 3),
    Figure("list", ["list"], 60),
    Figure("list of three conditions",
           ["list", "--where",
            "metrics.val_accuracy > 0.6 and params.depth = 64 and status = 'finished'"], 60),
    Figure("list sorted", ["list", "--sort", "metrics.val_loss.min", "--asc"], 60),
    Figure("show", ["show", "@last"], 15),
    Figure("compare two", ["compare", "experiment-2-1", "experiment-3-2"], 30),
    Figure("50 curves", ["plot", "val_loss", "--where", "experiment = 'experiment-2'"], 30),
    Figure("effects over a tenth",
           ["effects", "val_accuracy", "--where", "experiment = 'experiment-3'"], 1000, 3),
    Figure("export of a million values", ["export", "--where", "seed <= 5000", "-o", "{folder}/out.csv"],
           2000, 3),
    Figure("query", ["query", "SELECT run_name, max FROM metric_summaries WHERE name = 'val_accuracy'"
                     " ORDER BY max DESC LIMIT 10"], 1000, 3),
    Figure("complete a name", ["---completion", "show", "--", "positional@0", "0", "0"], 25),
]


def milliseconds(command: list[str], variables: dict[str, str], folder: Path) -> float:
    started = time.perf_counter()
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                            env=os.environ | variables, cwd=folder)
    taken = 1e3 * (time.perf_counter() - started)
    if result.returncode:
        raise SystemExit(f"tools/bench store: {' '.join(command)}: {result.stderr.strip()}")
    return taken


def measure(convoy: Path, store: Path, repeat: int) -> list[tuple[Figure, list[float]]]:
    """The times of each figure's command; the first, which fills the system's cache, is left out."""
    variables = {"CONVOY_DB": str(store)}
    measured = []
    for figure in FIGURES:
        command = [str(convoy)] + [word.format(folder=store.parent) for word in figure.arguments]
        times = [milliseconds(command, variables, store.parent)
                 for _ in range(1 + (min(repeat, figure.repeat) or repeat))]
        measured.append((figure, times[1:]))
    return measured


def bytes_per_value(store: Path) -> tuple[float, float]:
    """Of the tables of values and their summaries with their indexes; and of the whole file."""
    db = sqlite3.connect(store)
    values = db.execute("SELECT sum(count) FROM metric_summary").fetchone()[0]
    pages = db.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'metric%'").fetchone()[0]
    db.close()
    return pages / values, store.stat().st_size / values


def rows(measured: list[tuple[Figure, list[float]]]) -> list[list[str]]:
    table = [["command", "least ms", "median ms", "target", ""]]
    for figure, times in measured:
        median = statistics.median(times)
        table.append([figure.name, f"{min(times):.1f}", f"{median:.1f}", f"{figure.target:.0f}",
                      "" if median <= figure.target else "over"])
    return table
