"""The loss curve of the tutorial's network in reduced width: twenty steps on real images.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

import network
import optimizers
from cases import FLATTEN, adam, case, conv, dense, pool

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "peers"))
import cifar10  # noqa: E402

IMAGES = 320
BATCH = 32
STEPS = 20


def write_curve(folder: Path, made_by: str) -> None:
    """curve.safetensors: pixels uint8 [320, 32, 32, 3] and labels uint8 [320], the first of
    data_batch_1.bin; the initial weights; losses [20], each before its step. Step s (from 0) is
    on the images 32 s ..< 32 s + 32, modulo 320."""
    layers = [
        conv(8), conv(8), pool("max", (2, 2)), conv(16), conv(16), pool("max", (2, 2)), FLATTEN,
        dense(64, activation="relu"), dense(10)]
    description = case((32, 32, 3), *layers, batch=BATCH, optimizer=adam())
    planes, labels = cifar10.read(cifar10.default_folder(), cifar10.TRAINING_FILES[:1], IMAGES)
    pixels = planes.permute(0, 2, 3, 1).contiguous()
    parameters = network.initial_parameters(
        [32, 32, 3], layers, torch.Generator().manual_seed(1), bias_limit=0)

    def losses(dtype):
        def of(step):
            start = step * BATCH % IMAGES
            image = pixels[start:start + BATCH].to(dtype) / 255
            target = labels[start:start + BATCH]
            return lambda leaves: network.loss(network.forward(image, layers, leaves), target, 0)
        return [of(step) for step in range(STEPS)]

    _, values = optimizers.keras_steps(parameters, description["optimizer"], losses(torch.float32))
    _, exact = optimizers.formula_steps(parameters, description["optimizer"], losses(torch.float64))
    worst = max(abs(a - b) / b for a, b in zip(values, exact))
    if worst > 1e-4:
        raise SystemExit(f"curve: single precision strays {worst:.3g} from double precision")

    tensors = {key: value.numpy() for key, value in parameters.items()} | {
        "pixels": pixels.numpy(),
        "labels": labels.numpy().astype(np.uint8),
        "losses": np.array(values, dtype=np.float32),
    }
    description |= {"made_by": made_by, "steps": STEPS}
    save_file(tensors, folder / "curve.safetensors",
              metadata={"case": json.dumps(description, sort_keys=True)})
