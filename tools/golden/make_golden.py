"""Writes Tests/ConvEngineTests/Golden: what the engine must compute, from PyTorch and Keras.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)

    tools/golden/make [NAME …]     (all where none is named)

Gradients come from PyTorch, optimiser steps from Keras on its PyTorch backend. A case is refused
when the same computation in double precision, or from weights changed in the seventh digit, differs
by more than rounding explains: such a case (an input at the corner of a relu, two equal maxima)
would test luck.
"""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

import network
import optimizers
from cases import CASES
from curve import write_curve
from initializers import write_initializers

ROOT = Path(__file__).resolve().parents[2]
STEPS = 10
MADE_BY = f"torch {torch.__version__}, keras {optimizers.keras.__version__}"


def random_pixels(shape: list[int], generator: torch.Generator) -> torch.Tensor:
    """uint8 [N, H, W, C]; within an image and channel all values differ where 256 suffice, so
    that no pool meets two equal maxima."""
    n, height, width, channels = shape
    count = height * width
    planes = [torch.randperm(max(256, count), generator=generator)[:count] % 256
              for _ in range(n * channels)]
    return torch.stack(planes).reshape(n, channels, height, width).permute(0, 2, 3, 1)


def assert_close(what: str, found: torch.Tensor, expected: torch.Tensor) -> None:
    """Within what single precision loses on sums of this size, a fifth of the tests' tolerance."""
    difference = (found.double() - expected.double()).abs()
    allowed = 2e-6 + 2e-5 * expected.double().abs()
    if not bool((difference <= allowed).all()):
        raise SystemExit(
            f"{what}: two ways to compute it differ by {difference.max():.3g}; "
            "rename the case (its name is the seed) or correct the definition")


def evaluated(case: dict, parameters: dict, pixels, labels, dtype) -> dict[str, torch.Tensor]:
    """Logits, loss and all gradients, in one precision."""
    image = (pixels.to(dtype) / 255).requires_grad_()
    leaves = {name: value.to(dtype).detach().requires_grad_()
              for name, value in parameters.items()}
    logits = network.forward(image, case["layers"], leaves)
    loss = network.loss(logits, labels, case["loss"]["label_smoothing"])
    gradients = torch.autograd.grad(loss, [image, *leaves.values()])
    return {
        "input": image.detach(), "logits": logits.detach(), "loss": loss.detach().reshape(1),
        "input_gradient": gradients[0],
        **{f"grad/{name}": g for name, g in zip(leaves, gradients[1:])},
    }


def disturbed(parameters: dict, generator: torch.Generator) -> dict[str, torch.Tensor]:
    """Each weight times 1 ± 5e-7 at most, in double precision."""
    return {name: value.double() * (1 + 1e-6 * (torch.rand(value.shape, generator=generator) - 0.5))
            for name, value in parameters.items()}


def make(name: str, case: dict) -> dict[str, torch.Tensor]:
    """All tensors of one case."""
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    pixels = random_pixels([case["batch"], *case["input"]], generator)
    parameters = network.initial_parameters(case["input"], case["layers"], generator, 0.1)
    (_, last), = case["layers"][-1].items()
    labels = torch.randint(0, last["units"], [case["batch"]], generator=generator)

    tensors = evaluated(case, parameters, pixels, labels, torch.float32)
    for start in [parameters, *(disturbed(parameters, generator) for _ in range(3))]:
        for key, value in evaluated(case, start, pixels, labels, torch.float64).items():
            assert_close(f"{name}: {key}", tensors[key], value)

    def losses(dtype):
        image = pixels.to(dtype) / 255
        return [lambda leaves: network.loss(
            network.forward(image, case["layers"], leaves), labels,
            case["loss"]["label_smoothing"])] * STEPS

    after, _ = optimizers.keras_steps(parameters, case["optimizer"], losses(torch.float32))
    for start in [parameters, *(disturbed(parameters, generator) for _ in range(3))]:
        exact, _ = optimizers.formula_steps(start, case["optimizer"], losses(torch.float64))
        for key, value in exact.items():
            assert_close(f"{name}: after10/{key}", after[key], value)
    if not case["optimizer"].get("sgd", {}).get("weight_decay", 1):
        other = optimizers.torch_sgd_steps(parameters, case["optimizer"], losses(torch.float32))
        for key, value in other.items():
            assert_close(f"{name}: after10/{key} (torch.optim)", after[key], value)

    return tensors | parameters | {"labels": labels.float()} | {
        f"after10/{key}": value for key, value in after.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="cases to write; all where none is named")
    parser.add_argument("--out", type=Path, default=ROOT / "Tests/ConvEngineTests/Golden")
    options = parser.parse_args()
    special = {"curve": write_curve, "initializers": write_initializers}
    unknown = set(options.names) - set(CASES) - set(special)
    if unknown:
        parser.error(f"no case named {', '.join(sorted(unknown))}")
    torch.set_num_threads(1)  # one order of summation, so the files are the same on every run

    for name, case in CASES.items():
        if options.names and name not in options.names:
            continue
        tensors = {key: np.ascontiguousarray(value.detach().numpy().astype(np.float32))
                   for key, value in make(name, case).items()}
        description = case | {"made_by": MADE_BY}
        save_file(tensors, options.out / f"{name}.safetensors",
                  metadata={"case": json.dumps(description, sort_keys=True)})
    for name, write in special.items():
        if not options.names or name in options.names:
            write(options.out, MADE_BY)


if __name__ == "__main__":
    main()
