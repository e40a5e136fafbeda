"""Whether rasters and polygons lie on each other, before any pixel is read."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import GridError
from .area import Area
from .grid import Grid, footprint
from .raster import RasterSource, describe


def check_places(
    base: RasterSource,
    *,
    rasters: Iterable[RasterSource | None] = (),
    areas: Iterable[Area | None] = (),
) -> Grid:
    """Return the grid of ``base`` after making sure that everything else overlaps it.

    Args:
        base: the raster whose pixels count.
        rasters: rasters on other grids; None stands for one that is not given.
        areas: polygons; None stands for none.

    Raises:
        InputError: a raster cannot be opened, or lacks a band that is asked for.
        GridError: a raster has no coordinate system, or something lies elsewhere.
    """
    grid = describe(base).grid
    check_overlaps(grid, base.label, rasters=rasters, areas=areas)
    return grid


def check_overlaps(
    grid: Grid,
    label: str,
    *,
    rasters: Iterable[RasterSource | None] = (),
    areas: Iterable[Area | None] = (),
) -> None:
    """Make sure that everything overlaps the grid of what ``label`` names; as ``check_places``."""
    for source in rasters:
        if source is not None and not _overlaps(source, grid):
            raise GridError(
                f"{source.label} does not overlap {label}; check the coordinate system and "
                "extent of both."
            )
    for area in areas:
        if area is not None:
            _ = area.on(grid).window  # raises where the polygons lie elsewhere


def _overlaps(source: RasterSource, grid: Grid) -> bool:
    placed = describe(source).grid
    try:
        return footprint(placed, grid) is not None
    except GridError as error:  # there is no way from one to the other
        raise GridError(f"{source.label}: {error}") from error
