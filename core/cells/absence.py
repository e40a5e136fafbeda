"""Classes the coarse map has where samples are taken but not where is mapped, and the reverse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..legends.legend import Legend
from ..progress import Progress, Silent, check
from ..rasters.grid import Area, AreaMask, Grid, PixelMap, Window, scaled
from .coarse import NO_CLASS, CoarseMap

# A cell counts where an area holds the middle of one of its parts, 4 x 4: touching it does not do,
# or the cells next to a frame drawn along cells would count as well.
_PARTS = 4
_TILE = 128  # cells
_FEW_PARTS = 4096  # around an area that may lie between the middles of parts


@dataclass(frozen=True, eq=False)
class ClassCells:
    """Cells of each class under the image, in the two areas.

    Attributes:
        legend: the classes.
        trained: cells where samples may be taken, int64 (class,), in the order of ``legend``.
        mapped: cells that are mapped, int64 (class,).
    """

    legend: Legend
    trained: np.ndarray
    mapped: np.ndarray

    @property
    def only_trained(self) -> dict[int, int]:
        """Cells, by code, of the classes that occur only where samples are taken."""
        return self._only(self.trained, self.mapped)

    @property
    def only_mapped(self) -> dict[int, int]:
        """Cells, by code, of the classes that occur only where is mapped."""
        return self._only(self.mapped, self.trained)

    def _only(self, here: np.ndarray, there: np.ndarray) -> dict[int, int]:
        if not (here.any() and there.any()):  # an area off the map is told elsewhere
            return {}
        found = np.flatnonzero((here > 0) & (there == 0))
        return {int(self.legend.codes[at]): int(here[at]) for at in found.tolist()}


def compare_classes(
    coarse: CoarseMap,
    image: Grid,
    *,
    geo: Area | None,
    geo_small: Area | None,
    progress: Progress | None = None,
) -> ClassCells:
    """Count the cells of each class in both areas.

    Args:
        coarse: the coarse map around the image.
        image: grid of the image; cells beside it do not count.
        geo: where samples are taken; None = the whole image.
        geo_small: what is mapped; None = the whole image.
        progress: may cancel.

    Raises:
        GridError: an area lies off the image.
        Cancelled: the user asked to stop.
    """
    rows, cols = coarse.grid.shape
    parts = Grid(
        coarse.grid.crs_wkt, scaled(coarse.grid.transform, 1 / _PARTS),
        (rows * _PARTS, cols * _PARTS),
    )  # fmt: skip
    way = PixelMap(parts, image)
    masks = [None if area is None else _mask(area, parts) for area in (geo, geo_small)]
    counts = np.zeros((2, len(coarse.legend)), np.int64)
    for tile in coarse.grid.tiles(_TILE):
        check(progress or Silent())
        labels = coarse.labels[tile.row : tile.row + tile.height, tile.col : tile.col + tile.width]
        inside = Window(*(_PARTS * side for side in (tile.row, tile.col, tile.height, tile.width)))
        held = np.stack([_held(mask, inside) for mask in masks])
        if held.any():
            held &= way.cells(inside)[0] >= 0
            counts += _count(labels, held, classes=counts.shape[1])
    return ClassCells(coarse.legend, *counts)


def _mask(area: Area, parts: Grid) -> AreaMask:
    """Return the parts whose middle an area holds; those it touches where it holds none."""
    mask = area.on(parts)
    frame = mask.window
    small = frame.height * frame.width <= _FEW_PARTS
    return area.on(parts, all_touched=True) if small and not mask.read(frame).any() else mask


def _held(mask: AreaMask | None, parts: Window) -> np.ndarray:
    return np.ones((parts.height, parts.width), bool) if mask is None else mask.read(parts)


def _count(labels: np.ndarray, held: np.ndarray, *, classes: int) -> np.ndarray:
    """Return the cells per class, of each area, with a part that is held, int64 (2, class)."""
    rows, cols = labels.shape
    cells = held.reshape(2, rows, _PARTS, cols, _PARTS).any(axis=(2, 4)) & (labels != NO_CLASS)
    return np.stack([np.bincount(labels[one], minlength=classes) for one in cells])


def absence_notes(
    cells: ClassCells, geo: str = "the image", geo_small: str = "the image"
) -> list[str]:
    """Return sentences about the classes that occur in one area only.

    Args:
        cells: what ``compare_classes`` found.
        geo: what the area where samples are taken is called.
        geo_small: what the mapped area is called.
    """
    notes = [
        f"{cells.legend.get(code).name} ({code}) occurs in {_cells(count)} of {geo_small} but "
        f"nowhere in {geo}, so it cannot be mapped there; enlarge {geo}."
        for code, count in cells.only_mapped.items()
    ]
    others = [
        f"{cells.legend.get(code).name} ({code}), {_cells(count)}"
        for code, count in cells.only_trained.items()
    ]
    if others:
        notes.append(
            f"The coarse map has classes in {geo} that it has nowhere in {geo_small}: "
            f"{'; '.join(others)}. Doubt the fine map where it shows them."
        )
    return notes


def _cells(count: int) -> str:
    return f"{count} coarse cell{'' if count == 1 else 's'}"
