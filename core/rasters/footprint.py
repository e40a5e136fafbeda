"""The pixels of one grid that the frame of another covers."""

from __future__ import annotations

import math

import numpy as np

from .pixel_grid import SNAP, Grid
from .turns import DEGREES
from .window import Window

_FRAME_STEPS = 32


def footprint(source: Grid, target: Grid, *, margin: int = 0) -> Window | None:
    """Return the window of ``target`` that the frame of ``source`` covers, or None.

    Args:
        source: grid whose frame is projected, by a lattice of 33 x 33 points.
        target: grid on which the window counts.
        margin: pixels added on every side before the window is cut to the target's frame.
    """
    parts = [_covered(source, target), _covering(source, target)]
    found = _around([part for part in parts if part is not None])
    return None if found is None else found.expand(margin).intersect(target.window)


def _covered(source: Grid, target: Grid) -> Window | None:
    """Return the box around the source's frame on the target."""
    row, col = _frame_points(source, target)
    known = np.isfinite(row) & np.isfinite(col)
    if not known.any():
        return None
    together = _together(col, source, target)
    boxes = [_box(row, part) for part in together or [col]]
    if not together:
        boxes = [_to_the_poles(box, source, target) for box in boxes]
    found = [part for part in (box.intersect(target.window) for box in boxes) if part is not None]
    return _around(found)


def _together(col: np.ndarray, source: Grid, target: Grid) -> list[np.ndarray]:
    """Return the columns of a source that lies across the edge opposite of the target, per turn.

    Nothing where it does not, or where it goes around the Earth.
    """
    turn, known = target.turn, np.sort(col[np.isfinite(col)])
    if turn is None or known[-1] - known[0] <= turn / 2 or _holds_a_pole(source):
        return []
    gaps = np.diff(known)
    widest = int(gaps.argmax())
    others = [*np.delete(gaps, widest), known[0] + turn - known[-1]]
    if gaps[widest] <= 2 * max(others):
        return []
    col = np.where(col <= known[widest], col + turn, col)
    return [col, col - turn]


def _box(row: np.ndarray, col: np.ndarray) -> Window:
    """Return the pixels around positions."""
    known = np.isfinite(row) & np.isfinite(col)
    beside = [_bulge(positions) for positions in (row, col)]
    row, col = _snapped(row[known]), _snapped(col[known])
    top, left = math.floor(row.min()) - beside[0], math.floor(col.min()) - beside[1]
    height = math.ceil(row.max()) - top + beside[0]
    width = math.ceil(col.max()) - left + beside[1]
    return Window(top, left, max(height, 1), max(width, 1))


def _around(parts: list[Window]) -> Window | None:
    """Return the box around some boxes; None around none."""
    if not parts:
        return None
    row, col = min(part.row for part in parts), min(part.col for part in parts)
    height = max(part.row + part.height for part in parts) - row
    width = max(part.col + part.width for part in parts) - col
    return Window(row, col, height, width)


def _bulge(positions: np.ndarray) -> int:
    """Return how many whole pixels the frame may reach beyond the points of its lattice."""
    most = 0.0
    for values in (positions, positions.T):
        bend = np.abs(values[2:] - 2 * values[1:-1] + values[:-2])
        most = max(most, float(np.max(bend, where=np.isfinite(bend), initial=0.0)))
    return int(most / 8)


def _to_the_poles(box: Window, source: Grid, target: Grid) -> Window:
    """Return a box with all longitudes where the source holds a pole, which no lattice meets.

    Of a target in degrees it holds the rows at the pole too.
    """
    turn = target.turn
    if turn is None or box.width <= turn / 2:
        return box
    held = [latitude for latitude in (90.0, -90.0) if _holds_pole(source, latitude)]
    top, bottom = box.row, box.row + box.height
    for latitude in held if target.crs.is_geographic else ():
        quarter = math.copysign(math.pi / 2 / float(target.crs.units_factor[1]), latitude)
        pole = float(target.rowcol(np.array(0.0), np.array(quarter))[0])
        top, bottom = min(top, math.floor(pole)), max(bottom, math.ceil(pole))
    if held:
        box = Window(top, min(box.col, 0), bottom - top, max(box.width, target.shape[1]))
    return box


