"""The methods: each learns from the cells of some blocks and tells the shares of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...core.fractions.fraction_forest import fit_fraction_forest
from ...core.fractions.mixing import MixingSettings, PureLibrary, mix_library
from ...core.learning.forest import ForestSettings, fit_forest
from .cells import Cells

TREES = ForestSettings().trees
PIXELS = 20_000  # of the hard map's forest, and of the library of pure samples
COARSE = ("image", "terrain", "coordinates")  # of an image whose pixels are the cells
CELLS = (*COARSE, "spread")  # of finer pixels, as computefeatures makes them with CELL
_BY_FREQUENCY = MixingSettings(targets="proportional", partners="proportional")
_AT_ONCE = 100  # cells whose pixels are mapped at once


@dataclass(frozen=True, eq=False)
class Task:
    """Cells, which of them are tested on, bool (cell,), and how forests are grown."""

    cells: Cells
    test: np.ndarray
    seed: int
    trees: int = TREES

    def forest(self) -> ForestSettings:
        """Return the settings of a forest, those of the product."""
        return ForestSettings(trees=self.trees, seed=self.seed)

    @property
    def learnt(self) -> np.ndarray:
        """Shares of the cells that are learnt from, float64 (cell, class)."""
        return self.cells.shares[~self.test]


Method = Callable[[Task], np.ndarray]


def mean_shares(task: Task) -> np.ndarray:
    """The mean of what was learnt, everywhere."""
    return np.broadcast_to(task.learnt.mean(axis=0), (int(task.test.sum()), task.learnt.shape[1]))


def hard_map(task: Task) -> np.ndarray:
    """A forest of labelled pixels maps the pixels, and the classes in each cell are counted."""
    return _pixel_shares(task)[0][task.test]


def soft_map(task: Task) -> np.ndarray:
    """The same forest's probabilities, averaged over each cell."""
    return _pixel_shares(task)[1][task.test]


def forest(groups: tuple[str, ...] = CELLS, *, told: bool = False, medians: bool = True) -> Method:
    """A forest of the cells' shares.

    Where it is ``told`` them, the mean probabilities of the hard map's forest are features as well.
    """

    def predict(task: Task) -> np.ndarray:
        features = task.cells.features(groups)
        if told:
            probabilities = _pixel_shares(task)[1].astype(np.float32)
            features = np.concatenate([features, probabilities], axis=1)
        learnt = features[~task.test]
        grown = fit_fraction_forest(learnt, task.learnt, settings=task.forest(), medians=medians)
        return grown.predict_proba(features[task.test])

    return predict


def mixing(settings: MixingSettings, *, kinds: tuple[str, ...] = ("bands",)) -> Method:
    """A forest of mixtures of pure pixels; no share is learnt from."""

    def predict(task: Task) -> np.ndarray:
        cells, chosen = task.cells, _labelled_pixels(task)
        columns = np.concatenate([cells.columns[kind] for kind in kinds if kind in cells.columns])
        features = cells.pixels.reshape(-1, cells.pixels.shape[2])[np.ix_(chosen, columns)]
        pure = PureLibrary(features, cells.labels.ravel()[chosen], len(cells.legend))
        table = mix_library(pure, settings=replace(settings, seed=task.seed))
        grown = fit_fraction_forest(table.features, table.shares, settings=task.forest())
        return grown.predict_proba(cells.features(kinds)[task.test])

    return predict


METHODS: Mapping[str, Method] = {
    "mean": mean_shares,
    "hard map": hard_map,
    "forest, coarse image": forest(COARSE),
    "forest": forest(),
    "forest and map": forest(told=True),
    "mixing": mixing(_BY_FREQUENCY),
}
TRIED: Mapping[str, Method] = {
    "forest without coordinates": forest(("image", "terrain", "spread")),
    "forest without terrain": forest(("image", "coordinates", "spread")),
    "forest, context as well": forest((*CELLS, "context")),
    "means": forest(medians=False),
    "soft map": soft_map,
    "mixing of bands, indices and terrain": mixing(_BY_FREQUENCY, kinds=("image", "terrain")),
    "mixing, equal targets and partners": mixing(MixingSettings()),
}
NEEDS_TERRAIN = ("forest without terrain", "mixing of bands, indices and terrain")


def _labelled_pixels(task: Task) -> np.ndarray:
    """Return pixels of learnt cells, drawn in proportion to the classes, int64."""
    usable = (task.cells.labels >= 0) & ~task.test[:, None]
    rng = np.random.default_rng(task.seed)
    found = np.flatnonzero(usable.ravel())
    return rng.choice(found, min(PIXELS, found.size), replace=False)


@lru_cache(maxsize=1)
def _pixel_shares(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of mapped classes, and the mean probabilities, float64 (cell, class).

    Of all cells, as a map of the whole image has them: the forest has learnt few pixels of each
    cell learnt from, and none of the others.
    """
    cells, chosen = task.cells, _labelled_pixels(task)
    features = cells.pixels.reshape(-1, cells.pixels.shape[2])
    trained = fit_forest(
        features[chosen], cells.labels.ravel()[chosen],
        settings=task.forest(), out_of_bag=False,
    )  # fmt: skip
    count = len(cells.shares)
    hard, soft = np.zeros((2, count, len(cells.legend)))
    for some in np.array_split(np.arange(count), max(count // _AT_ONCE, 1)):
        pixels = cells.pixels[some]
        found = trained.forest.predict_proba(pixels.reshape(-1, pixels.shape[2]))
        mapped = np.eye(len(trained.classes))[found.argmax(axis=1)]
        for result, each in ((hard, mapped), (soft, found)):
            result[np.ix_(some, trained.classes)] = each.reshape(*pixels.shape[:2], -1).mean(axis=1)
    return hard, soft
