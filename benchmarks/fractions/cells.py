"""The scenes as cells of many pixels: features of both, and the share of every class."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from ...core.features.cell_statistics import CellStatistics
from ...core.features.coordinates import coordinate_features
from ...core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from ...core.features.recipe import spectral_count
from ...core.features.terrain import TERRAIN_NAMES
from ...core.fractions.aggregation import ShareReader
from ...core.fractions.mixing import additive_columns
from ...core.fractions.table import LEAST_COVERED
from ...core.legends.labels import LabelRule
from ...core.legends.legend import LandCoverClass, Legend, Level
from ...core.legends.palette import distinct_colors
from ...core.progress import Silent
from ...core.rasters.codes import CodeReader
from ...core.rasters.grid import Grid
from ...core.rasters.raster import RasterSource
from ..quality.scenes import SceneMissing, find_data, read_reference

HERE = Path(__file__).resolve().parent
CONTEXT = 5
_CONTEXT = re.compile(rf"_(mean|std){CONTEXT}$")


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells that have an image, elevation where the scene has one, and labels.

    Attributes:
        name: of the scene.
        grid: of the cells.
        rows, cols: of each cell on it, int64 (cell,).
        legend: the classes, with their coarser level.
        shares: the truth, float64 (cell, class).
        groups: features of the cells by kind, float32 (cell, feature).
        pixels: features of their pixels, float32 (cell, pixel, feature): bands and indices,
            context, terrain.
        columns: where in ``pixels`` each kind stands whose feature of a cell is the mean of what
            its pixels have.
        labels: class of their pixels by position in the legend, int64 (cell, pixel); -1 = none.
        left_out: cells of the frame that lack something.
    """

    name: str
    grid: Grid
    rows: np.ndarray
    cols: np.ndarray
    legend: Legend
    shares: np.ndarray
    groups: Mapping[str, np.ndarray]
    pixels: np.ndarray
    columns: Mapping[str, np.ndarray]
    labels: np.ndarray
    left_out: int

    def features(self, groups: tuple[str, ...]) -> np.ndarray:
        """Return the features of some kinds that the scene has, float32 (cell, feature)."""
        return np.concatenate([self.groups[name] for name in groups if name in self.groups], axis=1)


@dataclass(frozen=True)
class Source:
    """Files of a scene: images and elevation, labels of its pixels, and what the shares are of.

    Attributes:
        truth: raster of class codes; or, with ``soft``, a band of probabilities for each class.
        factor: pixels along one side of a cell.
        block: side of the blocks that are learnt from or tested on, in metres.
    """

    folder: str
    images: tuple[str, ...]
    labels: str
    truth: str
    factor: int
    block: float
    dem: str = ""
    soft: bool = False


SCENES: Mapping[str, Source] = {
    "zion": Source(
        "zion_l8_nlcd", ("landsat8_zion_b2345.tif",), "nlcd.tif", "nlcd.tif", 16, 4800.0,
        dem="srtm.tif",
    ),
    "bayeseo": Source(
        "bayeseo_rondonia_s2",
        ("s2_20LLQ_20210922_B02_B8A_B11.tif", "s2_20LLQ_20210906_B03_B8A_B11.tif"),
        "class_map_argmax_probs.tif", "probs_6classes.tif", 10, 1000.0, soft=True,
    ),
}  # fmt: skip


def read_legend(name: str) -> Legend:
    """Return the classes of a scene and the coarser level its table gives them."""
    with open(HERE / f"{name}_level1.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Legend(tuple(
        LandCoverClass(
            int(row["code"]), row["name"], color,
            (Level("level1", int(row["level1_code"]), row["level1_name"]),),
        )
        for row, color in zip(rows, distinct_colors(len(rows)))
    ))  # fmt: skip


