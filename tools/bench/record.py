"""The file that keeps a run: what was measured, by what, where and when."""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import machine
from preparation import run

WHAT = ("images per second of the network of experiments/cifar10-cnn.yaml, fp32, with dropout and "
        "Adam in training")
PIXELS = "uniformly random bytes / 255, those of `convoy bench` (tools/bench/peers/pixels.py)"


@dataclass(frozen=True)
class Origin:
    cpu: str
    cores: int
    date: str  # UTC, ISO 8601
    commit: str
    dirty: bool  # whether files differ from the commit, kept results aside
    load: float  # processes that wanted to run, mean of the minute before; it should be near 0

    @classmethod
    def of_this_run(cls) -> "Origin":
        changed = run("git", "status", "--porcelain", "--", ".", ":!tools/bench/results")
        return cls(machine.cpu_name(), machine.available_cores(), machine.now(),
                   run("git", "rev-parse", "HEAD").strip(), bool(changed.strip()),
                   os.getloadavg()[0])


def write(folder: Path, origin: Origin, results: dict) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    cpu = re.sub(r"[^a-z0-9]+", "-", origin.cpu.lower()).strip("-")
    path = folder / f"{origin.date[:10]}-{cpu}.json"
    document = {"what": WHAT, "pixels": PIXELS, **asdict(origin), **results}
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    return path
