"""The fine map aggregated back to the coarse cells and compared with the coarse map.

This is the first property of Wald et al.: what was made finer must give back, when degraded, what
it was made from. It is a check, not a measure of accuracy. The coarse map errs, and in a mixed
cell the fine map ought to find other classes too: a copy of the coarse map agrees in every cell.

Reference:
    Wald, Ranchin and Mangolini (1997), Fusion of satellite images of different spatial
    resolutions: assessing the quality of resulting images. Photogrammetric Engineering and Remote
    Sensing 63(6), 691-699 (has no DOI).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasterio.crs import CRS

from ..legends.legend import Legend
from ..progress import Progress
from ..rasters.grid import Window, transform_points
from ..rasters.output import RasterSpec, RasterWriter
from ..rasters.raster_style import SHARE
from ..rasters.turns import shortest
from .cell_scores import joint_legend, score_cells
from .cell_sums import CellSums
from .cell_tally import Candidate, CellTally
from .coarse import NO_CLASS, CoarseMap

CELL_BANDS = ("share of agreeing pixels", "class of most pixels")


@dataclass(frozen=True)
class ClassConsistency:
    """One class over the cells that count; shares are 0..1 and NaN where nothing was counted.

    Attributes:
        code: the class.
        learnt: whether the fine map knows the class at all.
        cells: coarse cells with that label.
        agreed: those where it is the fine map's commonest class.
        coarse_share: share of the mapped pixels that lie in cells with that label.
        fine_share_hard: share of the same pixels that have the class in the fine map.
        fine_share_soft: share of the probability there that is the class's.
    """

    code: int
    learnt: bool
    cells: int
    agreed: int
    coarse_share: float
    fine_share_hard: float
    fine_share_soft: float

    @property
    def agreement(self) -> float:
        """Share of the cells with that label where the fine map's commonest class is the same."""
        return _ratio(self.agreed, self.cells)

    @property
    def bias_hard(self) -> float:
        """Fine share minus coarse share, in percentage points."""
        return 100 * (self.fine_share_hard - self.coarse_share)

    @property
    def bias_soft(self) -> float:
        """Fine share of probability minus coarse share, in percentage points."""
        return 100 * (self.fine_share_soft - self.coarse_share)


@dataclass(frozen=True)
class WorstCell:
    """A coarse cell with little of its own class in the fine map.

    Attributes:
        row, col: in the whole coarse raster, from 0.
        x, y: the cell's centre in the coarse map's coordinate system.
        longitude, latitude: the same in degrees of WGS 84; NaN where there is no such place.
        label: code of the coarse cell.
        majority: code of the fine map's commonest class there.
        hard_share: share of the cell's mapped pixels that have the label.
        soft_share: share of the probability that is the label's; NaN when not summed.
    """

    row: int
    col: int
    x: float
    y: float
    longitude: float
    latitude: float
    label: int
    majority: int
    hard_share: float
    soft_share: float


@dataclass(frozen=True, eq=False)
class Consistency:
    """How far the fine map, aggregated to the coarse cells, gives back the coarse map.

    Agreement with the coarse map is not accuracy, see the module. Figures are NaN where no cell
    was counted, the soft ones also where no probabilities were summed.

    Attributes:
        legend: the classes of both maps by code.
        cells: cells that count: they have a class, and at least half of their pixels are mapped.
        partly: cells with a class and some mapped pixels, but less than half.
        unlabelled: cells with mapped pixels that have no class in the coarse map.
        agreement: share of the cells whose label is the fine map's commonest class.
        agreement_soft: share of the cells whose label has the largest sum of probability.
        mean_hard: mean over the cells of the share of pixels that have the cell's label.
        mean_soft: mean over the cells of the share of probability that is the label's.
        classes: one per class of the legend, in its order.
        matrix: cells by the fine map's commonest class (row) and label (column), int64.
        worst: the cells with the lowest share of probability for their own label (of pixels when
            there is none), the lowest first, at most 20. Cells whose class was never learnt are
            left out, for they say nothing about their place.
        window: cells of the coarse grid around all that count; None = there are none.
    """

    legend: Legend
    cells: int
    partly: int
    unlabelled: int
    agreement: float
    agreement_soft: float
    mean_hard: float
    mean_soft: float
    classes: tuple[ClassConsistency, ...]
    matrix: np.ndarray
    worst: tuple[WorstCell, ...]
    window: Window | None


