"""Coordinates as features: units, turned grids, tiles; among the other features, and in files."""

import json

import numpy as np
import pytest
from affine import Affine
from finecover.core.errors import InputError, ModelError
from finecover.core.features.coordinates import (
    COORDINATE_NAMES,
    check_system,
    coordinate_features,
    coordinate_recipe,
)
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    write_features,
)
from finecover.core.features.missing import image_features
from finecover.core.fractions.feature_groups import feature_groups
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid, Window
from finecover.core.rasters.raster import RasterSource
from raster_data import ORIGIN, UTM, WGS84, Extras, texture, utm_grid, write_raster
from rasterio.crs import CRS

FEET = CRS.from_epsg(2264).to_wkt()  # North Carolina, US survey feet


def test_projected_ones_are_kilometres_to_the_centres():
    x, y = coordinate_features(utm_grid(4, 5, size=100.0), Window(1, 2, 2, 3))
    assert COORDINATE_NAMES == ("x", "y")
    assert x.dtype == np.float32
    np.testing.assert_allclose(x[1], ORIGIN[0] / 1000 + np.array([0.25, 0.35, 0.45]), rtol=1e-7)
    np.testing.assert_allclose(y[:, 2], ORIGIN[1] / 1000 - np.array([0.15, 0.25]), rtol=1e-7)


def test_feet_are_kilometres_too():
    grid = Grid(FEET, Affine(100, 0, 2e6, 0, -100, 7e5), (2, 2))
    x, y = coordinate_features(grid, grid.window)
    assert x[0, 0] == pytest.approx(2_000_050 * 1200 / 3937 / 1000, rel=1e-6)
    assert y[1, 0] == pytest.approx(699_850 * 1200 / 3937 / 1000, rel=1e-6)


def test_geographic_ones_are_degrees():
    grid = Grid(WGS84, Affine(0.5, 0, -10, 0, -0.25, 40), (4, 4))
    x, y = coordinate_features(grid, Window(0, 0, 1, 2))
    np.testing.assert_allclose(x, [[-9.75, -9.25]], rtol=1e-7)
    np.testing.assert_allclose(y, [[39.875, 39.875]], rtol=1e-7)


@pytest.mark.parametrize("turn", [0, 20])
def test_tiles_change_no_byte(turn):
    grid = Grid(UTM, utm_grid().transform * Affine.rotation(turn), (13, 17))
    whole = coordinate_features(grid, grid.window)
    for tile in grid.tiles(5):
        part = coordinate_features(grid, tile)
        np.testing.assert_array_equal(part, whole[(slice(None), *tile.inside(grid.window))])


def test_pixels_outside_the_grid_have_their_place():
    grid = utm_grid(4, 4)
    beyond = coordinate_features(grid, Window(-2, -2, 8, 8))
    np.testing.assert_array_equal(beyond[:, 2:6, 2:6], coordinate_features(grid, grid.window))


PLAIN = FeatureSettings(indices="none")
GRID = utm_grid(20, 30)


def stack_of(folder, *, names=("red", "nir"), **more):
    values = texture((2, *GRID.shape))
    values[:, 3, 4] = 0
    path = write_raster(folder / "image.tif", values, GRID, Extras(0, names))
    soil = write_raster(folder / "soil.tif", texture((1, *GRID.shape), seed=3), GRID)
    inputs = FeatureInputs((RasterSource(path),), ancillary=(RasterSource(soil),), **more)
    return FeatureStack(inputs, PLAIN, progress=Silent())


def test_they_come_last_and_are_missing_where_the_image_is(tmp_path):
    stack = stack_of(tmp_path, coordinates=True)
    assert stack.names == ("red", "nir", "soil", "x", "y")
    assert image_features(stack.recipe, stack.names) == 2
    window = Window(2, 1, 9, 7)
    found = stack.read(window)
    expected = coordinate_features(GRID, window)
    expected[:, 1, 3] = np.nan
    np.testing.assert_array_equal(found[3:], expected)
    stack.close()


def test_a_file_of_features_tells_of_them(tmp_path):
    stack = stack_of(tmp_path, coordinates=True)
    write_features(stack, tmp_path / "features.tif", area=None, progress=Silent())
    file = FeatureFile(RasterSource(str(tmp_path / "features.tif")))
    assert file.recipe["coordinates"] is True
    assert file.recipe == json.loads(json.dumps(stack.recipe))
    assert feature_groups(file.recipe, file.names) == {
        "spectral": ("red", "nir"), "ancillary": ("soil",), "coordinates": ("x", "y"),
    }  # fmt: skip
    assert image_features(file.recipe, file.names) == 2
    np.testing.assert_array_equal(file.read(GRID.window), stack.read(GRID.window))
    stack.close()
    file.close()


def test_without_them_a_recipe_is_what_it_was(tmp_path):
    stack = stack_of(tmp_path)
    assert stack.names == ("red", "nir", "soil")
    assert "coordinates" not in json.dumps(stack.recipe)
    stack.close()


def test_a_band_of_the_same_name_is_refused(tmp_path):
    with pytest.raises(InputError, match="COORDINATES: two features would be called 'x'"):
        stack_of(tmp_path, names=("x", "nir"), coordinates=True)


def of_epsg(code):
    return coordinate_recipe(Grid(CRS.from_epsg(code).to_wkt(), GRID.transform, (2, 2)))


def test_a_model_takes_coordinates_of_its_own_system_only():
    check_system(of_epsg(32632), of_epsg(32632))
    with pytest.raises(ModelError, match=r"in WGS 84 / UTM zone 32N, .* in WGS 84 / UTM zone 33N;"):
        check_system(of_epsg(32632), of_epsg(32633))
    with pytest.raises(ModelError, match="images in the model's coordinate system"):
        check_system(of_epsg(4326), of_epsg(32633))


def test_recipes_that_tell_no_system_are_not_compared():
    for other in ({}, {"coordinates_crs": 3}, {"coordinates_crs": "no system"}):
        check_system(of_epsg(32632), other)
        check_system(other, of_epsg(32632))


def test_a_system_is_told_alike_whoever_wrote_it():
    """Files hold it as one text, QGIS hands it over as another; feature files stay the same."""
    system = CRS.from_epsg(32632)
    texts = [system.to_wkt(version=version) for version in ("WKT1_GDAL", "WKT2_2019")]
    told = [coordinate_recipe(Grid(text, GRID.transform, (2, 2))) for text in texts]
    assert texts[0] != texts[1]
    assert told[0] == told[1] == coordinate_recipe(GRID)
