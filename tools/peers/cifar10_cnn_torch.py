#!/usr/bin/env python3
"""The recipe of experiments/cifar10-cnn.yaml in PyTorch, for comparing accuracy.

pip install torch==2.13.0+cpu numpy safetensors
    (--extra-index-url https://download.pytorch.org/whl/cpu)

    tools/peers/cifar10_cnn_torch.py --seed 1 --out cifar10-cnn-torch.json

Same files, same split (the last 10 % of the training images validate), pixels ÷ 255, Glorot
uniform kernels, zero biases, Adam 1e-3 with ε 1e-7, batches of 32, 12 epochs, shuffled each epoch.
What cannot be equal: the random numbers, and where Adam adds ε (after the bias correction here,
before it in Keras).
"""

import argparse
import copy
import json
import time
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

import cifar10
import machine
from tutorial_network import tutorial_network


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=cifar10.default_folder())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the result here as JSON")
    return parser.parse_args()


def scaled(pixels: torch.Tensor) -> torch.Tensor:
    return pixels.float().div_(255).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def evaluate(network, pixels, labels) -> tuple[float, float]:
    """Mean loss in nats and accuracy, without dropout."""
    network.eval()
    loss = 0.0
    correct = 0
    for start in range(0, len(labels), 500):
        target = labels[start:start + 500]
        logits = network(scaled(pixels[start:start + 500]))
        loss += cross_entropy(logits, target, reduction="sum").item()
        correct += (logits.argmax(1) == target).sum().item()
    return loss / len(labels), correct / len(labels)


def train_epoch(network, optimizer, pixels, labels, batch, generator) -> tuple[float, float]:
    """Mean loss and accuracy over the epoch's batches, as met in training (with dropout)."""
    network.train()
    loss_sum = torch.zeros(())
    correct = torch.zeros((), dtype=torch.int64)
    order = torch.randperm(len(labels), generator=generator)
    for indices in order.split(batch):
        target = labels[indices]
        logits = network(scaled(pixels[indices]))
        loss = cross_entropy(logits, target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * len(indices)
        correct += (logits.detach().argmax(1) == target).sum()
    return loss_sum.item() / len(labels), correct.item() / len(labels)


def main() -> None:
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)

    pixels, labels = cifar10.read(options.data, cifar10.TRAINING_FILES)
    test = cifar10.read(options.data, cifar10.TEST_FILES)
    count = int(len(labels) * 0.9)
    train = pixels[:count], labels[:count]
    validation = pixels[count:], labels[count:]

    network = tutorial_network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7, fused=True)
    epochs = []
    best_loss = float("inf")
    best_weights = None
    for epoch in range(1, options.epochs + 1):
        start = time.perf_counter()
        train_loss, train_accuracy = train_epoch(
            network, optimizer, *train, options.batch, generator)
        trained = time.perf_counter()
        val_loss, val_accuracy = evaluate(network, *validation)
        end = time.perf_counter()
        row = {
            "epoch": epoch,
            "train_loss": train_loss, "train_accuracy": train_accuracy,
            "val_loss": val_loss, "val_accuracy": val_accuracy,
            "epoch_seconds": end - start,
            "images_per_second": count / (trained - start),
        }
        epochs.append(row)
        print("  ".join(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value:2}"
                        for key, value in row.items()), flush=True)
        if val_loss < best_loss:
            best_loss = val_loss
            best_weights = copy.deepcopy(network.state_dict())

    test_loss, test_accuracy = evaluate(network, *test)
    network.load_state_dict(best_weights)
    best_test_loss, best_test_accuracy = evaluate(network, *test)
    seconds = sum(row["epoch_seconds"] for row in epochs)
    print(f"test after the last epoch: loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
    print(f"test with the weights of the best val_loss: loss {best_test_loss:.4f}, "
          f"accuracy {best_test_accuracy:.4f}")
    print(f"{seconds:.1f} s")
    result = {
        "experiment": "cifar10-cnn",
        "framework": f"torch {torch.__version__}",
        "cpu": machine.cpu_name(), "threads": options.threads, "date": machine.now(),
        "seed": options.seed, "batch": options.batch,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "epochs": epochs,
        "best_val_accuracy": max(row["val_accuracy"] for row in epochs),
        "test_loss": test_loss, "test_accuracy": test_accuracy,
        "test_loss_at_best_val_loss": best_test_loss,
        "test_accuracy_at_best_val_loss": best_test_accuracy,
        "seconds": seconds,
    }
    if options.out:
        options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