def check_consistency(sums: CellSums, coarse: CoarseMap, *, progress: Progress) -> Consistency:
    """Compare the sums of a fine map with the coarse map, within the sums' context.

    Agreement with the coarse map is not accuracy, see the module.

    Raises:
        GridError: ``coarse`` does not have the cells the sums were made for.
        ValueError: the sums' context is not entered.
        Cancelled: the user asked to stop.
    """
    legend = joint_legend(coarse.legend, sums.legend)
    learnt = sums.legend.index_of(legend.codes) >= 0
    tally = CellTally(learnt)
    for scores in score_cells(sums, coarse, progress=progress):
        tally.add(scores)
    return Consistency(
        legend=legend,
        cells=tally.cells,
        partly=tally.partly,
        unlabelled=tally.unlabelled,
        agreement=_ratio(np.trace(tally.matrix), tally.cells),
        agreement_soft=_ratio(tally.soft_agreed, tally.soft_cells),
        mean_hard=_ratio(tally.hard_shares, tally.cells),
        mean_soft=_ratio(tally.soft_shares, tally.soft_cells),
        classes=_classes(tally, legend, learnt),
        matrix=tally.matrix,
        worst=_worst(tally.worst, coarse, legend),
        window=tally.window,
    )


def write_cells(
    path: str | Path,
    sums: CellSums,
    coarse: CoarseMap,
    consistency: Consistency,
    *,
    progress: Progress,
) -> None:
    """Write how every cell that counts agrees with the fine map, on the coarse grid.

    Two float32 bands, NaN in cells that do not count: the share of the cell's mapped pixels that
    have its own class, 0..1, and the code of the class most of them have. The raster covers the
    cells that count; where there are none, all under the mapped frame.

    Raises:
        InputError: the raster cannot be written.
    """
    frame = consistency.window or sums.box
    grid = coarse.grid.crop(frame)
    spec = RasterSpec(grid, "float32", math.nan, CELL_BANDS, style=SHARE, coded=True)
    codes = np.append(consistency.legend.codes, NO_CLASS)  # position -1 is the last
    with RasterWriter(path, spec) as writer:
        for scores in score_cells(sums, coarse, progress=progress):
            part = scores.window.intersect(frame)
            if part is None:
                continue
            values = np.stack([scores.hard_share, codes[scores.majority].astype(np.float64)])
            values = np.where(scores.counted, values, np.nan).astype(np.float32)
            rows, cols = part.inside(scores.window)
            place = Window(part.row - frame.row, part.col - frame.col, part.height, part.width)
            writer.write(place, values[:, rows, cols])


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else math.nan


def _classes(tally: CellTally, legend: Legend, learnt: np.ndarray) -> tuple[ClassConsistency, ...]:
    cells, agreed = tally.matrix.sum(axis=0), np.diagonal(tally.matrix)
    sums = (tally.coarse_pixels, tally.hard, tally.soft)
    whole = [int(values.sum()) for values in sums]
    return tuple(
        ClassConsistency(
            int(code),
            bool(learnt[position]),
            int(cells[position]),
            int(agreed[position]),
            *(_ratio(values[position], total) for values, total in zip(sums, whole)),
        )
        for position, code in enumerate(legend.codes)
    )


def _worst(found: Sequence[Candidate], coarse: CoarseMap, legend: Legend) -> tuple[WorstCell, ...]:
    rows = np.array([entry.row for entry in found], np.int64)
    cols = np.array([entry.col for entry in found], np.int64)
    x, y = coarse.grid.xy(rows + 0.5, cols + 0.5)
    longitude, latitude = transform_points(
        x, y, from_wkt=coarse.grid.crs_wkt, to_wkt=CRS.from_epsg(4326).to_wkt()
    )
    return tuple(
        WorstCell(
            row=entry.row + coarse.first_cell[0],
            col=entry.col + coarse.first_cell[1],
            x=float(x[place]),
            y=float(y[place]),
            longitude=float(shortest(longitude[place], 360.0)),
            latitude=float(latitude[place]),
            label=int(legend.codes[entry.label]),
            majority=int(legend.codes[entry.majority]),
            hard_share=entry.hard_share,
            soft_share=entry.soft_share,
        )
        for place, entry in enumerate(found)
    )
