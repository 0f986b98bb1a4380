"""The order of measuring: within a cell everyone takes a turn in every round."""

import statistics
import sys
from itertools import groupby

from cells import Cell, Result
from contestants import Convoy, Peer
from worker import ContestantError


def measure(
    cells: list[Cell], contestants: list[Convoy | Peer], rounds: int, seconds: float
) -> list[Result]:
    """Cells of the same threads and instruction set lie together: the peers are started for them."""
    results = []
    told = set()
    for (threads, isa), group in groupby(cells, key=lambda cell: (cell.threads, cell.isa)):
        entered = {one.name: one.enter(threads, isa) for one in contestants}
        entries = {name: entry for name, entry in entered.items() if entry}
        try:
            for cell in group:
                result = measure_cell(cell, entries, rounds, seconds)
                results.append(result)
                for name, error in result.errors.items():
                    if (name, error) not in told:
                        told.add((name, error))
                        print(f"{name}: {error}", file=sys.stderr)
                print(f"{len(results)} of {len(cells)}: {summary(result)}", file=sys.stderr)
        finally:
            for entry in entries.values():
                entry.close()
    return results


def measure_cell(cell: Cell, entries: dict, rounds: int, seconds: float) -> Result:
    result = Result(cell)
    for _ in range(rounds):
        for name, entry in entries.items():
            if name in result.errors:
                continue
            try:
                sample = entry.measure(cell.mode, cell.batch, seconds)
            except ContestantError as error:
                result.errors[name] = str(error)
            else:
                result.samples.setdefault(name, []).append(sample)
    return result


def summary(result: Result) -> str:
    medians = [f"{name} {statistics.median(result.rates(name)):,.0f}" for name in result.samples]
    return f"{result.cell}: {', '.join(medians)}"
