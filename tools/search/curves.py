"""Writes Tests/SearchTests/Golden/curves.json: how Optuna's TPE and random search do on some functions,
as quartiles over seeds of the best value after some numbers of trials.

The functions are written a second time in Tests/SearchTests/SyntheticFunction.swift.
"""

import json
import math
from pathlib import Path

import numpy as np
import optuna

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "Tests/SearchTests/Golden/curves.json"
SEEDS = 100
TRIALS = 60
AFTER = [10, 20, 30, 40, 50, 60]


def branin(trial):
    """Two numbers; three equal minima of 0.397887."""
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    b, c, t = 5.1 / (4 * math.pi**2), 5 / math.pi, 1 / (8 * math.pi)
    return (y - b * x * x + c * x - 6) ** 2 + 10 * (1 - t) * math.cos(x) + 10


def sphere(trial):
    """Five numbers; minimum 0, away from the middle."""
    return sum((trial.suggest_float(f"x{i}", -1, 1) - 0.3) ** 2 for i in range(5))


def training(trial):
    """As a training: a logarithmic learning rate, a whole number, a category, a discrete one."""
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    width = trial.suggest_int("width", 8, 512, log=True)
    kind = trial.suggest_categorical("kind", ["adam", "sgd", "adamw", "rmsprop"])
    layers = trial.suggest_int("layers", 1, 8)
    penalty = {"adam": 0.0, "sgd": 0.6, "adamw": 0.1, "rmsprop": 0.3}[kind]
    return ((math.log10(rate) + 3) ** 2 + (math.log2(width) - 7) ** 2 / 4 + penalty
            + 0.1 * abs(layers - 3))


def curves(function, sampler) -> dict:
    bests = []
    for seed in range(SEEDS):
        study = optuna.create_study(sampler=sampler(seed))
        study.optimize(function, n_trials=TRIALS)
        values = np.minimum.accumulate([trial.value for trial in study.trials])
        bests.append([values[count - 1] for count in AFTER])
    lower, median, upper = np.percentile(bests, [25, 50, 75], axis=0)
    return {"lower": lower.tolist(), "median": median.tolist(), "upper": upper.tolist()}


optuna.logging.set_verbosity(optuna.logging.ERROR)
data = {
    "made_by": f"optuna {optuna.__version__}", "seeds": SEEDS, "after": AFTER,
    "functions": {
        function.__name__: {
            "tpe": curves(function, lambda seed: optuna.samplers.TPESampler(seed=seed)),
            "random": curves(function, lambda seed: optuna.samplers.RandomSampler(seed=seed)),
        }
        for function in (branin, sphere, training)
    },
}
GOLDEN.write_text(json.dumps(data, indent=1) + "\n")
