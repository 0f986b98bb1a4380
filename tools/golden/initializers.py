"""What Keras's initialisers draw: bounds and standard deviations for a few kernel shapes.

pip install torch==2.13.0+cpu numpy safetensors keras==3.15.1
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

import json
import math
from pathlib import Path

import optimizers

SHAPES = [[3, 3, 3, 32], [3, 3, 32, 64], [5, 3, 20, 7], [1, 1, 16, 33], [4096, 512], [64, 10]]
SAMPLES = 400_000
# The standard deviation of a unit normal cut at ±2.
CUT_DEVIATION = math.sqrt(
    1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))


def write_initializers(folder: Path, made_by: str) -> None:
    """initializers.json: per initialiser and kernel shape the limit no value exceeds and the
    standard deviation, both held against draws of Keras."""
    rows = []
    for name in ["glorot_uniform", "glorot_normal", "he_uniform", "he_normal"]:
        for shape in SHAPES:
            window = math.prod(shape[:-2])
            fan_in, fan_out = window * shape[-2], window * shape[-1]
            variance = 2 / (fan_in + fan_out) if name.startswith("glorot") else 2 / fan_in
            deviation = math.sqrt(variance)
            limit = (deviation * math.sqrt(3) if name.endswith("uniform")
                     else 2 * deviation / CUT_DEVIATION)
            check(name, shape, limit, deviation)
            rows.append({"initializer": name, "shape": shape, "fan_in": fan_in,
                         "fan_out": fan_out, "limit": limit, "standard_deviation": deviation})
    text = json.dumps({"made_by": made_by, "rows": rows}, indent=1, sort_keys=True)
    (folder / "initializers.json").write_text(text + "\n")


def check(name: str, shape: list[int], limit: float, deviation: float) -> None:
    """Refuses the figures unless Keras's draws agree: the standard deviation within 1 %, the values
    within the limit and reaching it. Five in a million are let off: Keras on PyTorch draws a normal
    value four times and then keeps it even if it lies outside (0.0455⁴ of them do)."""
    keras = optimizers.keras
    count = math.ceil(SAMPLES / math.prod(shape))
    kind = {"glorot_uniform": keras.initializers.GlorotUniform,
            "glorot_normal": keras.initializers.GlorotNormal,
            "he_uniform": keras.initializers.HeUniform,
            "he_normal": keras.initializers.HeNormal}[name]
    draws = [kind(seed=seed + 1)(shape).flatten() for seed in range(count)]
    values = optimizers.torch.cat(draws).double().abs()
    allowed = 5 if name.endswith("normal") else 0
    allowed = math.ceil(allowed * len(values) / 1e6) * 3  # three times the expected number
    outside = (values > limit * (1 + 1e-6)).sum().item()
    near = (values > limit * 0.98).sum().item()
    found = values.square().mean().sqrt().item()
    if outside > allowed or near <= outside or abs(found / deviation - 1) > 0.01:
        raise SystemExit(
            f"{name} {shape}: of {len(values)} values drawn by Keras {outside} exceed {limit:.6f}, "
            f"{near} come near it, deviation {found:.6f}; the definition says {deviation:.6f}")
