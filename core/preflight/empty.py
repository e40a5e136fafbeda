"""Where an image has data, seen on some of its rows before a run.

A scene that lies askew in its frame leaves corners without data. Windows spread over the frame miss
them; thin strips across it do not.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from ..features.features import FeatureStack
from ..features.missing import image_features
from ..progress import Progress, check
from ..rasters.grid import Grid, PixelMap, Window
from .findings import Findings, Told
from .job import Job

_STRIPS = 96
_BUDGET = 6.0  # seconds, after which no further strip is read


def cells_without_data(job: Job, coarse: Grid, progress: Progress) -> np.ndarray:
    """Return True for cells that strips across the image cross without meeting data.

    Args:
        job: whose images can be read; a series is not looked at.
        coarse: grid of the cells.
        progress: may cancel.

    Returns:
        bool (row, col) of ``coarse``; False too where no strip crosses a cell.

    Raises:
        InputError: an image cannot be read.
    """
    crossed, with_data = np.zeros((2, *coarse.shape), bool)
    if job.series is not None:
        return crossed
    told = Told(Findings(), "IMAGES", progress)  # the look at windows says what there is to say
    # one statistic has data where all have: at a pixel that any image shows
    some = "mean" if job.settings.features.statistics else ""
    bare = replace(job.settings.features, indices="none", statistics=some, context=0)
    stack = FeatureStack(job.inputs, bare, progress=told, keep=False)
    images = image_features(stack.recipe, stack.names)
    height, width = stack.grid.shape
    way = PixelMap(stack.grid, coarse)
    end = time.monotonic() + _BUDGET
    try:
        for row in _order(min(height, _STRIPS)):
            check(progress)
            strip = Window((2 * row + 1) * height // (2 * min(height, _STRIPS)), 0, 1, width)
            rows, cols = way.cells(strip)
            on = rows >= 0
            crossed[rows[on], cols[on]] = True
            known = np.isfinite(stack.read(strip)[:images]).all(axis=0)
            with_data[rows[on & known], cols[on & known]] = True
            if time.monotonic() > end:
                break
    finally:
        stack.close()
    return crossed & ~with_data


def _order(count: int) -> list[int]:
    """Return 0 to ``count`` - 1 so that a part of them is spread as well."""
    step = max(1, math.isqrt(count))
    return [at for first in range(step) for at in range(first, count, step)]
