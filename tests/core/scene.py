"""A small seeded scene for tests: an image, its true classes, and a coarse map of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from finecover.core.cells.coarse import CoarseMap
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Area, Grid, Window
from finecover.core.rasters.raster import RasterSource
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter

UTM = CRS.from_epsg(32633)
WKT = UTM.to_wkt()
ORIGIN = (500_000.0, 5_200_000.0)
PIXEL = 10.0
CELL = 8  # pixels along one side of a coarse cell
SPECTRA = np.array([[400, 300, 200, 150], [500, 900, 600, 3500], [1500, 1800, 2100, 2600]])
BANDS = ("blue", "green", "red", "nir")
CODES = (1, 5, 9)


@dataclass(frozen=True)
class Scene:
    """Files of a scene, and its arrays.

    Attributes:
        folder: where the files are.
        truth: class code of each pixel, uint8 (row, col).
        coarse: class code of each cell, uint8 (row, col).
        image: uint16 (band, row, col); 0 = no data.
    """

    folder: Path
    truth: np.ndarray
    coarse: np.ndarray
    image: np.ndarray

    def source(self, name: str) -> RasterSource:
        """Return one of the rasters image, coarse and truth."""
        return RasterSource(str(self.folder / f"{name}.tif"), name=name.upper())

    @property
    def inputs(self) -> FeatureInputs:
        """The image, to compute features from."""
        return FeatureInputs((self.source("image"),))

    def stack(self, *, context: int = 3) -> FeatureStack:
        """Return features of the image; no index, so that tests are fast."""
        settings = FeatureSettings(indices="none", context=context)
        return FeatureStack(self.inputs, settings, progress=Silent())


def write_raster(
    path: Path, values: np.ndarray, *, pixel: float = PIXEL, nodata: float | None = None, **more
) -> Path:
    """Write (row, col) or (band, row, col) values; ``more``: crs, transform, names, colormap."""
    values = values if values.ndim == 3 else values[None]
    transform = more.get("transform", Affine(pixel, 0, ORIGIN[0], 0, -pixel, ORIGIN[1]))
    with rasterio.open(
        path, "w", driver="GTiff", count=values.shape[0], height=values.shape[1],
        width=values.shape[2], dtype=values.dtype, nodata=nodata, crs=more.get("crs", UTM),
        transform=transform,
    ) as dataset:  # fmt: skip
        if "colormap" in more:
            dataset.write_colormap(1, more["colormap"])
        dataset.write(values)
        for band, name in enumerate(more.get("names", ()), start=1):
            dataset.set_band_description(band, name)
    return path


def build_scene(folder: Path, *, size: int = 96, seed: int = 0, codes: tuple = CODES) -> Scene:
    """Write image.tif, truth.tif and coarse.tif: three patchy classes under noise."""
    rng = np.random.default_rng(seed)
    fields = gaussian_filter(rng.normal(size=(len(codes), size, size)), (0, 7, 7))
    position = fields.argmax(axis=0)
    truth = np.array(codes, np.uint8)[position]
    image = np.moveaxis(SPECTRA[position], -1, 0) + rng.normal(0, 450, (len(BANDS), size, size))
    image = image.clip(1, 65_535).astype(np.uint16)
    coarse = majority(truth, codes)
    write_raster(folder / "image.tif", image, nodata=0, names=BANDS)
    write_raster(folder / "truth.tif", truth, nodata=0)
    write_raster(folder / "coarse.tif", coarse, pixel=PIXEL * CELL, nodata=0)
    return Scene(folder, truth, coarse, image)


def majority(labels: np.ndarray, codes: tuple) -> np.ndarray:
    """Return the commonest code in each block of 8 x 8 pixels (the first between equals)."""
    rows, cols = labels.shape[0] // CELL, labels.shape[1] // CELL
    blocks = labels[: rows * CELL, : cols * CELL].reshape(rows, CELL, cols, CELL)
    counts = np.stack([(blocks == code).sum(axis=(1, 3)) for code in codes])
    return np.array(codes, np.uint8)[counts.argmax(axis=0)]


def box(row: float, col: float, height: float, width: float, *, name: str = "GEO") -> Area:
    """Return a rectangle given in pixels of the scene's image, as polygons."""
    left, right = (ORIGIN[0] + PIXEL * at for at in (col, col + width))
    top, bottom = (ORIGIN[1] - PIXEL * at for at in (row, row + height))
    ring = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return Area(({"type": "Polygon", "coordinates": [ring]},), WKT, name)


class Recorder:
    """A progress that keeps what it is told, and cancels after so many questions."""

    def __init__(self, *, cancel_after: int | None = None) -> None:
        self.fractions: list[float] = []
        self.messages: list[str] = []
        self.warnings: list[str] = []
        self._left = cancel_after

    def set(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def message(self, text: str, *, warning: bool = False) -> None:
        (self.warnings if warning else self.messages).append(text)

    def cancelled(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        return self._left < 0


def _nothing(tile, labels, probabilities) -> np.ndarray:
    """Want the probabilities, and tell nothing of them."""
    return np.zeros((0, 1), np.int64)


@dataclass
class Watch:
    """An observer of a map's tiles."""

    measure: Callable[..., np.ndarray] = _nothing
    take: Callable[[np.ndarray], None] = lambda measured: None


class ArrayFeatures:
    """Features held in memory, float32 (feature, row, col); NaN = no data."""

    def __init__(self, values: np.ndarray, *, grid: Grid | None = None, context: int = 0) -> None:
        self.values = values.astype(np.float32)
        self.grid = grid or pixel_grid(*values.shape[1:])
        self.names = tuple(f"f{at}" for at in range(len(values)))
        self.recipe = {"context": context, "names": list(self.names)}

    def read(self, window: Window) -> np.ndarray:
        rows, cols = (
            slice(start, start + size)
            for start, size in ((window.row, window.height), (window.col, window.width))
        )
        values = self.values[:, rows, cols].copy()
        values[:, ~np.isfinite(values).all(axis=0)] = np.nan
        return values

    def close(self) -> None:
        pass


def pixel_grid(rows: int, cols: int, *, pixel: float = PIXEL) -> Grid:
    """Return a grid from the scene's corner."""
    return Grid(WKT, Affine(pixel, 0, ORIGIN[0], 0, -pixel, ORIGIN[1]), (rows, cols))


def coarse_map(positions: np.ndarray, *, codes: tuple = CODES, cell: int = CELL) -> CoarseMap:
    """Return a coarse map from the scene's corner; ``positions`` in the legend, -1 = none."""
    positions = np.asarray(positions, np.int16)
    grid = pixel_grid(*positions.shape, pixel=PIXEL * cell)
    return CoarseMap(positions, grid, generic(np.array(codes)), (0, 0), positions.shape[1])
