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
from .levels import ShareLevel
from .mixing import MixingSettings, PureLibrary, additive_columns, mix_library
from .table import ShareTable


def pure_points(
    features: np.ndarray,
    codes: np.ndarray,
    legend: Legend,
    *,
    features_of: tuple[Sequence[str], Mapping[str, Any]],
    progress: Progress,
) -> PureLibrary:
    """Return the points that have data, with the features that add up over the parts of a pixel.

    Args:
        features: float32 (point, feature); NaN where there is no data.
        codes: class code of each point, int64 (point,).
        legend: the classes; each code must be one of them.
        features_of: names of the features, and the recipe they were computed by.
        progress: told which features and points are left out.

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
        tuple(names[at] for at in columns), recipe,
    )  # fmt: skip


def at_level(library: PureLibrary, level: ShareLevel) -> PureLibrary:
    """Return a library of the classes of a coarser level of its legend.

    Raises:
        InputError: fewer than two of them have samples.
    """
    labels = level.parents[library.labels]
    return replace(library, labels=labels, classes=len(level.legend))


def mixed_points(library: PureLibrary, *, samples: int, targets: str, seed: int) -> ShareTable:
    """Mix a library into about so many samples; see ``mix_library``.

    Args:
        library: pure samples.
        samples: mixtures and unmixed samples together.
        targets: how often each class is mixed, see ``MixingSettings``; its partners likewise.
        seed: of the draws.
    """
    classes = np.unique(library.labels).size
    settings = MixingSettings(
        mixtures=min(max(samples // classes, 1), 1_000_000), targets=targets, partners=targets,
        seed=seed,
    )  # fmt: skip
    return mix_library(library, settings=settings)