def _holds_a_pole(grid: Grid) -> bool:
    return any(_holds_pole(grid, latitude) for latitude in (90.0, -90.0))


def _holds_pole(grid: Grid, latitude: float) -> bool:
    """Tell whether a pole is a place within a grid, not one of its edges."""
    if grid.turn is not None:
        return False
    row, col = grid.place(np.array([0.0]), np.array([latitude]), from_wkt=DEGREES)
    return bool((row >= 0) & (row <= grid.shape[0]) & (col >= 0) & (col <= grid.shape[1]))


def window_under(source: Grid, target: Grid, *, margin: int = 0) -> Window | None:
    """Return what ``footprint`` does, beyond the last column where the target goes on there.

    That is so where it goes around the Earth and the source lies across its edge, as an image at
    the antimeridian on a map from -180 to 180 degrees. ``CodeReader`` reads such windows.
    """
    found = footprint(source, target, margin=margin)
    columns = target.circle
    if columns is None or found is None:
        return found
    if found.col > 0 and found.col + found.width < target.shape[1]:
        return found  # away from the edge
    middle = [np.array([side / 2]) for side in source.shape]
    _, col = target.place(*source.xy(*middle), from_wkt=source.crs_wkt)
    if not np.isfinite(col).all():
        return found
    first = math.floor(float(col[0])) - columns // 2
    opposite = target.crop(Window(0, first, target.shape[0], columns))
    better = footprint(source, opposite, margin=margin)
    if better is None or better.width >= min(columns, target.shape[1]):
        return Window(found.row, 0, found.height, target.shape[1])
    return Window(better.row, (better.col + first) % columns, better.height, better.width)


def _covering(source: Grid, target: Grid) -> Window | None:
    """Return the box around those points of the target's frame that lie on the source.

    A source that spans the globe has corners the target's system cannot express; then the way
    back still tells where they meet.
    """
    row, col = _frame_points(target, source)
    inside = (row > SNAP) & (row < source.shape[0] - SNAP)
    inside &= (col > SNAP) & (col < source.shape[1] - SNAP)
    if not inside.any():
        return None
    at_row, at_col = np.nonzero(inside)
    step_row, step_col = (side / _FRAME_STEPS for side in target.shape)
    top, left = math.floor(at_row.min() * step_row), math.floor(at_col.min() * step_col)
    bottom, right = math.ceil(at_row.max() * step_row), math.ceil(at_col.max() * step_col)
    return Window(top, left, max(bottom - top, 1), max(right - left, 1)).intersect(target.window)


def lies_apart(source: Grid, target: Grid) -> bool:
    """Tell whether a source lies at far ends of a target, with most of the columns between empty.

    So lies an image at the antimeridian on a map in a system that cuts the Earth open there.
    """
    _, col = _frame_points(source, target)
    inside = np.sort(col[(col >= 0) & (col <= target.shape[1])])
    if inside.size < 2:
        return False
    return float(np.diff(inside).max()) > (inside[-1] - inside[0]) / 2


def _frame_points(source: Grid, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    rows = np.linspace(0, source.shape[0], _FRAME_STEPS + 1)
    cols = np.linspace(0, source.shape[1], _FRAME_STEPS + 1)
    return target.place(*source.xy(rows[:, None], cols[None, :]), from_wkt=source.crs_wkt)


def _snapped(positions: np.ndarray) -> np.ndarray:
    """Return positions with rounding noise at cell edges removed."""
    whole = np.rint(positions)
    return np.where(np.abs(positions - whole) < SNAP, whole, positions)
