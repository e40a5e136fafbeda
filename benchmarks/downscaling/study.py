"""One scene: shares known of coarse cells, brought to fine pixels in several ways and scored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from ...core.features.features import FeatureSettings, FeatureStack
from ...core.fractions.aggregation import Shares
from ...core.fractions.cell_refit import RefitSettings, refit_to_cells
from ...core.fractions.cell_table import cell_table
from ...core.fractions.downscaling import CoarseFractions
from ...core.fractions.fraction_map import FractionMapSettings, FractionPaths, map_fractions
from ...core.fractions.fraction_model import FractionModel
from ...core.fractions.training import FractionSettings, train_fractions
from ...core.learning.forest import ForestSettings
from ...core.legends.legend import Legend, generic
from ...core.progress import Silent
from ...core.rasters.grid import Grid, PixelMap, Window
from ..quality.scenes import Scene, prepare

FOREST = ForestSettings(trees=100)
REFITS = 2


@dataclass(frozen=True)
class Row:
    """Scores of one way over the pixels with a label.

    Attributes:
        wrong: share of the cells that were given the fractions of another one.
        mae, rmse: of a class's share against 0 or 1, in points.
        accuracy: of the class with the largest share, percent.
    """

    scene: str
    wrong: float
    method: str
    mae: float
    rmse: float
    accuracy: float


class CellShares:
    """Shares of cells held in memory."""

    def __init__(self, shares: np.ndarray, covered: np.ndarray, grid: Grid) -> None:
        """Take float64 (class, row, col) and (row, col) of all cells of ``grid``."""
        self.shares, self.covered, self.grid = shares, covered, grid
        self.classes = len(shares)

    def read(self, window: Window) -> Shares:
        """Return the shares of a window inside the grid."""
        rows, cols = window.inside(self.grid.window)
        return Shares(self.shares[:, rows, cols], self.covered[rows, cols])


def cell_shares(scene: Scene, legend: Legend, *, wrong: float) -> CellShares:
    """Return the shares of cells of so many pixels along a side, some of them another cell's."""
    fine, factor = scene.inputs.grid, scene.inputs.factor
    shape = (-(-fine.shape[0] // factor), -(-fine.shape[1] // factor))
    grid = Grid(fine.crs_wkt, fine.transform * Affine.scale(factor), shape)
    row, col = PixelMap(fine, grid).cells(fine.window)
    cell = row * shape[1] + col
    size = shape[0] * shape[1]
    place = legend.index_of(scene.reference)
    counts = np.stack([
        np.bincount(cell[place == at], minlength=size) for at in range(len(legend))
    ]).astype(np.float64)  # fmt: skip
    known = counts.sum(axis=0)
    shares = counts / np.maximum(known, 1)
    rng = np.random.default_rng(0)
    changed = rng.random(size) < wrong
    shares[:, changed] = shares[:, rng.choice(np.flatnonzero(known), int(changed.sum()))]
    covered = known / factor**2
    return CellShares(shares.reshape(-1, *shape), covered.reshape(shape), grid)


def study(name: str, folder: Path, *, wrong: float) -> Iterator[Row]:
    """Yield what each way makes of a scene.

    Args:
        name: of the scene.
        folder: for files of the run; its subfolder of that name must not exist.
        wrong: share of the cells with wrong fractions, 0..1.
    """
    scene = prepare(name, folder)
    legend = generic(scene.reference[scene.reference >= 0])
    cells = cell_shares(scene, legend, wrong=wrong)
    fractions = CoarseFractions(cells, legend)
    scored = _Scores(scene, legend, wrong, folder / name / "shares.tif")
    yield scored.copy(cells)
    settings = FeatureSettings()
    with closing(FeatureStack(scene.inputs.sources, settings, progress=Silent())) as stack:
        model = _learn(stack, fractions)
        for turn in range(REFITS + 1):
            method = f"fitted anew {turn} x" if turn else "forest of cells"
            if turn:
                model = refit_to_cells(
                    model, stack, fractions, area=None, progress=Silent(),
                    settings=RefitSettings(forest=ForestSettings(FOREST.trees, seed=turn)),
                )  # fmt: skip
            for agreed in (None, fractions):
                map_fractions(
                    model, stack, FractionPaths(str(scored.path)), area=None, progress=Silent(),
                    settings=FractionMapSettings(fractions=agreed),
                )  # fmt: skip
                yield scored.row(f"{method}, rescaled" if agreed else method)


def _learn(stack: FeatureStack, fractions: CoarseFractions) -> FractionModel:
    table = cell_table(stack, fractions, area=None, most=1_000_000, seed=0, progress=Silent())
    settings = FractionSettings(FOREST)
    return train_fractions(
        table, fractions.legend, settings=settings, groups={}, progress=Silent()
    )[0]


@dataclass(frozen=True, eq=False)
class _Scores:
    """Scores of a scene's rasters of shares."""

    scene: Scene
    legend: Legend
    wrong: float
    path: Path

    def row(self, method: str) -> Row:
        """Return the scores of what was written last."""
        with rasterio.open(self.path) as dataset:
            return self._row(method, dataset.read())

    def copy(self, cells: CellShares) -> Row:
        """Return the scores of the cells' own shares at each pixel."""
        row, col = PixelMap(self.scene.inputs.grid, cells.grid).cells(self.scene.inputs.grid.window)
        return self._row("copy of the cells", cells.shares[:, row, col])

    def _row(self, method: str, shares: np.ndarray) -> Row:
        place = self.legend.index_of(self.scene.reference)
        known = (place >= 0) & np.isfinite(shares).all(axis=0)
        found, place = shares[:, known].astype(np.float64), place[known]
        mae = rmse = 0.0
        for at, share in enumerate(found):
            error = share - (place == at)
            mae += float(np.abs(error).mean())
            rmse += float((error**2).mean())
        return Row(
            self.scene.inputs.name, self.wrong, method, 100 * mae / len(found),
            100 * (rmse / len(found)) ** 0.5,
            100 * float((found.argmax(axis=0) == place).mean()),
        )  # fmt: skip