def read_cells(name: str, folder: Path) -> Cells:
    """Link the files of a scene below an existing ``folder`` and read them.

    Raises:
        SceneMissing: a file of the scene is not there.
    """
    source, legend = SCENES[name], read_legend(name)
    link = _linker(find_data() / source.folder, folder)
    stack = FeatureStack(
        FeatureInputs(
            tuple(RasterSource(link(image)) for image in source.images),
            RasterSource(link(source.dem)) if source.dem else None,
        ),
        FeatureSettings(context=CONTEXT), progress=Silent(), keep=False,
    )  # fmt: skip
    pixels, fine, columns = stack.read(stack.grid.window), stack.grid, _columns(stack)
    cells = CellStatistics(stack, side=source.factor)
    grid, found = cells.grid, dict(zip(cells.names, cells.read(cells.grid.window)))
    means = {kind: [found[stack.names[at]] for at in some] for kind, some in columns.items()}
    means["spread"] = [found[name] for name in cells.names if name not in stack.names]
    cells.close()
    read = _soft_shares if source.soft else _label_shares
    shares, covered = read(link(source.truth), legend, grid)
    blocks = _by_cell(pixels, source.factor)
    usable = np.isfinite(blocks).all(axis=(1, 2)) & (covered >= LEAST_COVERED)
    rows, cols = np.divmod(np.flatnonzero(usable), grid.shape[1])
    codes = read_reference(Path(link(source.labels)), fine)
    labels = np.where(np.isin(codes, legend.codes), legend.index_of(codes.clip(0)), -1)
    return Cells(
        name, grid, rows, cols, legend, shares[usable],
        _groups(means, grid=grid, usable=usable),
        blocks[usable], columns, _by_cell(labels[None], source.factor)[usable, :, 0],
        int(usable.size - usable.sum()),
    )  # fmt: skip


def _linker(source: Path, folder: Path) -> Callable[[str], str]:
    """Return what links a file into a folder: nothing must ever be written beside the data."""

    def link(name: str) -> str:
        path = source / name
        if not path.is_file():
            raise SceneMissing(f"{path} does not exist; set FINECOVER_DATA to the scenes' folder.")
        linked = folder / name
        if not linked.exists():
            linked.symlink_to(path)
        return str(linked)

    return link


def _by_cell(layers: np.ndarray, factor: int) -> np.ndarray:
    """Return (layer, row, col) as (cell, pixel, layer); what fills no cell is left out."""
    count, rows, cols = layers.shape[0], layers.shape[1] // factor, layers.shape[2] // factor
    whole = layers[:, : rows * factor, : cols * factor]
    parts = whole.reshape(count, rows, factor, cols, factor)
    cells = parts.transpose(1, 3, 2, 4, 0).reshape(rows * cols, factor * factor, count)
    return np.ascontiguousarray(cells)


def _label_shares(path: str, legend: Legend, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    with CodeReader(RasterSource(path)) as reader:
        found = ShareReader(reader, LabelRule(legend), grid).read(grid.window)
    return found.shares.reshape(len(legend), -1).T, found.covered.ravel()


def _soft_shares(path: str, legend: Legend, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean probabilities of each cell; the raster lies on the image's pixels."""
    with rasterio.open(path) as raster:
        values = raster.read().astype(np.float64)
        known = raster.read_masks(1) > 0
        factor = round(grid.transform.a / raster.transform.a)
    values /= np.where(known, values.sum(axis=0), 1)
    blocks, seen = _by_cell(values * known, factor), _by_cell(known[None] * 1.0, factor)
    shares = blocks.sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return shares, seen.mean(axis=1)[:, 0]


def _columns(stack: FeatureStack) -> dict[str, np.ndarray]:
    names = stack.names
    context = [at for at, name in enumerate(names) if _CONTEXT.search(name)]
    terrain = [at for at, name in enumerate(names) if name in TERRAIN_NAMES]
    image = np.arange(spectral_count(stack.recipe, len(names)))
    kinds = {
        "image": image, "bands": np.intersect1d(additive_columns(stack.recipe, names), image),
        "context": context, "terrain": terrain,
    }  # fmt: skip
    return {kind: np.array(columns) for kind, columns in kinds.items() if len(columns)}


def _groups(
    means: Mapping[str, Sequence[np.ndarray]], *, grid: Grid, usable: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the features of cells, as ``computefeatures`` makes them."""
    layers = {kind: np.stack(some) for kind, some in means.items()}
    layers["coordinates"] = coordinate_features(grid, grid.window)
    return {
        kind: values.reshape(len(values), -1).T[usable].astype(np.float32)
        for kind, values in layers.items()
    }
