"""Whether what is mapped lies where coordinates are learnt."""

from __future__ import annotations

import math

import numpy as np

from ..errors import GridError
from ..rasters.area import Area
from ..rasters.grid import Grid, Window, scaled, shifted
from .findings import NOTE, WARNING, Findings
from .job import Job, area_name

_OUTSIDE = 0.02  # share of what is mapped that is worth a word
_SIDE = 256  # of the grid on which that share is counted


def tell_places(job: Job, grid: Grid, findings: Findings) -> None:
    """Tell what share of the map lies where no sample tells what its coordinates mean."""
    if not job.coordinates or job.geo is None:
        return
    share = _share_unlearnt(job.geo, job.geo_small, grid)
    if share <= _OUTSIDE:
        return
    findings.add(
        WARNING if share > 0.5 else NOTE, "COORDINATES",
        f"COORDINATES: about {100 * share:.0f} % of {area_name(job.geo_small)} lies outside "
        f"{job.geo.name}, where no samples tell what its coordinates mean; leave COORDINATES out, "
        f"or draw {job.geo.name} around all that is mapped.",
    )  # fmt: skip


def _share_unlearnt(geo: Area, geo_small: Area | None, grid: Grid) -> float:
    """Return the share of the pixels to map outside GEO, counted on at most 256 x 256 of them."""
    frame = geo_small.on(grid).window if geo_small else grid.window
    step = max(1, math.ceil(max(frame.height, frame.width) / _SIDE))
    window = Window(0, 0, math.ceil(frame.height / step), math.ceil(frame.width / step))
    place = scaled(shifted(grid.transform, frame.row, frame.col), step)
    coarse = Grid(grid.crs_wkt, place, (window.height, window.width))
    try:
        learnt = geo.on(coarse).read(window)
    except GridError:  # far from what is mapped
        return 1.0
    mapped = geo_small.on(coarse).read(window) if geo_small else np.ones(learnt.shape, bool)
    return float((mapped & ~learnt).sum()) / max(1, int(mapped.sum()))
