"""Labelled points as the library that mixtures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import InputError
from ..legends.legend import Legend
from ..phrases import counted
from ..progress import Progress
from .block_split import (
    TEST_SHARE,
    SetApart,
    Split,
    block_side,
    ground_blocks,
    split_blocks,
)
from .levels import ShareLevel
from .mixing import MixingSettings, Places, PureLibrary, additive_columns, mix_library
from .table import ShareTable

MIXED_TOLD = (
    "The samples are mixtures made by calculation; those tested on are made of points that were "
    "not learnt from. How well real mixed pixels are told is not tested."
)


def pure_points(
    features: np.ndarray,
    codes: np.ndarray,
    legend: Legend,
    *,
    features_of: tuple[Sequence[str], Mapping[str, Any]],
    progress: Progress,
    places: Places | None = None,
) -> PureLibrary:
    """Return the points that have data, with the features that add up over the parts of a pixel.

    Args:
        features: float32 (point, feature); NaN where there is no data.
        codes: class code of each point, int64 (point,).
        legend: the classes; each code must be one of them.
        features_of: names of the features, and the recipe they were computed by.
        progress: told which features and points are left out.
        places: of the points.

    Raises:
        InputError: no feature adds up, a code is not in the legend, or fewer than two classes have
            points with data.
    """
    names, recipe = features_of
    columns = additive_columns(recipe, names)
    if columns.size < len(names):
        progress.message(
            f"Of {counted(len(names), 'feature')} {columns.size} are learnt from: the others do "
            "not add up over the parts of a pixel, as bands do, so that they cannot be mixed."
        )
    labels = legend.index_of(codes).astype(np.int64)
    if (labels < 0).any():
        raise InputError(
            f"The samples hold class {int(codes[labels < 0][0])}, which the legend lacks; choose "
            "another legend."
        )
    table = features[:, columns]
    known = np.isfinite(table).all(axis=1)
    if not known.all():
        progress.message(
            f"Left out: {counted(int((~known).sum()), 'sample')} in areas without data.",
            warning=True,
        )
    return PureLibrary(
        np.ascontiguousarray(table[known]), labels[known], len(legend),
        tuple(names[at] for at in columns), recipe, places and places.take(known),
    )  # fmt: skip


def at_level(library: PureLibrary, level: ShareLevel) -> PureLibrary:
    """Return a library of the classes of a coarser level of its legend.

    Raises:
        InputError: fewer than two of them have samples.
    """
    labels = level.parents[library.labels]
    return replace(library, labels=labels, classes=len(level.legend))


def mixed_points(
    library: PureLibrary, *, samples: int, targets: str, seed: int, side: float | None = None
) -> ShareTable:
    """Mix a library into about so many samples; see ``mix_library``.

    Mixtures of one point are alike. So the points are split before they are mixed, by blocks of
    ground where there are several, and the mixtures of a fifth of them are set apart to test on.

    Args:
        library: pure samples.
        samples: mixtures and unmixed samples together.
        targets: how often each class is mixed, see ``MixingSettings``; its partners likewise.
        seed: of the draws.
        side: of the blocks in metres; None for about 100 blocks in the frame of the points.
    """
    apart = _set_apart(library, side=side, seed=seed)
    if not apart.test.any():
        table = _mixed(library, samples, targets, seed)
        return replace(table, apart=replace(apart, test=np.zeros(len(table), bool)))
    tested = round(TEST_SHARE * samples)
    learnt, held = (
        _mixed(library.take(which), count, targets, seed)
        for which, count in ((~apart.test, samples - tested), (apart.test, tested))
    )
    joined = {
        name: np.concatenate([getattr(learnt, name), getattr(held, name)])
        for name in ("features", "shares", "covered", "rows", "cols")
    }
    test = np.repeat([False, True], [len(learnt), len(held)])
    return replace(learnt, **joined, apart=replace(apart, test=test))


def _mixed(library: PureLibrary, samples: int, targets: str, seed: int) -> ShareTable:
    classes = np.unique(library.labels).size
    settings = MixingSettings(
        mixtures=min(max(samples // classes, 1), 1_000_000), targets=targets, partners=targets,
        seed=seed,
    )  # fmt: skip
    return mix_library(library, settings=settings)


def _set_apart(library: PureLibrary, *, side: float | None, seed: int) -> SetApart:
    """Return which points to test on: whole blocks, else points, else none.

    Both sides need two classes to be mixed.
    """
    places, shares = library.places, np.eye(library.classes)[library.labels]
    pixels = np.arange(len(library))
    if places is not None:
        side = side or block_side(places.grid, places.rows, places.cols)
        blocks = ground_blocks(places.grid, places.rows, places.cols, side=side)
        pixels = places.rows * places.grid.shape[1] + places.cols  # twice in one pixel is once
        if np.ptp(blocks):
            split = split_blocks(shares, blocks, seed=seed)
            if _mixable(library, split):
                return SetApart(split.test, (split.learnt_blocks, split.tested_blocks), side)
    if np.ptp(pixels):
        split = split_blocks(shares, pixels, seed=seed)
        if _mixable(library, split):
            return SetApart(split.test, (split.learnt_blocks, split.tested_blocks), None)
    return SetApart(np.zeros(len(library), bool), (len(library), 0), None)


def _mixable(library: PureLibrary, split: Split) -> bool:
    sides = (library.labels[~split.test], library.labels[split.test])
    return min(np.unique(side).size for side in sides) >= 2
