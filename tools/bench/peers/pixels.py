"""The images everyone gets: those that `convoy bench` makes (EngineBenchmark.throughput), so that the
same arithmetic meets the same numbers."""

import numpy as np

IMAGES = 256  # or one batch, if that is more
CLASSES = 10


def batches(batch: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """All that fill up: pixels in 0...1 as float32 [batch, 32, 32, 3], labels as int64 [batch]."""
    count = max(batch, IMAGES)
    pixels = random_bytes(count * 32 * 32 * 3).astype(np.float32).reshape(count, 32, 32, 3) / 255
    labels = np.arange(count) % CLASSES
    return [(pixels[start:start + batch], labels[start:start + batch])
            for start in range(0, count - batch + 1, batch)]


def random_bytes(count: int) -> np.ndarray:
    """The engine's RandomStream(seed: 1, .initialization, 1_000), the low byte of each number."""
    increment = 0x9E37_79B9_7F4A_7C15
    key = np.zeros(1, np.uint64)
    for word in [1 + increment, 1 * increment, 1_000 * increment, 0 * increment]:
        key = mix(key ^ np.uint64(word % 2**64))
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(increment)
    return mix(key + steps).astype(np.uint8)


def mix(value: np.ndarray) -> np.ndarray:
    """SplitMix64's function of a counter (Steele, Lea, Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    return value ^ (value >> np.uint64(31))
