"""Small maps and points that tests of comparisons share."""

from __future__ import annotations

import numpy as np
from finecover.core.accuracy.assessment import (
    Comparison,
    ReferencePoints,
    assess_map,
)
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.progress import Silent
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster import RasterSource
from rasterio.crs import CRS
from rasterio.warp import transform as warp
from scene import PIXEL, UTM, pixel_grid, write_raster

LEGEND = Legend(
    (
        LandCoverClass(0, "Water", "#0000FF"),
        LandCoverClass(1, "Forest", "#00AA00"),
        LandCoverClass(4, "Sand", "#FFDD99"),
    ),
    nodata_codes=(9,),
)
CODES = np.array([0, 1, 4])


def random_map(seed, shape=(24, 30), *, nodata=255):
    rng = np.random.default_rng(seed)
    values = CODES[rng.integers(0, 3, shape)].astype(np.uint8)
    values[rng.random(shape) < 0.1] = nodata
    return values


def source(folder, name, values, **more):
    more.setdefault("nodata", 255)
    return RasterSource(
        str(write_raster(folder / f"{name}.tif", values, **more)), name=name.upper()
    )


def with_legend(folder, name, values, legend=LEGEND, pixel=PIXEL):
    grid = pixel_grid(*values.shape, pixel=pixel)
    path = folder / f"{name}.tif"
    with RasterWriter(path, RasterSpec(grid, "uint8", 255, ("class",), legend=legend)) as writer:
        writer.write(grid.window, values)
    return RasterSource(str(path), name=name.upper())


def assess_of(progress=None, **parts):
    return assess_map(Comparison(**parts), progress=progress or Silent())


def brute(mapped, truth, codes, keep):
    """Confusion counts pixel by pixel."""
    matrix = np.zeros((len(codes), len(codes)), int)
    position = {code: at for at, code in enumerate(codes)}
    for one, other, wanted in zip(mapped.ravel(), truth.ravel(), keep.ravel()):
        if wanted:
            matrix[position[int(one)], position[int(other)]] += 1
    return matrix


def points_at(rows, cols, values, *, to="EPSG:32633"):
    x, y = pixel_grid(24, 30).xy(np.asarray(rows) + 0.5, np.asarray(cols) + 0.5)
    if to != "EPSG:32633":
        x, y = (np.array(part) for part in warp(UTM, to, x, y))
    return ReferencePoints(x, y, values, CRS.from_string(to).to_wkt())
