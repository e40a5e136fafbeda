"""Synthetic mixtures of pure samples, to learn shares where only pure labels exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import InputError
from ..phrases import counted
from ..rasters.bands import join_scene
from ..rasters.grid import Grid
from .table import ShareTable

FREQUENCIES = ("equal", "proportional")


@dataclass(frozen=True)
class MixingSettings:
    """How to mix.

    Attributes:
        mixtures: samples made for each class as the target, 1..1000000; the mean of that over
            the classes where ``targets`` are "proportional".
        most_parts: classes in one mixture at most, >= 2; from 2 on all are as frequent.
        pure: part of the samples that is left unmixed, 0..1.
        targets: mixtures of each class as the target: "equal", or "proportional" to its samples,
            which must then be drawn as the classes occur.
        partners: chance of the other classes, likewise.
        seed: of the draws, 0..2^32 - 1.

    Raises:
        InputError: a value is out of range.
    """

    mixtures: int = 1000
    most_parts: int = 3
    pure: float = 0.1
    targets: str = "equal"
    partners: str = "equal"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be mixed."""
        for name, low, high in (
            ("mixtures", 1, 1_000_000),
            ("most_parts", 2, 1000),
            ("seed", 0, 2**32 - 1),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
                raise InputError(f"{name} is {value!r}; give a whole number.")
            if not low <= value <= high:
                raise InputError(f"{name} is {value}; choose a number from {low} to {high}.")
        if not 0 <= self.pure <= 1:
            raise InputError(f"pure is {self.pure:g}; choose a number from 0 to 1.")
        for name in ("targets", "partners"):
            value = getattr(self, name)
            if value not in FREQUENCIES:
                raise InputError(f"{name} is {value!r}; choose from {', '.join(FREQUENCIES)}.")


@dataclass(frozen=True, eq=False)
class Places:
    """Pixels on a grid that samples lie in; ``rows`` and ``cols`` are int64 (sample,)."""

    grid: Grid
    rows: np.ndarray
    cols: np.ndarray

    def take(self, which: np.ndarray) -> Places:
        """Return some of them, by position or bool (sample,)."""
        return replace(self, rows=self.rows[which], cols=self.cols[which])


@dataclass(frozen=True, eq=False)
class PureLibrary:
    """Samples of one class each.

    Attributes:
        features: float32 (sample, feature), finite. They must add up over the parts of a pixel:
            bands do, an index of them does not (see ``additive_columns``).
        labels: position of the class in the legend, int64 (sample,), 0 .. ``classes`` - 1.
        classes: classes of the legend; some may have no sample.
        names: of the features.
        recipe: how the features are computed, as JSON values.
        places: of the samples; None where they have none.

    Raises:
        InputError: the table is malformed or not finite, or fewer than two classes have samples.
    """

    features: np.ndarray
    labels: np.ndarray
    classes: int
    names: tuple[str, ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    places: Places | None = None

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.labels)

    def take(self, which: np.ndarray) -> PureLibrary:
        """Return some of the samples, by position or bool (sample,).

        Raises:
            InputError: fewer than two classes are left.
        """
        places = self.places and self.places.take(which)
        return replace(
            self, features=self.features[which], labels=self.labels[which], places=places
        )

    def __post_init__(self) -> None:
        """Refuse what cannot be mixed."""
        features, labels = self.features, self.labels
        if features.ndim != 2 or labels.shape != features.shape[:1]:
            raise InputError(
                f"The library has features {features.shape} and labels {labels.shape}; give "
                "samples by features, and a label for each."
            )
        if not np.issubdtype(labels.dtype, np.integer):
            raise InputError(f"The labels of the library are {labels.dtype}; give whole numbers.")
        bad = ~np.isfinite(features).all(axis=0)
        if bad.any():
            raise InputError(
                f"Feature column {int(bad.argmax()) + 1} of the library has NaN or infinite "
                "values; leave out samples in nodata areas."
            )
        if labels.size and not (labels.min() >= 0 and labels.max() < self.classes):
            raise InputError(
                f"The labels of the library reach from {labels.min()} to {labels.max()}; give "
                f"positions from 0 to {self.classes - 1}."
            )
        found = np.unique(labels).size
        if found < 2:
            raise InputError(
                f"The pure samples with data are of {counted(found, 'class')}; mixtures need at "
                "least two, so give samples of more classes, inside the features."
            )


def pure_library(table: ShareTable, *, purity: float = 1.0) -> PureLibrary:
    """Return the samples of a table that are of one class.

    Args:
        table: samples with shares.
        purity: share of the commonest class from which a sample counts as pure, above 0.5.

    Raises:
        InputError: ``purity`` is out of range, or fewer than two classes have pure samples.
    """
    if not 0.5 < purity <= 1:
        raise InputError(f"purity is {purity:g}; choose a number above 0.5, at most 1.")
    which = table.shares.max(axis=1) >= purity - 1e-9  # a sum of areas is 1 up to rounding
    chosen = table.take(which)
    labels = chosen.shares.argmax(axis=1).astype(np.int64)
    classes = table.shares.shape[1]
    return PureLibrary(chosen.features, labels, classes, table.names, table.recipe)


def additive_columns(recipe: Mapping[str, Any], names: Sequence[str]) -> np.ndarray:
    """Return the columns of features that add up over the parts of a pixel, int64.

    Those are bands, and means of bands over time. Indices and other statistics of mixed bands are
    not the mixture of theirs; context, terrain, ancillary rasters and coordinates tell of a place,
    which a mixture has none of. All features are taken for bands where ``recipe`` does not
    tell what they are.

    Raises:
        InputError: no feature does.
    """
    bands = recipe.get("bands")
    if not isinstance(bands, (list, tuple)):
        return np.arange(len(names))
    known = [band for band in bands if isinstance(band, Mapping)]
    if recipe.get("statistics"):
        adding = {f"{band.get('name')}_mean" for band in known}
    else:
        adding = {join_scene(str(band.get("name")), str(band.get("scene", ""))) for band in known}
    found = np.flatnonzero([name in adding for name in names])
    if not found.size:
        raise InputError(
            "None of the features adds up over the parts of a pixel, as bands do, so none can be "
            "mixed; compute features with bands, or with mean among the STATISTICS."
        )
    return found


def mix_library(library: PureLibrary, *, settings: MixingSettings) -> ShareTable:
    """Mix pure samples of several classes linearly, and leave some as they are.

    Every class that has samples is the target of as many mixtures, or of as many as its samples
    warrant. Each holds the target and other classes, drawn without repetition, one sample of each,
    with shares drawn evenly from all that sum to 1. Samples as they were observed keep what varies
    within a class. The same library with the classes in another order gives the same mixtures with
    their columns in that order.

    Returns:
        A table of the regressors that learn from observed shares, without places on the ground:
        ``rows`` and ``cols`` are -1.

    Reference:
        Okujeni, van der Linden, Tits, Somers, Hostert (2013), Support vector regression and
        synthetically mixed training data for quantifying urban land cover.
        https://doi.org/10.1016/j.rse.2013.06.007
    """
    rng = np.random.default_rng(settings.seed)
    members = _members(library.labels)
    ranks, weights = _mixtures(np.array([each.size for each in members]), settings, rng)
    count, most = ranks.shape
    columns = np.array([int(library.labels[each[0]]) for each in members])
    shares = np.zeros((count, library.classes))
    shares[np.arange(count)[:, None], columns[ranks]] = weights
    features = np.zeros((count, library.features.shape[1]))
    for part in range(most):
        chosen = _draw(members, ranks[:, part], rng)
        features += library.features[chosen] * weights[:, part, None]
    nowhere = np.full(count, -1, np.int64)
    return ShareTable(
        features.astype(np.float32), shares, np.ones(count), nowhere, nowhere,
        names=library.names, recipe=library.recipe,
    )  # fmt: skip


def _members(labels: np.ndarray) -> list[np.ndarray]:
    """Return the samples of each class, the class of the first sample first."""
    found, first = np.unique(labels, return_index=True)
    return [np.flatnonzero(labels == found[at]) for at in np.argsort(first)]


def _mixtures(
    counts: np.ndarray, settings: MixingSettings, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each mixture is made of.

    Args:
        counts: samples of each class, int64 (class,).
        settings: how many mixtures of how many parts.
        rng: of the draws.

    Returns:
        Classes, int64 (mixture, part), the target first, and their shares, float64 likewise: 0
        for the parts that a mixture lacks.
    """
    wanted = np.full(len(counts), settings.mixtures)
    if settings.targets == "proportional":
        every = settings.mixtures * len(counts)
        wanted = np.maximum(np.rint(every * counts / counts.sum()), 1).astype(np.int64)
    target = np.repeat(np.arange(len(counts)), wanted)
    parts = np.concatenate([_parts(each, settings, len(counts)) for each in wanted.tolist()])
    chances = counts if settings.partners == "proportional" else np.ones(len(counts))
    # The smallest of exponential times divided by the chances is a draw by chance, the next one a
    # draw among those left (Efraimidis, Spirakis 2006, https://doi.org/10.1016/j.ipl.2005.11.003).
    times = rng.exponential(size=(target.size, len(counts))) / chances
    times[np.arange(target.size), target] = -1.0
    ranks = np.argsort(times, axis=1, kind="stable")[:, : int(parts.max())]
    weights = rng.exponential(size=ranks.shape) * (np.arange(ranks.shape[1]) < parts[:, None])
    return ranks, weights / weights.sum(axis=1, keepdims=True)


def _parts(count: int, settings: MixingSettings, classes: int) -> np.ndarray:
    """Return how many classes each of ``count`` mixtures of one target holds, int64."""
    pure = int(settings.pure * count + 0.5)
    mixed = 2 + np.arange(count - pure) % (min(settings.most_parts, classes) - 1)
    return np.concatenate([np.ones(pure, np.int64), mixed])


def _draw(members: list[np.ndarray], ranks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a sample of each class in ``ranks``, drawn with repetition."""
    counts = np.array([each.size for each in members])
    starts = np.cumsum(counts) - counts
    at = (rng.random(ranks.size) * counts[ranks]).astype(np.int64) + starts[ranks]
    return np.concatenate(members)[at]
