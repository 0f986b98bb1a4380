"""CIFAR-10's official binary files as tensors, for the reference scripts.

pip install torch==2.13.0+cpu numpy safetensors
    (--extra-index-url https://download.pytorch.org/whl/cpu)
"""

import os
from pathlib import Path

import numpy as np
import torch

IMAGE_BYTES = 3 * 32 * 32
RECORD_BYTES = 1 + IMAGE_BYTES
TRAINING_FILES = [f"data_batch_{number}.bin" for number in range(1, 6)]
TEST_FILES = ["test_batch.bin"]


def default_folder() -> Path:
    """Where `convoy data fetch cifar10` puts the files."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "cifar-10-batches-bin"


def read(folder: Path, names: list[str], limit: int | None = None):
    """The first `limit` images as uint8 [N, 3, 32, 32] and their labels as int64 [N]."""
    parts = []
    for name in names:
        data = np.fromfile(folder / name, dtype=np.uint8)
        if data.size == 0 or data.size % RECORD_BYTES:
            raise SystemExit(
                f"{folder / name}: {data.size} bytes; a multiple of {RECORD_BYTES} is accepted")
        parts.append(data.reshape(-1, RECORD_BYTES))
    records = np.concatenate(parts)[:limit]
    labels = torch.from_numpy(records[:, 0].astype(np.int64))
    pixels = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
    return pixels, labels
