import numpy as np
import pytest
from finecover.core.errors import GridError, InputError
from finecover.core.rasters.codes import NO_CODE, NearestCodes
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster_file import RasterSource, describe
from finecover.core.series import mask_bands
from finecover.core.series.mask_bands import MaskBands
from raster_data import WGS84, Extras, around, utm_grid, write_raster

GRID = utm_grid(20, 30)


def bands(path, *, numbers=None, grid=GRID):
    source = RasterSource(path, bands=numbers, name="MASKS")
    return MaskBands(source, describe(source), grid)


@pytest.mark.parametrize("limit", [16_000_000, 7])
@pytest.mark.parametrize(
    "other",
    [utm_grid(8, 12, size=20, shift=(1, 1)), utm_grid(25, 40, shift=(-2, 3)),
     utm_grid(60, 90, size=3), around(GRID, wkt=WGS84, size=3e-4)],
    ids=["coarser", "aligned", "finer", "degrees"],
)  # fmt: skip
def test_nearest_as_class_codes_are_read(tmp_path, monkeypatch, other, limit):
    monkeypatch.setattr(mask_bands, "_BLOCK_VALUES", limit)
    values = np.random.default_rng(0).integers(1, 200, (3, *other.shape)).astype("uint8")
    values[:, 3:5, 2:9] = 250
    path = write_raster(tmp_path / "m.tif", values, other, Extras(nodata=250))
    window = GRID.window.expand(4)
    found, known = bands(path, numbers=(3, 1)).read(window)
    assert found.dtype == np.uint8
    for position, band in enumerate((3, 1)):
        with NearestCodes(RasterSource(path, bands=(band,)), GRID) as reader:
            expected = reader.read(window)
        assert (known[position] == (expected != NO_CODE)).all()
        assert (np.where(known[position], found[position], NO_CODE) == expected).all()
    assert known.any()
    assert not known.all()


def test_windows_agree_with_the_whole(tmp_path):
    other = around(GRID, wkt=WGS84, size=3e-4)
    values = np.random.default_rng(0).integers(0, 9, (2, *other.shape)).astype("uint16")
    reader = bands(write_raster(tmp_path / "m.tif", values, other))
    whole, told = reader.read(GRID.window)
    part, known = reader.read(Window(5, 6, 7, 8))
    assert (part == whole[:, 5:12, 6:14]).all()
    assert (known == told[:, 5:12, 6:14]).all()
    reader.close()


@pytest.mark.parametrize("nodata", [0, 9])
def test_nodata_of_zero_is_a_value(tmp_path, nodata):
    values = np.array([[0, 9], [1, 1]], "uint8")
    path = write_raster(tmp_path / "m.tif", values, utm_grid(2, 2), Extras(nodata=nodata))
    found, known = bands(path, grid=utm_grid(2, 2)).read(Window(0, 0, 2, 2))
    assert known[0].tolist() == [[True, nodata == 0], [True, True]]
    assert found[0, 0, 0] == 0


def test_wrong_masks(tmp_path):
    path = write_raster(tmp_path / "m.tif", np.ones((2, 2), "uint8"), utm_grid(2, 2, shift=(90, 0)))
    with pytest.raises(GridError, match=r"MASKS 'm\.tif' does not overlap the images"):
        bands(path)
    path = write_raster(tmp_path / "c.tif", np.ones((2, 2), "complex64"), utm_grid(2, 2))
    with pytest.raises(InputError, match=r"MASKS 'c\.tif' holds complex numbers"):
        bands(path)
