"""Made trainings of shares, whose pages hold all that a report of fractions can show."""

from __future__ import annotations

import numpy as np
from finecover.core.fractions.block_split import Split
from finecover.core.fractions.fraction_forest import grow_fraction_forest
from finecover.core.fractions.fraction_model import FractionModel
from finecover.core.fractions.fraction_scores import score_levels
from finecover.core.fractions.held_out import Contribution, FractionTraining, HeldOut
from finecover.core.fractions.levels import share_levels
from finecover.core.fractions.table import PixelCounts
from finecover.core.learning.forest import ForestSettings
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from finecover.core.progress import Silent

NAMES = (
    "Water bodies", "Land principally occupied by agriculture, with significant areas of natural "
    "vegetation", "Sclerophyllous vegetation", "Olive groves", "Transitional woodland-shrub",
    "Sport and leisure facilities, UNUSUALLY LONG IN CAPITAL LETTERS EVEN SO", "Built-up",
    "Non-irrigated arable land", "草地・湿原を含む長い名前の土地被覆分類", "Bare rock",
)  # fmt: skip
GROUPS = {"spectral": ("red_mean", "nir_mean", "nir_std"), "terrain": ("elevation", "slope"),
          "coordinates": ("x", "y")}  # fmt: skip
FEATURES = tuple(name for members in GROUPS.values() for name in members)


def made_legend(size: int = 10, *, names: tuple[str, ...] = NAMES, levels: bool = True) -> Legend:
    """Classes with long names, three to a class of a coarser level."""
    colors = np.random.default_rng(4).integers(40, 240, (2 * size, 3), np.uint8)
    classes = []
    for at in range(size):
        name = names[at] if at < len(names) else f"{names[at % len(names)]} {at}"
        color = f"#{bytes(colors[size + at // 3]).hex()}"
        parent = Level("level1", at // 3 + 1, f"Group of {names[(at // 3) % len(names)]}", color)
        own = f"#{bytes(colors[at]).hex()}"
        classes.append(LandCoverClass(111 + at, name, own, (parent,) if levels else ()))
    return Legend(tuple(classes))


def held_out(legend: Legend, *, noise: float, blocks: int, samples: int = 2000) -> HeldOut:
    """Shares that peak at one class, predicted with noise and drawn to the middle."""
    rng = np.random.default_rng(blocks + 1)
    alpha = np.geomspace(0.6, 0.06, len(legend))
    observed = rng.dirichlet(alpha, samples)
    predicted = observed + noise * rng.dirichlet(np.full(len(legend), 0.3), samples)
    predicted = 0.8 * predicted / predicted.sum(axis=1, keepdims=True) + 0.2 * observed.mean(axis=0)
    mean = rng.dirichlet(alpha, 8000).mean(axis=0)
    test = np.arange(5 * samples) < samples
    split = Split(test, 4 * blocks, blocks, (), (len(legend) - 1,) if blocks else (), 0.034)
    levels, _ = share_levels(legend)
    scores = score_levels(observed, predicted, mean=mean, legend=legend, levels=levels)
    return HeldOut(split, observed, predicted, scores)


def made_training(legend: Legend | None = None) -> FractionTraining:
    """Blocks that do worse than random pixels, and three kinds of input of which one harms."""
    legend = legend or made_legend()
    blocks, random = (held_out(legend, noise=n, blocks=b) for n, b in ((0.6, 20), (0.3, 0)))
    given = []
    for worse, (group, members) in zip((0.06, 0.004, -0.003), GROUPS.items()):
        gain = worse * (1 + blocks.observed.mean(axis=0))
        given.append(Contribution(group, members, random.scores, gain))
    return FractionTraining(
        legend, 2500.0, blocks, random, "", tuple(given),
        np.geomspace(0.5, 0.01, len(FEATURES)), PixelCounts(12_345, 67, 8, 9),
    )  # fmt: skip


def made_model(legend: Legend | None = None) -> FractionModel:
    """A model of two small trees."""
    legend = legend or made_legend()
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.geomspace(0.6, 0.06, len(legend)), 60)
    grown = grow_fraction_forest(
        rng.normal(size=(60, len(FEATURES))).astype(np.float32), shares,
        settings=ForestSettings(trees=2, min_leaf=5), progress=Silent(),
    )  # fmt: skip
    return FractionModel(
        grown.forest, legend, FEATURES, tuple(legend.codes.tolist()), shares.mean(axis=0),
        np.full(len(legend), 4321), 10_000, covered=0.97,
        settings={"trees": 100, "min_leaf": 3, "block_size": 2500.0, "seed": 0},
        versions={"FineCover": "0.1.0"},
    )  # fmt: skip
