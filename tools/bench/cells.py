"""What is measured: a cell is one kind of step on a number of threads."""

import statistics
from dataclasses import dataclass, field

MODES = ["training", "inference"]


@dataclass(frozen=True)
class Cell:
    """One kind of step."""

    threads: int
    mode: str  # one of MODES
    batch: int
    isa: str | None = None  # the newest instruction set allowed; None: all that the processor has

    def __str__(self) -> str:
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        isa = f", {self.isa}" if self.isa else ""
        return f"{self.mode}, {threads}, batch {self.batch}{isa}"


@dataclass
class Result:
    """What a cell's rounds gave, by contestant; whoever failed has an error and maybe samples too."""

    cell: Cell
    # As measured: images_per_second, and for one image's inference latency {p50, p99} in seconds.
    samples: dict[str, list[dict]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def rates(self, name: str) -> list[float]:
        """Images per second, one number a round; empty where the contestant took no part."""
        return [sample["images_per_second"] for sample in self.samples.get(name, [])]

    def latency(self, name: str) -> dict[str, float] | None:
        """The median over the rounds of their percentiles, in seconds."""
        found = [sample["latency"] for sample in self.samples.get(name, []) if "latency" in sample]
        if not found:
            return None
        return {key: statistics.median(row[key] for row in found) for key in ["p50", "p99"]}

    def as_json(self) -> dict:
        contestants = {
            name: {"best": max(self.rates(name)), "median": statistics.median(self.rates(name)),
                   "samples": samples}
            for name, samples in self.samples.items()}
        return {"threads": self.cell.threads, "mode": self.cell.mode, "batch": self.cell.batch,
                "isa": self.cell.isa, "contestants": contestants, "errors": self.errors}


def chosen(threads: list[int], modes: list[str], batches: list[int]) -> list[Cell]:
    """Every combination, the threads outermost since the peers' processes are started for them; then
    training at batch 32 with AVX2 alone, where it is among them."""
    found = [Cell(count, mode, batch) for count in threads for mode in modes for batch in batches]
    narrow = Cell(max(threads), "training", 32)
    if narrow in found:
        found.append(Cell(narrow.threads, narrow.mode, narrow.batch, isa="avx2"))
    return found
