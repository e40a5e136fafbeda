import numpy as np
import pytest
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.features.picking import BandLook, WholeLook, look_at
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from raster_data import Extras, assert_same, texture, utm_grid, write_raster
from scene import ArrayFeatures

GRID = utm_grid(60, 50)
NAMES = ("blue", "green", "red", "nir")


def stack_of(tmp_path, values, *, nodata=None, dem=False, **settings):
    values = np.asarray(values)
    image = write_raster(tmp_path / "image.tif", values, GRID, Extras(nodata, NAMES))
    inputs = [RasterSource(image, name="IMAGES")]
    more = {}
    if dem:
        path = write_raster(tmp_path / "dem.tif", texture((1, 60, 50), dtype="float32"), GRID)
        more["dem"] = RasterSource(path, name="DEM")
    return FeatureStack(
        FeatureInputs(tuple(inputs), **more), FeatureSettings(**settings), progress=Silent()
    )


def image(*, low=1, dtype="uint16"):
    return texture((4, 60, 50), low=low, high=3000, dtype=dtype)


def check(stack, window, kind):
    """Looking gives what reading does, wherever one looks."""
    expected = stack.read(window)
    look = look_at(stack, window)
    assert isinstance(look, kind)
    assert (look.complete == np.isfinite(expected).all(axis=0)).all()
    rows, cols = np.divmod(np.random.default_rng(1).permutation(expected[0].size), window.width)
    assert_same(look.at(rows, cols), expected[:, rows, cols].T)


@pytest.mark.parametrize(
    "settings",
    [{}, {"indices": "none"}, {"indices": "NDVI,EVI,SAVI", "scale": 1e-4, "offset": -0.1},
     {"bands": "red=3,nir=4,blue=1"}],
)  # fmt: skip
def test_bands_and_indices_are_picked(tmp_path, settings):
    values = image(low=0)
    values[:, 3:20, 5:9] = 0
    values[2, 30] = 0
    stack = stack_of(tmp_path, values, nodata=0, **settings)
    check(stack, GRID.window, BandLook)
    check(stack, GRID.window.expand(-7), BandLook)
    assert not stack.gapless


def test_border_fill_is_left_out(tmp_path):
    values = image()
    values[:, :8] = 0
    stack = stack_of(tmp_path, values)
    check(stack, GRID.window, BandLook)
    assert not stack.gapless


@pytest.mark.parametrize(
    ("dtype", "settings"),
    [("float32", {}), ("uint16", {"context": 3}), ("uint16", {"dem": True}),
     ("uint16", {"indices": "Mine=1/(red-green)"}), ("uint16", {"scale": 1e30})],
)  # fmt: skip
def test_whatever_may_overflow_or_looks_around_is_computed_whole(tmp_path, dtype, settings):
    stack = stack_of(tmp_path, image(dtype=dtype), **settings)
    check(stack, GRID.window, WholeLook)
    assert not stack.gapless


def test_nothing_to_pick_is_computed_whole_and_told(tmp_path):
    values = image()
    values[2] = 0
    stack = stack_of(tmp_path, values, nodata=0)
    check(stack, GRID.window, WholeLook)
    assert stack.empty[0] == "red"


def test_gapless(tmp_path):
    stack = stack_of(tmp_path, image())
    assert stack.gapless
    assert np.isfinite(stack.read(GRID.window)).all()


def test_an_image_that_ends_before_another_has_gaps(tmp_path):
    one = write_raster(tmp_path / "a.tif", image(), GRID, Extras(descriptions=NAMES))
    small = utm_grid(30, 50)
    two = write_raster(tmp_path / "b.tif", image()[:, :30], small, Extras(descriptions=NAMES))
    sources = tuple(RasterSource(path, name="IMAGES") for path in (one, two))
    stack = FeatureStack(FeatureInputs(sources), FeatureSettings(), progress=Silent())
    assert not stack.gapless


def test_other_features_are_read_whole():
    values = np.arange(24.0).reshape(2, 3, 4)
    values[1, 1, 1] = np.nan
    features = ArrayFeatures(values)
    check(features, features.grid.window, WholeLook)
