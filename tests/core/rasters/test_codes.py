"""Reading codes: the short way without a mask, and rows and columns alone, tell what masks tell."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.rasters import codes
from finecover.core.rasters.grid import PixelMap
from finecover.core.rasters.raster import CodeReader, NearestCodes, RasterSource
from finecover.core.rasters.window import Window

WINDOWS = [Window(0, 0, 30, 40), Window(-3, -2, 20, 50), Window(11, 13, 5, 1), Window(100, 0, 4, 4)]


def written(path, *, dtype, nodata, size=10.0, shift=0.0, mask=None):
    values = np.random.default_rng(3).integers(0, 256, (30, 40)).astype(dtype)
    profile = {
        "driver": "GTiff", "height": 30, "width": 40, "count": 1, "dtype": dtype,
        "nodata": nodata, "crs": "EPSG:32618",
        "transform": Affine(size, 0, 500_000 + shift, 0, -size, 4_000_000),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values, 1)
        if mask is not None:
            dataset.write_mask(mask)
    return RasterSource(str(path))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
@pytest.mark.parametrize("nodata", [None, 0, 7, 255])
def test_codes_are_those_a_mask_leaves(tmp_path, monkeypatch, dtype, nodata):
    source = written(tmp_path / "a.tif", dtype=dtype, nodata=nodata)
    with CodeReader(source) as reader:
        found = [reader.read(window) for window in WINDOWS]
    monkeypatch.setattr(codes, "_PLAIN_CODES", ())
    with CodeReader(source) as reader:
        for window, one in zip(WINDOWS, found):
            assert one.dtype == np.int32
            np.testing.assert_array_equal(one, reader.read(window))


@pytest.mark.parametrize("nodata", [None, 7])
def test_a_mask_beside_the_codes_counts(tmp_path, nodata):
    mask = np.full((30, 40), 255, np.uint8)
    mask[:10] = 0
    source = written(tmp_path / "a.tif", dtype="uint8", nodata=nodata, mask=mask)
    with rasterio.open(source.path) as dataset, CodeReader(source) as reader:
        found = reader.read(Window(0, 0, 30, 40))
        np.testing.assert_array_equal(found == -1, dataset.read_masks(1) == 0)


@pytest.mark.parametrize(("size", "shift"), [(10.0, 0.0), (10.0, 30.0), (4.0, -7.0), (31.5, 3.0)])
def test_nearest_codes_of_parallel_grids_are_those_of_every_pixel(
    tmp_path, monkeypatch, size, shift
):
    one = written(tmp_path / "a.tif", dtype="uint8", nodata=0)
    other = written(tmp_path / "b.tif", dtype="uint16", nodata=7, size=size, shift=shift)
    with CodeReader(one) as reader, NearestCodes(other, reader.grid) as nearest:
        found = [nearest.read(window) for window in WINDOWS]
        monkeypatch.setattr(PixelMap, "axes", lambda *_: None)
        for window, codes_found in zip(WINDOWS, found):
            np.testing.assert_array_equal(codes_found, nearest.read(window))
