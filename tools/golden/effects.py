"""Writes what statsmodels and SciPy say of effects in additive models, which the tests of `convoy effects`
read: analyses of variance with and without balance, and quantiles of the distributions used.

pip install statsmodels==0.14.6 scipy==1.16.3 pandas
"""

import json
import sys

import numpy as np
import pandas as pd
import scipy.stats as stats
import statsmodels.api as sm
import statsmodels.formula.api as smf


def design(name, rows, values):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"])
    frame["y"] = values
    model = smf.ols("y ~ C(a) + C(b) + C(c)", frame).fit()
    table = sm.stats.anova_lm(model, typ=2)
    bound = stats.t.ppf(0.975, model.df_resid)
    factors = {}
    for factor in "abc":
        levels = sorted(frame[factor].unique())
        share = frame[factor].value_counts(normalize=True)
        names = list(model.params.index)
        effects = []
        for level in levels:
            contrast = np.zeros(len(names))
            for other in levels[1:]:
                contrast[names.index(f"C({factor})[T.{other}]")] = (other == level) - share[other]
            test = model.t_test(contrast)
            effects.append({"effect": float(test.effect[0]), "margin": float(bound * test.sd[0, 0])})
        factors[factor] = {
            "squares": float(table.loc[f"C({factor})", "sum_sq"]),
            "freedom": int(table.loc[f"C({factor})", "df"]),
            "probability": float(table.loc[f"C({factor})", "PR(>F)"]),
            "levels": effects,
        }
    return {
        "name": name,
        "rows": [[int(x) for x in row] for row in rows],
        "values": [float(x) for x in values],
        "total": float(((frame.y - frame.y.mean()) ** 2).sum()),
        "residual": float(model.ssr),
        "freedom": int(model.df_resid),
        "factors": factors,
    }


def main(path):
    random = np.random.default_rng(20261125)
    grid = [(a, b, c) for a in range(3) for b in range(2) for c in range(4)]

    def values(rows):
        a, b, c = np.array(rows).T
        y = 0.7 + np.array([0, 0.05, 0.02])[a] + np.array([0, -0.01])[b] + 0.004 * c
        return y + random.normal(0, 0.01, len(rows))

    uneven = [grid[i] for i in random.choice(len(grid), 40, p=random.dirichlet(np.ones(len(grid))))]
    result = {
        "designs": [design("balanced", grid, values(grid)), design("uneven", uneven, values(uneven))],
        "student": [
            {"probability": p, "freedom": n, "bound": float(stats.t.ppf((1 + p) / 2, n))}
            for p in (0.5, 0.9, 0.95, 0.999) for n in (1, 2, 3, 10, 37, 1000, 100000)
        ],
        "fisher": [
            {"value": v, "first": a, "second": b, "tail": float(stats.f.sf(v, a, b))}
            for v in (0.01, 0.5, 1.0, 3.7, 40.0) for a in (1, 2, 11) for b in (1, 5, 60, 10000)
        ],
    }
    with open(path, "w") as file:
        json.dump(result, file)
        file.write("\n")


main(sys.argv[1])
