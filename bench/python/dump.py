"""Writes the made-up data of a baseline as raw little-endian arrays, so that both sides work on the same numbers.

    python dump.py BASELINES OUT candidates|probes|ppm|route [--n N] [--quadratic N] [--seed 1]

Feature matrices are packed by column, 32 rows a word, the lowest bit first: the layout of FeatureMatrix.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ap = argparse.ArgumentParser()
ap.add_argument("baselines")
ap.add_argument("out")
ap.add_argument("task", choices=("candidates", "probes", "ppm", "route"))
ap.add_argument("--n", type=int, default=0)
ap.add_argument("--quadratic", type=int, default=0)
ap.add_argument("--seed", type=int, default=1)
a = ap.parse_args()
sys.path.insert(0, a.baselines)
out = Path(a.out)
facts = {}


def save(name, array, dtype):
    array = np.ascontiguousarray(array, dtype=dtype)
    array.tofile(out / name)
    facts[name] = list(array.shape)


def save_bits(name, tags):
    words = -(-len(tags) // 32)
    packed = np.packbits(tags, axis=0, bitorder="little")
    padded = np.zeros((words * 4, tags.shape[1]), dtype=np.uint8)
    padded[: len(packed)] = packed
    save(name, np.ascontiguousarray(padded.T), np.uint8)
    facts[name] = [len(tags), tags.shape[1]]


def candidates():
    from candidate_mixes import vectors
    from common import made_up_tags

    rng = np.random.default_rng(a.seed)
    tags = made_up_tags(a.n, 90, rng)
    budgets = rng.choice(np.arange(1, a.n), 500, replace=False)
    _, counts = vectors(tags, budgets, a.seed)
    save_bits("tags", tags)
    save("budgets", budgets, np.float64)
    save("counts", counts, np.float64)


def probes():
    from probe_heads import made_up

    x, y = made_up(7000, 384, 200, a.seed)
    save("x", x, np.float64)
    save("labels", (y.T > 0), np.uint8)


def ppm():
    from candidate_mixes import vectors
    from common import made_up_scores, made_up_tags
    from sklearn.model_selection import KFold

    rng = np.random.default_rng(a.seed)
    tags = made_up_tags(7531, 90, rng)
    budgets = rng.choice(np.arange(1, 7531), 250, replace=False)
    _, counts = vectors(tags, budgets, a.seed)
    y = made_up_scores(counts, budgets / 7531, rng)
    fold = np.zeros(250)
    for k, (_, test) in enumerate(KFold(10, shuffle=True, random_state=a.seed).split(counts)):
        fold[test] = k
    save("counts", counts, np.float64)
    save("budgets", budgets, np.float64)
    save("column_means", tags.mean(0), np.float64)
    save("scores", y, np.float64)
    save("folds", fold, np.float64)


def route():
    from candidate_mixes import vectors
    from common import made_up_scores, made_up_tags
    from sklearn.linear_model import LinearRegression
    from sklearn.preprocessing import PolynomialFeatures

    for mode, n in (("linear", a.n), ("quadratic", a.quadratic)):
        rng = np.random.default_rng(a.seed)
        known = made_up_tags(7531, 90, rng)
        budgets = rng.choice(np.arange(1, 7531), 225, replace=False)
        _, counts = vectors(known, budgets, a.seed)
        y = made_up_scores(counts, budgets / 7531, rng)
        linear = LinearRegression(tol=float(np.finfo(float).eps))
        if mode == "linear":
            save("linear-effects", linear.fit(counts.astype(float), y).coef_, np.float64)
        else:
            poly = PolynomialFeatures(2)
            fit = linear.fit(poly.fit_transform(counts.astype(float)), y)
            effects, pairs = np.zeros(90), np.zeros((90, 90))
            for power, c in zip(poly.powers_, fit.coef_):
                at = np.flatnonzero(power)
                if power.sum() == 1:
                    effects[at[0]] = c
                elif power.sum() == 2:
                    pairs[at[0], at[-1]] = c
            save("quadratic-effects", effects, np.float64)
            save("quadratic-pairs", pairs, np.float64)
        save_bits(f"{mode}-tags", made_up_tags(n, 90, rng))


{"candidates": candidates, "probes": probes, "ppm": ppm, "route": route}[a.task]()
(out / "facts.json").write_text(json.dumps(facts))
print(json.dumps(facts))
