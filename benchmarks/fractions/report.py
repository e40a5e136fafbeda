"""The tables of the benchmark, and its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..quality.tables import number, table
from .cells import read_legend
from .methods import METHODS
from .runs import BLOCKS, RANDOM, Run

OURS = ("forest", "forest and map")
MEANS = "means"
MOST_OF_MEAN = 0.5
LEVEL1 = "level1"


@dataclass(frozen=True)
class Check:
    """A target: ``value`` must be at most ``most``, or below it where ``strictly``."""

    name: str
    value: float
    most: float
    strictly: bool

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.value < self.most if self.strictly else self.value <= self.most


def score(
    runs: Sequence[Run], scene: str, method: str, measure: str = "mean_mae", *,
    split: str = BLOCKS, level: str = "",
) -> np.ndarray:  # fmt: skip
    """Return a measure's mean over the seeds: a number, or one for each class; NaN without runs."""
    found = [
        np.array(run.levels[level][measure], np.float64)
        for run in runs
        if (run.scene, run.method, run.split) == (scene, method, split)
    ]
    return np.nanmean(found, axis=0) if found else np.array(np.nan)


def checks(runs: Sequence[Run], methods: Sequence[str] = OURS) -> list[Check]:
    """Return the targets of every scene, held against methods."""
    found = []
    for scene in dict.fromkeys(run.scene for run in runs):
        mean, hard = (float(score(runs, scene, method)) for method in ("mean", "hard map"))
        for ours in methods:
            error = float(score(runs, scene, ours))
            found += [
                Check(f"{scene}: MAE of {ours} over that of the mean shares",
                      error / mean, MOST_OF_MEAN, strictly=False),
                Check(f"{scene}: MAE of {ours} over that of the hard map",
                      error / hard, 1.0, strictly=True),
            ]  # fmt: skip
    return found


def report(runs: Sequence[Run], *, facts: str) -> str:
    """Return everything as markdown."""
    found = [(each, "") for each in checks(runs)]
    found += [(each, ", not judged") for each in checks(runs, [MEANS]) if np.isfinite(each.value)]
    rows = [
        [each.name, number(each.value), f"{'below' if each.strictly else 'at most'} {each.most:g}",
         ("met" if each.met else "**missed**") + note]
        for each, note in found
    ]  # fmt: skip
    parts = ["# Fractions", facts, "## Targets", table(["", "found", "target", ""], rows)]
    for scene in dict.fromkeys(run.scene for run in runs):
        parts += _scene(runs, scene)
    return "\n\n".join(parts) + "\n"


def _scene(runs: Sequence[Run], scene: str) -> list[str]:
    legend = read_legend(scene)
    level1, _ = legend.at_level(LEVEL1)
    parts = [f"## {scene}", _sides(runs, scene)]
    for title, level, names in (
        ("classes", "", legend.names),
        ("level 1", LEVEL1, level1.names),
    ):
        parts += [f"### Mean absolute error, {title}", _errors(runs, scene, level, names)]
        parts.append(_behind(runs, scene, level, names))
    parts += ["### Other scores, means over the classes", _others(runs, scene)]
    tried = list(dict.fromkeys(run.method for run in runs if run.tried and run.scene == scene))
    if tried:
        parts += ["### What was tried", _tried(runs, scene, tried)]
    return parts


def _sides(runs: Sequence[Run], scene: str) -> str:
    mine = [run for run in runs if run.scene == scene and run.split == BLOCKS]
    share = 100 * np.mean([run.test_share for run in mine])
    lacking = sorted({name for run in mine for name in run.lacking})
    told = f"On one side only of some split: {', '.join(lacking)}." if lacking else (
        "Every class lies on both sides of every split."
    )  # fmt: skip
    return f"{share:.1f} % of the cells are tested on. {told}"


def _errors(runs: Sequence[Run], scene: str, level: str, names: Sequence[str]) -> str:
    rows = []
    whole = {method: score(runs, scene, method, "mae", level=level) for method in METHODS}
    for at, name in enumerate(names):
        rows.append([name, *(number(whole[method][at], digits=4) for method in METHODS)])
    means = {method: float(whole[method].mean()) for method in METHODS}
    rows.append(["**mean**", *(number(means[method], digits=4) for method in METHODS)])
    rows.append(
        ["times that of the mean shares",
         *(number(means[method] / means["mean"]) for method in METHODS)]
    )  # fmt: skip
    return table(["class", *METHODS], rows)


def _behind(runs: Sequence[Run], scene: str, level: str, names: Sequence[str]) -> str:
    """Return the classes of which others tell the shares as well or better."""
    told = []
    for ours in OURS:
        error = score(runs, scene, ours, "mae", level=level)
        for method, called in (("mean", "the mean shares"), ("hard map", "the hard map")):
            other = score(runs, scene, method, "mae", level=level)
            classes = [name for name, mine, theirs in zip(names, error, other) if mine >= theirs]
            listed = ", ".join(classes) or "none"
            told.append(f"Of `{ours}` no better than {called}: {listed}.")
    return " ".join(told)


def _others(runs: Sequence[Run], scene: str) -> str:
    measures = (
        ("mean_mae", "mean absolute error", 4),
        ("mean_rmse", "root mean squared error", 4),
        ("mean_r2", "R²", 3),
        ("dominant", "accuracy of the dominant class", 3),
    )
    columns = [(method, method, BLOCKS) for method in METHODS]
    columns.append(("forest, cells split at random", "forest", RANDOM))
    rows = [
        [told, *(number(float(score(runs, scene, method, measure, split=split)), digits=digits)
                 for _, method, split in columns)]
        for measure, told, digits in measures
    ]  # fmt: skip
    bias = (np.abs(score(runs, scene, method, "bias", split=split)) for _, method, split in columns)
    rows.append(["bias, without its sign", *(number(float(b.mean()), digits=4) for b in bias)])
    return table(["", *(name for name, _, _ in columns)], rows)


def _tried(runs: Sequence[Run], scene: str, tried: Sequence[str]) -> str:
    mean = float(score(runs, scene, "mean"))
    rows = []
    for method in (*METHODS, *tried):
        error = float(score(runs, scene, method))
        rows.append([
            method, number(error, digits=4), number(error / mean),
            number(float(score(runs, scene, method, level=LEVEL1)), digits=4),
            number(float(score(runs, scene, method, "mean_rmse")), digits=4),
            number(float(score(runs, scene, method, "dominant"))),
        ])  # fmt: skip
    header = [
        "method",
        "MAE",
        "times that of the mean shares",
        "MAE, level 1",
        "RMSE",
        "dominant class",
    ]
    return table(header, rows)
