import numpy as np
import pytest
from affine import Affine
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.rasters import codes
from finecover.core.rasters.grid import Grid
from finecover.core.rasters.raster import RasterSource
from finecover.core.reports.pictures import (
    class_picture,
    coarse_picture,
    percent_picture,
    thumbnail_grid,
)
from raster_data import WGS84, Extras, utm_grid, write_raster
from rasterio.io import MemoryFile

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
LEGEND = Legend((LandCoverClass(1, "Water", "#0000FF"), LandCoverClass(2, "Town", "#FF0000")))
GRAY = (236, 236, 236)


def pixels(picture):
    with MemoryFile(picture.data) as memory, memory.open() as dataset:
        return np.moveaxis(dataset.read(), 0, -1)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((100, 50), (640, 320)), ((2000, 6400), (200, 640)), ((1, 10_000), (1, 640))],
)
def test_thumbnail_keeps_the_shape(shape, expected):
    grid = utm_grid(*shape)
    small = thumbnail_grid(grid)
    assert small.shape == expected
    for corner in ((0, 0), shape):
        here = grid.xy(np.array(float(corner[0])), np.array(float(corner[1])))
        part = tuple(c / s * n for c, s, n in zip(corner, shape, expected))
        assert small.xy(np.array(part[0]), np.array(part[1])) == pytest.approx(here)


def test_thumbnail_is_square_on_the_ground():
    grid = Grid(WGS84, Affine(0.01, 0, 10, 0, -0.01, 60.5), (100, 100))
    rows, cols = thumbnail_grid(grid).shape
    assert rows == 640
    assert cols == pytest.approx(320, abs=2)


def test_classes(tmp_path, monkeypatch):
    monkeypatch.setattr(codes, "_BLOCK_CELLS", 50)  # read in parts, as a large map is
    values = np.array([[1, 2], [0, 1]], "uint8").repeat(20, 0).repeat(20, 1)
    source = RasterSource(write_raster(tmp_path / "a.tif", values, utm_grid(40, 40), Extras(0)))
    picture = class_picture(source, legend=LEGEND, caption="Map")
    found = pixels(picture)
    assert picture.caption == "Map"
    assert found.shape == (640, 640, 3)
    assert tuple(found[10, 10]) == (0, 0, 255)
    assert tuple(found[10, 630]) == (255, 0, 0)
    assert tuple(found[630, 10]) == GRAY


def test_coarse_map_on_a_fine_frame(tmp_path):
    source = RasterSource(
        write_raster(tmp_path / "a.tif", np.array([[1, 2]], "uint8"), utm_grid(1, 2, size=100.0))
    )
    frame = utm_grid(4, 4, size=50.0)
    found = pixels(coarse_picture(source, LabelRule(LEGEND), grid=frame, caption=""))
    assert tuple(found[0, 0]) == (0, 0, 255)
    assert tuple(found[1, 3]) == (255, 0, 0)
    assert tuple(found[2, 0]) == GRAY


def test_percent(tmp_path):
    values = np.array([[0, 100], [50, 255]], "uint8")
    source = RasterSource(write_raster(tmp_path / "a.tif", values, utm_grid(2, 2), Extras(255)))
    found = pixels(percent_picture(source, caption=""))
    assert tuple(found[0, 0]) == (255, 247, 188)
    assert tuple(found[0, -1]) == (0, 90, 50)
    assert tuple(found[-1, 0]) == (128, 168, 119)
    assert tuple(found[-1, -1]) == GRAY
