"""Compares the engine's speed with PyTorch, Keras and JAX on this machine: python3 tools/bench

Images per second of the tutorial's network (experiments/cifar10-cnn.yaml; fp32, dropout, Adam, cross
entropy) in training and inference, by batch size and number of threads, and one cell with AVX2 alone.
The default run takes 15 to 20 minutes on two cores; let nothing else run meanwhile, since a peer's
threads that wait for one another lose far more by it than others. A part of it:

    python3 tools/bench --mode training --batch 32 --threads 2 --contestant convoy --contestant jax

`python3 tools/bench store` measures the store instead, `python3 tools/bench server` what `convoy serve` takes;
each has a --help of its own.

Builds convoy (--convoy PATH names a built one) and installs the peers in .venv-peers where they are
missing ($PYTHON names another Python that has them). Everyone takes turns, round after round within
each cell, so that a fast or slow phase of the machine meets all of them; everyone may use the same
cores and gets the same pixels, which lie in memory before the clock starts. A peer that cannot be
installed or fails is named in a line, and the others go on.

Prints three tables: convoy beside the best peer, everyone's medians, and the time of a single image's
inference. Every sample is kept in tools/bench/results/DATE-CPU.json; a second run on the same day
replaces the first.
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools/peers"))

import cells  # noqa: E402
import contestants  # noqa: E402
import machine  # noqa: E402
import preparation  # noqa: E402
import record  # noqa: E402
import rounds  # noqa: E402
import server  # noqa: E402
import store  # noqa: E402
import table  # noqa: E402


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 tools/bench", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    cores = machine.available_cores()
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each cell (3)")
    parser.add_argument("--seconds", type=float, default=1, help="of each measurement (1)")
    repeatable = {"action": "append", "default": []}
    parser.add_argument("--threads", type=int, choices=range(1, cores + 1),
                        **repeatable, help="may be repeated (1 and 2)")
    parser.add_argument("--batch", type=int, **repeatable,
                        help="may be repeated (1, 32, 128, 256 and 512)")
    parser.add_argument("--mode", choices=cells.MODES, **repeatable, help="may be repeated")
    parser.add_argument("--contestant", choices=contestants.NAMES, **repeatable,
                        help="may be repeated")
    parser.add_argument("--convoy", type=Path, help="a built convoy; built here if not given")
    parser.add_argument("--out", type=Path, default=ROOT / "tools/bench/results",
                        help="the results' folder (tools/bench/results)")
    options = parser.parse_args()
    if options.convoy and not options.convoy.is_file():
        parser.error(f"--convoy: no file {options.convoy}")
    options.threads = options.threads or [count for count in (1, 2) if count <= cores]
    options.batch = options.batch or [1, 32, 128, 256, 512]
    options.mode = options.mode or cells.MODES
    options.contestant = options.contestant or contestants.NAMES
    return options


def main() -> None:
    options = parse_arguments()
    origin = record.Origin.of_this_run()  # before a long run, during which files may change
    convoy = options.convoy.resolve() if options.convoy else preparation.build_convoy()
    python, problems = preparation.peers_python()
    for problem in problems:
        print(problem, file=sys.stderr)
    results = rounds.measure(
        cells.chosen(options.threads, options.mode, options.batch),
        contestants.chosen(options.contestant, convoy, python),
        options.rounds, options.seconds)
    print(table.text(results, options.contestant))
    path = record.write(options.out, origin, {
        "rounds": options.rounds, "seconds": options.seconds,
        "convoy": "built from the commit" if options.convoy is None else str(convoy),
        "packages": preparation.installed(python), "problems": problems,
        "cells": [result.as_json() for result in results],
    })
    print(path, file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1:2] == ["store"]:
        store.main(sys.argv[2:])
    elif sys.argv[1:2] == ["server"]:
        server.main(sys.argv[2:])
    else:
        main()
