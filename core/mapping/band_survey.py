"""Judging rows of coarse cells by the pixels in them, here or on the workers of a cluster."""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ..cells.cell_judge import CellJudge
from ..cells.cell_labels import same_labelling
from ..cells.cell_noise import KERNEL, grid_neighbours, judge_cells, neighbour_shares
from ..cells.cell_sums import QUANTUM
from ..cells.coarse import NO_CLASS, CoarseMap, CoarseOnFine
from ..cells.prior import class_columns
from ..cluster.choice import spread
from ..cluster.job import Job
from ..errors import ModelError
from ..features.feature_file import FeatureSource
from ..features.portable import PortableFeatures
from ..learning.forest_arrays import Forest
from ..learning.model import Model
from ..progress import Progress, check
from ..rasters.grid import Grid, Window, footprint

TILE = 512

_PER_SIDE = 4  # pixels looked at along one side of a cell
_ROUNDING = 2  # pixels; the footprint of another coordinate system is known at some points only
_CHUNK = 50_000  # cells judged at once
_NOT_JUDGED = -1
_REACH = max(abs(row) for row, _, _ in KERNEL)


@dataclass(frozen=True, eq=False)
class BandSurvey:
    """What judging needs; safe to call from many threads.

    Attributes:
        columns: positions of the model's features among those read, (feature,).
        classes: position among the model's classes of each of the coarse map's; -1 = none.
        forests: the trees that have not seen each fold and, last, all trees.
        own: the coarse map is the one the model learnt from.
        step: pixels between those looked at, along one side.
    """

    model: Model
    judge: CellJudge
    features: FeatureSource
    coarse: CoarseMap
    fine: CoarseOnFine
    columns: np.ndarray
    classes: np.ndarray
    forests: tuple[Forest, ...]
    own: bool
    step: int

    @classmethod
    def of(
        cls, model: Model, judge: CellJudge, features: FeatureSource, coarse: CoarseMap
    ) -> BandSurvey:
        """Prepare judging; raises ModelError where features are missing."""
        own = _is_own(judge, coarse)
        folds = range(judge.n_folds if own else 0)
        return cls(
            model,
            judge,
            features,
            coarse,
            fine=CoarseOnFine(coarse, features.grid),
            columns=np.asarray(model.check_features(features.names), np.int64),
            classes=class_columns(coarse.legend, model.class_legend),
            forests=(*(model.forest.part(*judge.group(fold)) for fold in folds), model.forest),
            own=own,
            step=lattice_step(coarse.grid, features.grid),
        )

    def judge_band(self, band: Window, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
        """Return trust and other class of rows of cells, float32 and int16 (row, col)."""
        groups, kept = self._groups(band)
        sums = np.zeros((groups.size, self.judge.n_classes), np.int64)
        seen = np.zeros(groups.size, np.int64)
        grid = self.features.grid
        under = footprint(self.coarse.grid.crop(band), grid, margin=_ROUNDING)
        tiles = list(grid.tiles(TILE, within=under)) if under else []

        work = _BandWork(self, band, groups, progress)
        with closing(spread(work.elsewhere, tiles, local=work, progress=progress)) as results:
            for done, (cells, found, pixels) in enumerate(results):
                sums[cells] += found
                seen[cells] += pixels
                progress.set((done + 1) / len(tiles))
        cells = np.flatnonzero((groups.ravel() >= 0) & (seen > 0))
        trust, other = self._verdict(band, cells, sums, seen)
        told = (kept >= 0) & (self.judge.trust[kept] < 1)
        trust[told] = self.judge.trust[kept[told]]
        other[told] = self.coarse.legend.index_of(self.judge.others[kept[told]])
        return trust, other

    def _labels(self, cells: Window) -> np.ndarray:
        """Return the model's class of cells, int16 (row, col); -1 = none it knows."""
        labels = self.coarse.labels[cells.inside(self.coarse.grid.window)]
        return np.where(labels == NO_CLASS, NO_CLASS, self.classes[labels]).astype(np.int16)

    def _groups(self, band: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return which of ``forests`` judges each cell, and the judge's cell where none can.

        Returns:
            int16 (row, col), -1 = none judges; int64 (row, col), -1 = no verdict of training.
        """
        labels = self._labels(band)
        groups = np.full(labels.shape, len(self.forests) - 1, np.int16)
        kept = np.full(labels.shape, -1, np.int64)
        if self.own:
            first_row, first_col = self.coarse.first_cell
            rows = np.arange(band.row, band.row + band.height)[:, None] + first_row
            cols = np.arange(band.col, band.col + band.width)[None, :] + first_col
            known = self.judge.find(*np.broadcast_arrays(rows, cols))
            groups = np.where(known >= 0, self.judge.folds[known], groups).astype(np.int16)
            learnt = self.judge.known[self.judge.folds[known], labels] == 1
            same = self.model.class_legend.codes[labels] == self.judge.codes[known]
            unknown = (known >= 0) & ~learnt & (labels != NO_CLASS)
            groups[unknown] = _NOT_JUDGED
            kept[unknown & same] = known[unknown & same]
        groups[labels == NO_CLASS] = _NOT_JUDGED
        return groups, kept

    def read(
        self, tile: Window, band: Window, groups: np.ndarray, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return cells of the band, their probabilities in 1 / QUANTUM, and pixels looked at.

        Returns:
            Three int64 arrays: (cell,), (cell, class), (cell,).
        """
        down, across = (
            slice((self.step // 2 - start) % self.step, None, self.step)
            for start in (tile.row, tile.col)
        )
        where = self.fine.positions(tile)
        rows = where.cell_row[down, across] - band.row
        cols = where.cell_col[down, across] - band.col
        wanted = (rows >= 0) & (rows < band.height) & (cols >= 0) & (cols < band.width)
        wanted[wanted] = groups[rows[wanted], cols[wanted]] != _NOT_JUDGED
        if wanted.any():  # else there is nothing to read here
            stack = self.features.read(tile)[:, down, across][self.columns]
            wanted &= np.isfinite(stack).all(axis=0)
        if not wanted.any():
            nothing = np.zeros(0, np.int64)
            return nothing, np.zeros((0, self.judge.n_classes), np.int64), nothing
        cells = rows[wanted] * band.width + cols[wanted]
        found = self._predict(stack[:, wanted].T, groups.ravel()[cells], progress)
        return _sum_up(cells, np.rint(found * QUANTUM))

    def _predict(self, table: np.ndarray, groups: np.ndarray, progress: Progress) -> np.ndarray:
        found = np.zeros((len(table), self.judge.n_classes))
        for group in np.unique(groups):
            mine = groups == group
            found[mine] = self.forests[group].predict_proba(
                np.ascontiguousarray(table[mine]), check=lambda: check(progress)
            )
        return found

    def _verdict(
        self, band: Window, cells: np.ndarray, sums: np.ndarray, seen: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        trust = np.ones(len(seen), np.float32)
        other = np.full(len(seen), NO_CLASS, np.int16)
        around = band.expand(_REACH).intersect(self.coarse.grid.window) or band
        labels = self._labels(around)
        back = class_columns(self.model.class_legend, self.coarse.legend)
        for start in range(0, cells.size, _CHUNK):
            some = cells[start : start + _CHUNK]
            rows = some // band.width + band.row - around.row
            cols = some % band.width + band.col - around.col
            own = labels[rows, cols].astype(np.int64)
            neighbours = neighbour_shares(grid_neighbours(labels, rows, cols), self.judge.overall)
            shares = judge_cells(
                self.judge.noise, sums[some] / (seen[some, None] * float(QUANTUM)), neighbours, own,
                training_shares=self.model.training_shares,
            )  # fmt: skip
            places = np.arange(some.size)
            trust[some] = shares[places, own]
            shares[places, own] = -1.0
            other[some] = back[shares.argmax(axis=1)]
        shape = (band.height, band.width)
        return trust.reshape(shape), other.reshape(shape)


_BandSpec = tuple[PortableFeatures, Model, CoarseMap, Window, np.ndarray]


@dataclass(frozen=True, eq=False)
class _BandWork:
    """Looks at the pixels of tiles for rows of cells, in groups of those judged by one forest."""

    survey: BandSurvey
    band: Window
    groups: np.ndarray
    progress: Progress

    def __call__(self, tile: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.survey.read(tile, self.band, self.groups, self.progress)

    def elsewhere(self) -> Job[Window, tuple[np.ndarray, np.ndarray, np.ndarray]] | None:
        """Return how workers do it; None where they cannot open the features."""
        survey = self.survey
        portable = PortableFeatures.of(survey.features)
        if portable is None:
            return None
        return Job(look_on_worker, (portable, survey.model, survey.coarse, self.band, self.groups))

    def close(self) -> None:
        """Close the features."""
        self.survey.features.close()


def look_on_worker(spec: _BandSpec, progress: Progress) -> _BandWork:
    """Make what looks at the pixels of tiles on a worker."""
    features, model, coarse, band, groups = spec
    if model.judge is None:
        raise ModelError("The model tells nothing of coarse cells; train it anew.")
    survey = BandSurvey.of(model, model.judge, features.open(progress), coarse)
    return _BandWork(survey, band, groups, progress)


def _is_own(judge: CellJudge, coarse: CoarseMap) -> bool:
    """Tell whether the model learnt from this raster, as its cells' codes show."""
    rows = judge.cells[:, 0].astype(np.int64) - coarse.first_cell[0]
    cols = judge.cells[:, 1].astype(np.int64) - coarse.first_cell[1]
    height, width = coarse.labels.shape
    inside = (rows >= 0) & (rows < height) & (cols >= 0) & (cols < width)
    if not inside.any():
        return False
    labels = coarse.labels[rows[inside], cols[inside]]
    codes = np.where(labels == NO_CLASS, -1, coarse.legend.codes[labels])
    return same_labelling(judge.codes[inside], codes)


def lattice_step(cells: Grid, fine: Grid) -> int:
    """Return how many pixels apart those looked at are."""
    cell, pixel = (
        float(grid.area_hectares(Window(grid.shape[0] // 2, 0, 1, 1))[0]) for grid in (cells, fine)
    )
    return max(1, round(math.sqrt(cell / pixel) / _PER_SIDE))


def _sum_up(cells: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells once each, the sums of their pixels' whole numbers, and the pixels."""
    found, place = np.unique(cells, return_inverse=True)
    sums = np.zeros((found.size, whole.shape[1]), np.int64)
    for column in range(whole.shape[1]):
        # bincount adds as float64, which is exact for whole numbers up to 2 ** 53
        sums[:, column] = np.bincount(place, weights=whole[:, column], minlength=found.size)
    return found, sums, np.bincount(place, minlength=found.size)
