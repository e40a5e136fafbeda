"""A file that a virtual raster names and that could not be opened once is never read as zeros."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.rasters.codes import CodeReader
from finecover.core.rasters.dataset_pool import forget_failures
from finecover.core.rasters.raster import RasterReader, RasterSource, describe
from raster_data import texture, utm_grid, write_raster

GRID = utm_grid(40, 50)
TEXT = (
    '<VRTDataset rasterXSize="50" rasterYSize="40"><SRS>EPSG:32632</SRS><GeoTransform>{}'
    '</GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename '
    'relativeToVRT="1">{}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>'
    "</VRTRasterBand></VRTDataset>"
)
PLACE = ", ".join(map(repr, GRID.transform.to_gdal()))
AGAIN = range(6)  # GDAL tends to put the next one where the last one lay


@pytest.fixture
def scene(tmp_path):
    """A virtual raster and the file that it names, while another one is open, as a layer is."""
    file = tmp_path / "a.tif"
    write_raster(file, texture((1, 40, 50), high=200, dtype="uint8"), GRID)
    (tmp_path / "b.vrt").write_text(TEXT.format(PLACE, "a.tif"))
    (tmp_path / "layer.tif").write_bytes(file.read_bytes())
    (tmp_path / "layer.vrt").write_text(TEXT.format(PLACE, "layer.tif"))
    with rasterio.open(tmp_path / "layer.vrt") as layer:
        layer.read(1)
        yield file, RasterSource(str(tmp_path / "b.vrt"), name="IMAGES")


def read(source):
    with RasterReader(source, describe(source).grid) as reader:
        return reader.read(reader.grid.window)


def read_warped(source):
    grid = utm_grid(20, 25, size=2 * describe(source).grid.transform.a)
    with RasterReader(source, grid) as reader:
        return reader.read(grid.window)


def read_codes(source):
    with CodeReader(source) as reader:
        return reader.read(reader.grid.window)


@pytest.mark.parametrize("how", [read, read_warped, read_codes])
def test_it_fails_each_time_and_is_read_when_it_is_back(scene, how):
    file, source = scene
    right = how(source)
    assert np.ptp(right)
    away = file.rename(file.with_name("away.tif"))
    for _ in AGAIN:
        with pytest.raises(InputError, match=r"IMAGES 'b\.vrt' cannot be read.*a\.tif"):
            how(source)
    away.rename(file)
    for _ in AGAIN:
        np.testing.assert_array_equal(how(source), right)


def test_a_reader_that_failed_does_not_go_on_with_zeros(scene):
    file, source = scene
    with RasterReader(source, GRID) as reader:
        away = file.rename(file.with_name("away.tif"))
        for _ in AGAIN:
            with pytest.raises(InputError, match=r"cannot be read"):
                reader.read(GRID.window)
        away.rename(file)
        assert (reader.read(GRID.window) > 0).any()


def test_what_failed_is_driven_out_of_the_pool(scene):
    file, source = scene
    file.unlink()

    def found():
        with rasterio.open(source.path) as drawn:
            return drawn.read(1).any()

    with pytest.raises(rasterio.RasterioIOError):
        found()
    if any(_says_nothing(found) for _ in AGAIN):  # not so in a GDAL that tells each time
        forget_failures()
        with pytest.raises(rasterio.RasterioIOError):
            found()


def _says_nothing(found):
    try:
        return not found()
    except rasterio.RasterioIOError:
        return False
