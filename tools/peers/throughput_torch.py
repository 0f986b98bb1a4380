#!/usr/bin/env python3
"""Images per second of the tutorial's full network in PyTorch, single precision.

pip install torch==2.13.0+cpu numpy safetensors
    (--extra-index-url https://download.pytorch.org/whl/cpu)

    tools/peers/throughput_torch.py --mode train --batch 32 --threads 2 --seconds 3 --repeats 5

PyTorch at its best: channels_last (--no-channels-last for its default order), fused Adam, dropout
included, inference_mode for inference. The batches lie in memory as floats before the clock starts
and no metric is read inside. Prints one line of JSON; images_per_second has the best and the
median of the repeats.
"""

import argparse
import json
import statistics
import time

import torch
from torch.nn.functional import cross_entropy

import machine
from tutorial_network import tutorial_network

BATCHES = 8  # different batches, taken in turn


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=["train", "infer"], default="train")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=machine.available_cores())
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=float, default=2, help="length of a repeat")
    length.add_argument("--steps", type=int, help="length of a repeat, in batches")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def make_step(options: argparse.Namespace):
    """A function that trains on, or infers, the batch of the given number."""
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    network = tutorial_network().to(memory_format=layout)
    batches = [
        (torch.rand(options.batch, 3, 32, 32).contiguous(memory_format=layout),
         torch.randint(0, 10, [options.batch]))
        for _ in range(BATCHES)
    ]
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def train(number: int) -> None:
        pixels, labels = batches[number % BATCHES]
        optimizer.zero_grad(set_to_none=True)
        cross_entropy(network(pixels), labels).backward()
        optimizer.step()

    @torch.inference_mode()
    def infer(number: int) -> None:
        network(batches[number % BATCHES][0])

    network.train(options.mode == "train")
    return train if options.mode == "train" else infer


def main() -> None:
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    step = make_step(options)

    for number in range(2 * BATCHES):
        step(number)
    rates = []
    for _ in range(options.repeats):
        count = 0
        start = time.perf_counter()
        while True:
            step(count)
            count += 1
            seconds = time.perf_counter() - start
            if (count >= options.steps) if options.steps else (seconds >= options.seconds):
                break
        rates.append(count * options.batch / seconds)
    print(json.dumps({
        "framework": f"torch {torch.__version__}", "cpu": machine.cpu_name(),
        "date": machine.now(), "threads": options.threads, "mode": options.mode,
        "batch": options.batch, "channels_last": options.channels_last,
        "images_per_second": {"best": max(rates), "median": statistics.median(rates)},
        "samples": rates,
    }, sort_keys=True))


if __name__ == "__main__":
    main()
