"""PyTorch on the tutorial's network: fused Adam, inference_mode; with --compile through inductor."""

import argparse
from itertools import cycle, islice

import torch
from torch.nn.functional import cross_entropy

import machine
import pixels
import serving
from tutorial_network import tutorial_network


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--order", choices=["channels_last", "contiguous_format"], required=True,
                        help="of the numbers in memory: NHWC or NCHW")
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args()


def prepare(options: argparse.Namespace, mode: str, batch: int) -> serving.Work:
    torch.manual_seed(1)
    order = getattr(torch, options.order)
    network = tutorial_network().to(memory_format=order).train(mode == "training")
    batches = cycle([
        (torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=order),
         torch.from_numpy(labels))
        for images, labels in pixels.batches(batch)])
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def loss_of(images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return cross_entropy(network(images), labels)

    if options.compile:
        torch.compiler.reset()  # it counts compilations of the same code, and gives up after eight
        loss_of = torch.compile(loss_of, fullgraph=True, dynamic=False)
        predict = torch.compile(network, fullgraph=True, dynamic=False)
    else:
        predict = network

    def train(count: int) -> None:
        for images, labels in islice(batches, count):
            optimizer.zero_grad(set_to_none=True)
            loss_of(images, labels).backward()
            optimizer.step()

    @torch.inference_mode()
    def infer(count: int) -> None:
        for images, _ in islice(batches, count):
            predict(images)

    steps = train if mode == "training" else infer
    return serving.Work(steps, single=lambda: steps(1))


def main() -> None:
    options = parse_arguments()
    # Before the first parallel work: the threads it starts inherit the setting.
    torch.set_flush_denormal(True)
    torch.set_num_threads(machine.available_cores())
    serving.serve(lambda mode, batch: prepare(options, mode, batch))


if __name__ == "__main__":
    main()
