"""The pixels that several rasters are brought to, and what of them lies beyond."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import GridError
from ..phrases import counted
from ..progress import Progress
from .grid import Grid, Window, footprint
from .raster_file import RasterInfo, RasterSource

_FAR_APART = 4  # times the ground of the images that their common frame may cover
_POINTS = 100  # along each side, for shares of a frame
_HARDLY = 0.005  # share of a raster that may be cut without telling

Described = Sequence[tuple[RasterSource, RasterInfo]]


def finest_grid(grids: Sequence[Grid]) -> Grid:
    """Return the grid with the smallest pixels on the ground; the first of equals."""

    def ground(grid: Grid) -> float:
        middle = Window(grid.shape[0] // 2, 0, 1, grid.shape[1])
        return float(grid.area_hectares(middle)[0])

    areas = [ground(grid) for grid in grids]
    return next(g for g, area in zip(grids, areas) if area <= min(areas) * 1.01)


def common_grid(images: Described) -> Grid:
    """Return the finest pixels over the frames of all rasters that share them.

    Raises:
        GridError: these lie far apart.
    """
    finest = finest_grid([info.grid for _, info in images])
    frames = {finest.window}
    for _, info in images:
        if info.grid.aligned_with(finest):
            row, col = finest.offset_of(info.grid)
            frames.add(Window(row, col, *info.grid.shape))
    if len(frames) == 1:
        return finest
    top, left = min(f.row for f in frames), min(f.col for f in frames)
    height = max(f.row + f.height for f in frames) - top
    width = max(f.col + f.width for f in frames) - left
    if height * width > _FAR_APART * sum(f.height * f.width for f in frames):
        raise GridError(
            f"IMAGES lie far apart: their common frame has {height} x {width} pixels; give images "
            "of one area."
        )
    return finest.crop(Window(top, left, height, width))


def tell_frames(images: Described, grid: Grid, progress: Progress) -> None:
    """Tell what becomes of rasters whose frames or pixels are not those of ``common_grid``.

    Raises:
        GridError: a raster does not overlap it.
    """
    frames = {info.grid.shape for _, info in images if info.grid.aligned_with(grid)}
    height, width = grid.shape
    if frames != {grid.shape}:
        progress.message(
            f"IMAGES: the rasters' frames differ; the series covers all, {height} x {width} pixels."
        )
    others = [(source, info) for source, info in images if not info.grid.aligned_with(grid)]
    for source, info in others:
        if footprint(info.grid, grid) is None:
            raise GridError(
                f"{source.label} does not overlap the other images; check its coordinate system "
                "and extent."
            )
    if others:
        progress.message(
            f"IMAGES: {len(others)} of {counted(len(images), 'raster')} lie on other pixels and "
            "are resampled."
        )
    tell_cut(others, grid, progress)


def tell_cut(images: Described, grid: Grid, progress: Progress) -> None:
    """Tell how much of rasters lies beyond a grid's frame."""
    shares = [(share_beyond(info.grid, grid), source.label) for source, info in images]
    cut = [one for one in shares if one[0] >= _HARDLY]
    if not cut:
        return
    share, label = max(cut, key=lambda one: one[0])
    more = f", and less of {counted(len(cut) - 1, 'other raster')}" if len(cut) > 1 else ""
    progress.message(
        f"{100 * share:.0f} % of {label}{more} lies beyond the frame of the images with the "
        "smallest pixels and is cut; bring the images to the same pixels with gdalwarp -tap if it "
        "is wanted."
    )


def share_beyond(grid: Grid, frame: Grid) -> float:
    """Return the share of a grid's pixels, 0..1, that lie beyond the frame of another."""
    at = (np.arange(_POINTS) + 0.5) / _POINTS
    x, y = grid.xy(at[:, None] * grid.shape[0], at[None, :] * grid.shape[1])
    row, col = frame.place(x, y, from_wkt=grid.crs_wkt)
    inside = (row >= 0) & (row <= frame.shape[0]) & (col >= 0) & (col <= frame.shape[1])
    return 1 - float(inside.mean())
