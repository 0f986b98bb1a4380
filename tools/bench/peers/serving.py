"""A peer's end of the line: answers requests until stdin ends.

    {"mode": "training", "batch": 32, "seconds": 1}    →    {"images_per_second": 1000.0}

Compiling and warming up happen at the first request for a mode and batch size, outside the clock. The
answer for one image's inference also has its time per call, latency {p50, p99} in seconds. Failure is
answered with {"error": "…"}.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

# Steps are handed over in pieces of about this long, so that a framework that works ahead of its
# caller may, and the clock is still looked at often enough.
PIECE_SECONDS = 0.05
WARM_UP_STEPS = 3  # as many as `convoy bench` does; the first one compiles


@dataclass(frozen=True)
class Work:
    """What a framework prepared for one mode and batch size."""

    steps: Callable[[int], None]  # does so many steps, and returns when they are done
    single: Callable[[], None]  # does one step as a caller with one batch would


def serve(prepare: Callable[[str, int], Work]) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a framework prints is no answer
    prepared = work = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if prepared != (request["mode"], request["batch"]):
                work = None  # frees its memory before the next one's is taken
                prepared = request["mode"], request["batch"]
                work = prepare(*prepared)
                for _ in range(WARM_UP_STEPS):
                    work.steps(1)
            answer = {"images_per_second": rate(work, request["batch"], request["seconds"])}
            if prepared == ("inference", 1):
                answer["latency"] = latency(work, request["seconds"])
        except Exception as error:  # of whatever kind: the others are measured without this one
            words = str(error).strip().splitlines() or [""]
            answer = {"error": f"{type(error).__name__}: {words[0]}"}
        print(json.dumps(answer), file=answers)


def rate(work: Work, batch: int, seconds: float) -> float:
    """Images per second."""
    start = time.perf_counter()
    work.steps(1)  # also brings the weights back into the cache that others used meanwhile
    piece = max(1, int(PIECE_SECONDS / (time.perf_counter() - start)))
    count = 0
    start = time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        work.steps(piece)
        count += piece
    return count * batch / elapsed


def latency(work: Work, seconds: float) -> dict[str, float]:
    for _ in range(WARM_UP_STEPS):
        work.single()
    times = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        work.single()
        times.append(time.perf_counter() - start)
    times.sort()
    return {"p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100]}
