"""What is worth saying of places before a run: systems, sizes of pixels, what is off the image."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import partial

import numpy as np

from ..errors import FineCoverError
from ..rasters.area import Area
from ..rasters.crs import same_crs
from ..rasters.grid import Grid, Window, scaled, shifted
from ..rasters.raster import RasterInfo, RasterSource
from .findings import NOTE, WARNING, Findings

_NAME = re.compile(r'^\s*[A-Z_]+\["([^"]+)"')
_FEWEST_PIXELS = 4  # of a cell, that tell its class from a single pixel's
_MANY_PIXELS = 40_000  # of a cell: 200 along each side
_OUTSIDE = 0.02  # share of polygons off the image that is worth a word
_SIDE = 256  # of the grid on which that share is counted


def tell_systems(
    grid: Grid,
    rasters: Sequence[tuple[RasterSource, RasterInfo]],
    areas: Sequence[Area],
    findings: Findings,
) -> None:
    """Tell the system of the map, and who else is brought to it."""
    name = crs_name(grid.crs_wkt)
    others = [source.label for source, info in rasters if not _same(info.grid.crs_wkt, grid)]
    others += [area.name for area in areas if not _same(area.crs_wkt, grid)]
    if others:
        listed = ", ".join(dict.fromkeys(others))
        findings.add(
            NOTE, "", f"The map will be in {name}, as the image is; brought to it: {listed}."
        )
    if grid.crs.is_geographic:
        findings.add(
            NOTE, "IMAGES",
            f"IMAGES are in degrees ({name}), so their pixels are narrower on the ground than they "
            "are high; SMOOTHING and MIN_MAPPING_UNIT count in pixels. An image in a projected "
            "system suits better.",
        )  # fmt: skip


def crs_name(wkt: str) -> str:
    """Return what a coordinate system is called."""
    found = _NAME.match(wkt)
    return found.group(1) if found else "an unnamed coordinate system"


def _same(wkt: str, grid: Grid) -> bool:
    try:
        return same_crs(wkt, grid.crs_wkt)
    except FineCoverError:  # told by whoever reads it
        return True


def tell_cells(fine: Grid, coarse: Grid, findings: Findings) -> None:
    """Tell how many pixels a coarse cell has."""
    pixels = pixels_per_cell(fine, coarse)
    side = math.sqrt(pixels)
    if pixels < 1:
        findings.add(
            WARNING, "COARSE",
            "COARSE has smaller cells than IMAGES have pixels, so there is nothing to upsample; "
            "choose a coarser map or a finer image.",
        )  # fmt: skip
    elif pixels < _FEWEST_PIXELS * (1 - 1e-6):
        findings.add(
            WARNING, "COARSE",
            f"A cell of COARSE has only {pixels:.1f} pixels, so that cells cannot be judged by "
            "their pixels; choose a coarser map or a finer image.",
        )  # fmt: skip
    elif pixels > _MANY_PIXELS:
        findings.add(
            WARNING, "COARSE",
            f"A cell of COARSE is {side:.0f} pixels wide; its one label says little of so many. "
            "Expect less, or choose a less coarse map.",
        )  # fmt: skip
    else:
        findings.add(NOTE, "COARSE", f"A cell of COARSE is about {side:.0f} pixels wide.")


def pixels_per_cell(fine: Grid, coarse: Grid) -> float:
    """Return how many pixels of one grid a cell of another has on the ground."""
    cell, pixel = (
        float(grid.area_hectares(Window(grid.shape[0] // 2, 0, 1, 1))[0]) for grid in (coarse, fine)
    )
    return cell / pixel


def tell_areas(grid: Grid, areas: Sequence[Area | None], findings: Findings) -> None:
    """Tell what share of polygons lies off the image, and which hold no pixel of it."""
    for area in areas:
        if area is None or not findings.succeeds(area.name, partial(_check_pixels, area, grid)):
            continue
        share = findings.attempt(area.name, partial(_share_outside, area, grid))
        if share is not None and share > _OUTSIDE:
            shown = "Nearly all" if share > 0.995 else f"About {100 * share:.0f} %"
            findings.add(
                WARNING if share > 0.5 else NOTE, area.name,
                f"{shown} of {area.name} lies beside the image, where there is nothing to learn "
                "or to map; give more images, or move the polygons.",
            )  # fmt: skip


def _check_pixels(area: Area, grid: Grid) -> None:
    area.on(grid).check_pixels()


def _share_outside(area: Area, grid: Grid) -> float:
    """Return the share of polygons off a grid, counted on pixels so large that 256 span them."""
    rings = [shape[0] for shape in area.on(grid).shapes]
    left, top = np.floor(np.min([ring.min(axis=0) for ring in rings], axis=0)).astype(int)
    right, bottom = np.ceil(np.max([ring.max(axis=0) for ring in rings], axis=0)).astype(int)
    step = max(1, math.ceil(max(right - left, bottom - top) / _SIDE))
    rows, cols = (math.ceil(side / step) + 1 for side in (bottom - top, right - left))
    place = scaled(shifted(grid.transform, int(top), int(left)), step)
    held = area.on(Grid(grid.crs_wkt, place, (rows, cols))).read(Window(0, 0, rows, cols))
    row, col = top + step * (np.arange(rows) + 0.5), left + step * (np.arange(cols) + 0.5)
    within = np.ix_((row > 0) & (row < grid.shape[0]), (col > 0) & (col < grid.shape[1]))
    inside, every = float(held[within].sum()), float(held.sum())
    return 1 - inside / every if every else 0.0  # narrower than what is counted
