"""Who is compared, and how each is started.

A contestant is entered for a number of threads and an instruction set and gives an entry; the entry
measures cells one at a time until it is closed.
"""

import json
import os
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

from worker import ContestantError, Worker

ROOT = Path(__file__).resolve().parents[2]

# glibc gives large blocks back to the kernel and gets new ones, page by page, in every step. Keeping
# them makes PyTorch 1.3 times as fast in training at batch 256 and 1.6 times in inference (Xeon,
# 2 cores, 2026-11-25); Keras, JAX and convoy gain nothing and run as they are.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40)}

# ATen's own loops, oneDNN's convolutions, MKL's dense layers.
TORCH_AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2",
              "MKL_ENABLE_INSTRUCTIONS": "AVX2"}


def pinned_to(threads: int):
    """For the child before it starts: as many cores as threads, the same ones for everyone. The peers
    take as many threads as they may use cores; XLA can be told in no other way."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    return lambda: os.sched_setaffinity(0, cores)


@dataclass(frozen=True)
class Convoy:
    """`convoy bench`, started anew for every measurement."""

    name: str
    path: Path

    def enter(self, threads: int, isa: str | None) -> "ConvoyEntry":
        options = ["--threads", str(threads)] + (["--isa", isa] if isa else [])
        return ConvoyEntry([str(self.path), "bench", "--json", "--runs", "1", *options], threads)


@dataclass(frozen=True)
class ConvoyEntry:
    command: list[str]
    threads: int

    def measure(self, mode: str, batch: int, seconds: float) -> dict:
        command = self.command + ["--part", mode, "--batch", str(batch), "--seconds", str(seconds)]
        result = subprocess.run(
            command, capture_output=True, text=True, preexec_fn=pinned_to(self.threads))
        if result.returncode:
            words = result.stderr.strip().splitlines() or [f"ended with {result.returncode}"]
            raise ContestantError(words[-1].removeprefix("convoy: "))
        row = json.loads(result.stdout)["throughput"][0]
        sample = {"images_per_second": row[mode]["best"]}  # the best of one run
        if "latency" in row:
            sample["latency"] = {key: row["latency"][key] for key in ["p50", "p99"]}
        return sample

    def close(self) -> None:
        """Nothing is left running between measurements."""


@dataclass(frozen=True)
class Peer:
    """A framework in a process of its own, which lives as long as the entry."""

    name: str
    script: str  # in tools/bench/peers
    options: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    # What keeps it to an instruction set, by the set's name; it takes no part in those not named.
    isas: dict[str, dict[str, str]] = field(default_factory=dict)
    python: str = "python3"  # one that has the framework

    def enter(self, threads: int, isa: str | None) -> Worker | None:
        if isa and isa not in self.isas:
            return None
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT / "tools/peers"), "OMP_NUM_THREADS": str(threads),
            **self.environment, **(self.isas[isa] if isa else {})}
        command = [self.python, "-B", str(ROOT / "tools/bench/peers" / self.script), *self.options]
        return Worker(command, environment, pinned_to(threads))


def torch(name: str, *options: str, isas: dict | None = None) -> Peer:
    # inductor compiles in our process instead of a pool that stays, and folds the weights into what it
    # compiles for inference: 1.2 times as fast at batch 32 (Xeon, 2 cores, 2026-11-25).
    environment = {**KEEP_MEMORY, "TORCHINDUCTOR_COMPILE_THREADS": "1", "TORCHINDUCTOR_FREEZING": "1"}
    return Peer(name, "torch_peer.py", list(options), environment, isas or {})


def keras(name: str, *options: str) -> Peer:
    environment = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return Peer(name, "keras_peer.py", list(options), environment)


PEERS = [
    torch("torch-nhwc", "--order", "channels_last", isas={"avx2": TORCH_AVX2}),
    torch("torch-nchw", "--order", "contiguous_format", isas={"avx2": TORCH_AVX2}),
    torch("torch-compile", "--order", "channels_last", "--compile"),
    keras("keras"),
    keras("keras-xla", "--xla"),
    Peer("jax", "jax_peer.py", environment={"JAX_PLATFORMS": "cpu"}),
]
NAMES = ["convoy"] + [peer.name for peer in PEERS]


def chosen(names: list[str], convoy: Path, python: str) -> list[Convoy | Peer]:
    """In our order, whichever way they were named."""
    everyone = [Convoy("convoy", convoy)] + [replace(peer, python=python) for peer in PEERS]
    return [contestant for contestant in everyone if contestant.name in names]
