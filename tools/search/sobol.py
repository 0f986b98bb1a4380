"""Writes the direction numbers of Sobol's sequence as a Swift table, and points of it as SciPy gives
them, plain, for Tests/SearchTests/Golden/sobol.json.

The numbers are those of S. Joe and F. Y. Kuo, new-joe-kuo-6.21201 (Constructing Sobol sequences with
better two-dimensional projections, SIAM J. Sci. Comput. 30, 2008), which SciPy carries.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import scipy.stats
from scipy.stats import qmc

ROOT = Path(__file__).resolve().parents[2]
DIMENSIONS = 64
POINTS = [0, 1, 2, 3, 4, 5, 6, 7, 100, 511, 512, 1023, 2047]
GOLDEN = ROOT / "Tests/SearchTests/Golden/sobol.json"
TABLE = ROOT / "Sources/Search/Strategy/SobolDirections.swift"


def write_table() -> None:
    folder = Path(scipy.stats.__file__).parent
    numbers = np.load(folder / "_sobol_direction_numbers.npz")
    lines = [
        "/// The primitive polynomials and first direction numbers of Sobol's sequence, by dimension: those of",
        "/// S. Joe and F. Y. Kuo, new-joe-kuo-6.21201 (SIAM J. Sci. Comput. 30, 2008). Written by",
        "/// `tools/search/sobol.py`.",
        "enum SobolDirections {",
        "  /// The polynomial's coefficients as bits, the highest power's first.",
        "  static let table: [(polynomial: UInt32, first: [UInt32])] = [",
    ]
    for polynomial, first in zip(numbers["poly"][:DIMENSIONS], numbers["vinit"][:DIMENSIONS]):
        degree = max(int(polynomial).bit_length() - 1, 1)
        values = ", ".join(str(value) for value in first[:degree])
        lines.append(f"    ({polynomial}, [{values}]),")
    TABLE.write_text("\n".join(lines + ["  ]", "}", ""]))


def write_points() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        points = qmc.Sobol(DIMENSIONS, scramble=False).random(max(POINTS) + 1)
    data = {
        "made_by": f"scipy {scipy.__version__}",
        "points": [{"index": index, "point": points[index].tolist()} for index in POINTS],
    }
    GOLDEN.write_text(json.dumps(data, separators=(",", ":")) + "\n")


write_table()
write_points()
