"""Judging the coarse cells under a map by the image, before they are used as prior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..cells.cell_noise import NEUTRAL
from ..cells.cell_sums import can_compare
from ..cells.coarse import NO_CLASS, CoarseMap
from ..cells.prior import CELL_REACH
from ..features.feature_file import FeatureSource
from ..learning.model import Model
from ..progress import Progress, Stage
from ..rasters.grid import Grid, Window, footprint
from .band_survey import BandSurvey

BAND_NUMBERS = 4_000_000  # sums held at once, 8 bytes each


def survey_cells(
    model: Model,
    features: FeatureSource,
    coarse: CoarseMap,
    *,
    frame: Window,
    progress: Progress,
) -> CoarseMap:
    """Return the coarse map with the trust in each cell under and around a map to be made.

    About 4 x 4 pixels of each cell are classified by trees that have not learnt from it: where
    the coarse map is the one the model was trained with, those of the cell's fold, else all.
    Where these trees do not know the cell's class, because cleaning left none of it, the verdict
    of training stands. A cell is not judged, and fully trusted, where no such pixel has data,
    where it has no class, and farther from the frame than the prior looks.

    The map comes back as it was where the model has no judge or one that found no errors, and
    where cells are hardly larger than pixels.

    Args:
        model: matched to the features by name.
        features: read once under the frame, and around it as far as the prior looks.
        coarse: the coarse map.
        frame: what is to be mapped, on the features' grid.
        progress: told of each tile, may cancel.

    Raises:
        ModelError: features are missing.
        Cancelled: the user asked to stop.
    """
    judge, fine = model.judge, features.grid
    if judge is None or judge.noise == NEUTRAL or not can_compare(coarse, fine):
        return coarse
    box = footprint(fine.crop(frame), coarse.grid, margin=CELL_REACH)
    if box is None:
        return coarse
    survey = BandSurvey.of(model, judge, features, coarse)
    trust = np.ones(coarse.labels.shape, np.float32)
    other = np.full(coarse.labels.shape, NO_CLASS, np.int16)
    bands = list(_bands(box, judge.n_classes))
    for done, band in enumerate(bands):
        part = Stage(progress, done / len(bands), (done + 1) / len(bands))
        place = band.inside(coarse.grid.window)
        trust[place], other[place] = survey.judge_band(band, part)
    return replace(coarse, trust=trust, other=other)


def count_doubted(coarse: CoarseMap, fine: Grid) -> tuple[int, int]:
    """Return how many cells under a grid's frame were judged, and how many are probably wrong."""
    box = footprint(fine, coarse.grid)
    if coarse.trust is None or coarse.other is None or box is None:
        return 0, 0
    place = box.inside(coarse.grid.window)
    trust = coarse.trust[place]
    judged = (trust < 1) | (coarse.other[place] != NO_CLASS)
    return int(judged.sum()), int((trust < 0.5).sum())


def _bands(box: Window, n_classes: int) -> Iterator[Window]:
    """Yield rows of cells few enough for their sums to be held at once."""
    height = max(1, BAND_NUMBERS // (box.width * n_classes))
    for first in range(0, box.height, height):
        yield Window(box.row + first, box.col, min(height, box.height - first), box.width)
