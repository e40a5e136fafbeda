"""The demo's scene: a seeded landscape with image, relief, fine truth and a faulty coarse map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from cover import CLASS_CODES, Cover, build_cover
from rasterio.warp import transform as transform_points
from reflectance import BAND_NAMES, simulate_image

IMAGE_CRS = "EPSG:32632"
COARSE_CRS = "EPSG:4326"
PIXEL_M = 10.0
COARSE_DEGREES = 1 / 360  # the 300 m grid of the ESA CCI land-cover maps
NODATA = 0

_ORIGIN_XY = (642_380.0, 5_094_170.0)
_SHIFT_CELLS = (0.3, -0.2)  # misregistration of the coarse map, (x, y)
_WRONG_SHARE = 0.1
# Corners of the polygons as shares of the image's width and height, from its upper left.
_GEO = ((0.02, 0.03), (0.97, 0.02), (0.98, 0.98), (0.30, 0.97), (0.03, 0.80))
_GEO_SMALL = ((0.18, 0.12), (0.80, 0.20), (0.88, 0.66), (0.55, 0.88), (0.14, 0.70))


@dataclass(frozen=True)
class Landscape:
    """A scene on two grids.

    Attributes:
        image: reflectance x 10000, uint16 (band, row, col), bands named by BAND_NAMES, 0 = none.
        truth: class codes of the ESA CCI legend on the image's grid, uint8 (row, col).
        elevation: metres on the image's grid, float32 (row, col).
        transform: pixel to map coordinates of the image's grid, in IMAGE_CRS.
        coarse: class codes, uint8 (row, col) on a grid of its own, 0 = none.
        coarse_transform: the same for the coarse grid, in COARSE_CRS.
    """

    image: np.ndarray
    truth: np.ndarray
    elevation: np.ndarray
    transform: Affine
    coarse: np.ndarray
    coarse_transform: Affine


def build_landscape(seed: int = 0, size: int = 1000) -> Landscape:
    """Make a landscape of ``size`` x ``size`` pixels of 10 m; equal seeds make equal landscapes."""
    rng = np.random.default_rng(seed)
    cover = build_cover(rng, size, pixel_m=PIXEL_M)
    image = simulate_image(rng, cover, pixel_m=PIXEL_M)
    image[:, _outside_swath(size)] = NODATA
    transform = Affine(PIXEL_M, 0, _ORIGIN_XY[0], 0, -PIXEL_M, _ORIGIN_XY[1])
    coarse, coarse_transform = _coarse_map(rng, cover, transform)
    return Landscape(image, cover.truth, cover.elevation, transform, coarse, coarse_transform)


def _outside_swath(size: int) -> np.ndarray:
    """True in the corner that the satellite's swath leaves out."""
    rows, cols = np.mgrid[0:size, 0:size] / size
    return cols + 0.22 * rows > 1.1


def _coarse_map(
    rng: np.random.Generator, cover: Cover, transform: Affine
) -> tuple[np.ndarray, Affine]:
    """The commonest class of each coarse cell, misplaced by part of a cell, some cells wrong."""
    rows, cols = np.indices(cover.truth.shape)
    x, y = _place(transform, cols.ravel() + 0.5, rows.ravel() + 0.5)
    lon, lat = (np.asarray(axis) for axis in transform_points(IMAGE_CRS, COARSE_CRS, x, y))
    first_col, last_row = np.floor(lon.min() / COARSE_DEGREES), np.ceil(lat.max() / COARSE_DEGREES)
    left, top = first_col * COARSE_DEGREES, last_row * COARSE_DEGREES
    grid = Affine(COARSE_DEGREES, 0, left, 0, -COARSE_DEGREES, top)
    cell_col, cell_row = _place(~grid, lon, lat)
    shape = (int(cell_row.max()) + 1, int(cell_col.max()) + 1)
    # Reading from a place beside the cell is what a misregistered product does.
    col = np.clip(np.floor(cell_col - _SHIFT_CELLS[0]), 0, shape[1] - 1).astype(int)
    row = np.clip(np.floor(cell_row - _SHIFT_CELLS[1]), 0, shape[0] - 1).astype(int)
    codes = np.array(CLASS_CODES)
    index = np.searchsorted(codes, cover.truth.ravel())
    cell = row * shape[1] + col
    counts = np.bincount(cell * codes.size + index, minlength=shape[0] * shape[1] * codes.size)
    counts = counts.reshape(-1, codes.size)
    coarse = np.where(counts.sum(1) > 0, codes[counts.argmax(1)], NODATA)
    return _with_wrong_cells(rng, coarse).reshape(shape).astype(np.uint8), grid


def _place(transform: Affine, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Apply ``transform`` to points; the operator for that differs between affine 2 and 3."""
    return (
        transform.a * x + transform.b * y + transform.c,
        transform.d * x + transform.e * y + transform.f,
    )


def _with_wrong_cells(rng: np.random.Generator, coarse: np.ndarray) -> np.ndarray:
    """Give a tenth of the mapped cells another class, drawn as often as classes occur."""
    mapped = np.flatnonzero(coarse != NODATA)
    wrong = rng.choice(mapped, int(_WRONG_SHARE * mapped.size), replace=False)
    result = coarse.copy()
    for cell in wrong:
        others = coarse[mapped][coarse[mapped] != coarse[cell]]
        if others.size:
            result[cell] = rng.choice(others)
    return result


def write_landscape(landscape: Landscape, folder: Path | str) -> None:
    """Write image.tif, coarse.tif, truth.tif, dem.tif, geo.geojson and geo_small.geojson."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    fine = {"crs": IMAGE_CRS, "transform": landscape.transform}
    _write_raster(folder / "image.tif", landscape.image, nodata=NODATA, names=BAND_NAMES, **fine)
    _write_raster(folder / "truth.tif", landscape.truth[None], nodata=NODATA, **fine)
    _write_raster(folder / "dem.tif", landscape.elevation[None], names=("elevation",), **fine)
    _write_raster(
        folder / "coarse.tif",
        landscape.coarse[None],
        nodata=NODATA,
        crs=COARSE_CRS,
        transform=landscape.coarse_transform,
    )
    height, width = landscape.truth.shape
    for name, corners in (("geo", _GEO), ("geo_small", _GEO_SMALL)):
        across, down = np.array(corners).T
        x, y = _place(landscape.transform, across * width, down * height)
        lon, lat = transform_points(IMAGE_CRS, COARSE_CRS, x, y)
        write_polygon(folder / f"{name}.geojson", list(zip(lon, lat)))


def _write_raster(path: Path, pixels: np.ndarray, *, crs, transform, nodata=None, names=()) -> None:
    bands, height, width = pixels.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=bands,
        height=height,
        width=width,
        dtype=pixels.dtype,
        crs=crs,
        transform=transform,
        nodata=nodata,
        compress="deflate",
        tiled=min(height, width) >= 256,
    ) as raster:
        raster.write(pixels)
        for band, name in enumerate(names, start=1):
            raster.set_band_description(band, name)


def write_polygon(path: Path, lonlat: list[tuple[float, float]]) -> None:
    """Write one polygon, given by its corners (longitude, latitude), as GeoJSON (RFC 7946)."""
    ring = [[round(lon, 7), round(lat, 7)] for lon, lat in [*lonlat, lonlat[0]]]
    feature = {
        "type": "Feature",
        "properties": {"name": path.stem},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    path.write_text(json.dumps(collection, indent=1) + "\n", encoding="utf-8")
