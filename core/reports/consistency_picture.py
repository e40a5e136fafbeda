"""A small picture of how much of each coarse cell's own class the fine map finds in it."""

from __future__ import annotations

import math

import numpy as np

from ..cells.cell_scores import score_cells
from ..cells.cell_sums import CellSums
from ..cells.coarse import CoarseMap
from ..cells.consistency import Consistency
from ..progress import Progress
from .pictures import BACKGROUND, encode_png, thumbnail_grid
from .run import Picture

_DARK, _LIGHT = (103, 0, 13), (255, 245, 240)
_PROBABILITY = (
    "Mean probability of each coarse cell’s own class in the fine map: the darker, the less "
    "probable, in wrong and in mixed cells; grey where no cell was compared"
)
_PIXELS = (
    "Share of the pixels of each coarse cell that the fine map gives the cell’s own class: the "
    "darker, the fewer, in wrong and in mixed cells; grey where no cell was compared"
)


def consistency_picture(
    sums: CellSums, coarse: CoarseMap, consistency: Consistency, *, progress: Progress
) -> Picture | None:
    """Return a picture of the cells that count, on the coarse grid; None where there are none.

    A cell's colour follows its share of probability, or of pixels where no probabilities were
    summed.
    """
    frame = consistency.window
    if frame is None:
        return None
    soft = math.isfinite(consistency.mean_soft)
    height, width = thumbnail_grid(coarse.grid.crop(frame)).shape
    rows = frame.row + _nearest(height, frame.height)
    cols = frame.col + _nearest(width, frame.width)
    shares = np.full((height, width), np.nan)
    for scores in score_cells(sums, coarse, progress=progress):
        here = rows - scores.window.row
        wanted = (here >= 0) & (here < scores.window.height)
        values = np.where(scores.counted, scores.soft_share if soft else scores.hard_share, np.nan)
        shares[wanted] = values[here[wanted][:, None], cols - scores.window.col]
    return Picture(_PROBABILITY if soft else _PIXELS, encode_png(_shaded(shares)))


def _nearest(pixels: int, cells: int) -> np.ndarray:
    """Return the cell under the middle of each pixel."""
    return (np.arange(pixels) * 2 + 1) * cells // (2 * pixels)


def _shaded(shares: np.ndarray) -> np.ndarray:
    known = np.isfinite(shares)
    dark, light = (np.array(color, np.float64)[:, None, None] for color in (_DARK, _LIGHT))
    picture = np.rint(dark + (light - dark) * np.where(known, shares, 0.0)).astype(np.uint8)
    picture[:, ~known] = np.array(BACKGROUND, np.uint8)[:, None]
    return picture
