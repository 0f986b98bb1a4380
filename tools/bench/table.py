"""What a run prints."""

import statistics
from collections.abc import Callable

from cells import Result

SCALING_BATCH = 128
NOTHING = "–"


def text(results: list[Result], names: list[str]) -> str:
    peers = [name for name in names if name != "convoy"]
    parts = [beside_the_best_peer(results, peers), scaling(results),
             medians(results, names), latencies(results, names)]
    return "\n\n".join(part for part in parts if part)


def beside_the_best_peer(results: list[Result], peers: list[str]) -> str:
    """A ratio by best compares with the peer of the highest best, one by median with the peer of the
    highest median, so that convoy is never compared with less than the strongest."""
    rows = [["images/s", "convoy best", "median", "peer best", "median", "ratio by best",
             "by median", "best peer"]]
    for result in results:
        ours = result.rates("convoy")
        theirs = {name: result.rates(name) for name in peers if result.rates(name)}
        if not ours or not theirs:
            continue
        values, ratios, names = [], [], []
        for measure in [max, statistics.median]:
            name = max(theirs, key=lambda peer: measure(theirs[peer]))
            values.append((measure(ours), measure(theirs[name])))
            ratios.append(measure(ours) / measure(theirs[name]))
            if name not in names:
                names.append(name)
        (our_best, peer_best), (our_median, peer_median) = values
        rows.append([str(result.cell), *map(whole, [our_best, our_median, peer_best, peer_median]),
                     *(f"{ratio:.2f}" for ratio in ratios), ", ".join(names)])
    return aligned(rows)


def scaling(results: list[Result]) -> str:
    """How much faster than one thread more threads train."""
    by_threads = {
        result.cell.threads: result.rates("convoy") for result in results
        if (result.cell.mode, result.cell.batch, result.cell.isa) == ("training", SCALING_BATCH, None)
        and result.rates("convoy")}
    if 1 not in by_threads:
        return ""
    one = by_threads.pop(1)
    return "\n".join(
        f"convoy, training, batch {SCALING_BATCH}: {threads} threads ÷ 1 thread = "
        f"{max(rates) / max(one):.2f} by best, "
        f"{statistics.median(rates) / statistics.median(one):.2f} by median"
        for threads, rates in by_threads.items())


def medians(results: list[Result], names: list[str]) -> str:
    def value(result: Result, name: str) -> str:
        rates = result.rates(name)
        return whole(statistics.median(rates)) if rates else NOTHING

    return by_contestant("images/s, median", results, names, value)


def latencies(results: list[Result], names: list[str]) -> str:
    def value(result: Result, name: str) -> str:
        found = result.latency(name)
        return f"{found['p50'] * 1e3:.2f} / {found['p99'] * 1e3:.2f}" if found else NOTHING

    timed = [result for result in results if any(result.latency(name) for name in names)]
    return by_contestant("time of a call, ms, p50 / p99", timed, names, value)


def by_contestant(
    title: str, results: list[Result], names: list[str], value: Callable[[Result, str], str]
) -> str:
    return aligned([[title, *names]] + [
        [str(result.cell), *(value(result, name) for name in names)] for result in results])


def whole(number: float) -> str:
    return f"{number:,.0f}"


def aligned(rows: list[list[str]]) -> str:
    """Nothing for a heading alone."""
    if len(rows) == 1:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)
