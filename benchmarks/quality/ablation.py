"""What each part of the method contributes: the defaults with one setting changed at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from .figures import Figures
from .methods import Change, Method, changed, defaults, upsampling
from .runs import CASES
from .tables import number, table

DEFAULTS = "defaults"
# Any function from settings to settings will do; ``changed`` lets most be written as data.
VARIANTS: Mapping[str, Change] = {
    "allocation proportional": partial(changed, sampling={"allocation": "proportional"}),
    "buffer 0": partial(changed, sampling={"buffer": 0.0}),
    "clean off": partial(changed, training={"clean": False}),
    "context 0": partial(changed, features={"context": 0}),
    "prior weight 0": partial(changed, mapping={"prior_weight": 0.0}),
    "prior weight 1": partial(changed, mapping={"prior_weight": 1.0}),
    "smoothing 0": partial(changed, mapping={"smoothing": 0.0}),
    "smoothing 2": partial(changed, mapping={"smoothing": 2.0}),
    "min mapping unit 8": partial(changed, mapping={"min_mapping_unit": 8}),
    "min leaf 1": partial(changed, training={"min_leaf": 1}),
}


def methods(variants: Mapping[str, Change] = VARIANTS) -> dict[str, Method]:
    """Return the defaults and each variant as methods to run."""
    every = {DEFAULTS: upsampling(defaults, "FineCover with its defaults")}
    every.update({name: upsampling(change, name) for name, change in variants.items()})
    return every


def report(figures: Figures, *, facts: str) -> str:
    """Return the change each variant makes, in thousandths, as markdown."""
    told = (
        "One setting differs from the defaults in each row. The first row holds the figures of "
        "the defaults; the others what is gained (+) or lost (−) against it, in thousandths, so "
        "a loss is what the part contributes."
    )
    parts = ["# Ablation", facts, told]
    for measure, title in (("kappa", "Kappa"), ("macro_f1", "Macro-F1")):
        parts += [f"## {title}", _changes(figures, measure)]
    return "\n\n".join(parts) + "\n"


def _changes(figures: Figures, measure: str) -> str:
    order = [(scene, case) for case in CASES for scene in figures.scenes]
    header = ["variant", *(f"{scene}, {case}" for scene, case in order),
              *(f"mean {case}" for case in CASES), "time"]  # fmt: skip
    base = np.array([figures.mean(measure, *place, DEFAULTS) for place in order])
    rows = [[DEFAULTS, *map(number, (*base, *_by_case(base))), "1.0"]]
    for name in figures.methods:
        if name != DEFAULTS:
            lead = [figures.lead(measure, *place, name, (DEFAULTS,)) for place in order]
            change = 1000 * np.array(lead)
            cells = [number(v, digits=0, sign=True) for v in (*change, *_by_case(change))]
            rows.append([name, *cells, number(_time_ratio(figures, name), digits=1)])
    return table(header, rows)


def _by_case(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(CASES), -1).mean(axis=1)


def _time_ratio(figures: Figures, name: str) -> float:
    times = [[figures.seconds(scene, m) for scene in figures.scenes] for m in (name, DEFAULTS)]
    return float(np.sum(times[0]) / np.sum(times[1]))
