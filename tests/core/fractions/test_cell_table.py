"""Coarse cells as samples: their fractions beside the means of their pixels, inside polygons."""

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.fractions.cell_table import band_legend, cell_table
from finecover.core.fractions.downscaling import CoarseFractions
from finecover.core.progress import Silent
from finecover.core.rasters.area import Area
from finecover.core.rasters.raster import RasterSource
from fraction_scene import LEGEND, KnownFractions, block_means, cell_grid
from raster_data import Extras, utm_grid, write_raster
from scene import CELL, ORIGIN, PIXEL, WKT, ArrayFeatures, pixel_grid


@pytest.fixture
def features():
    return ArrayFeatures(np.random.default_rng(8).normal(100, 30, (3, 96, 96)))


def fractions(grid, seed=1):
    shares = np.random.default_rng(seed).dirichlet(np.ones(3), grid.shape).transpose(2, 0, 1)
    return CoarseFractions(KnownFractions(shares, grid), LEGEND)


def table(features, known, *, area=None, most=1000):
    return cell_table(features, known, area=area, most=most, seed=0, progress=Silent())


def pixel_area(top, left, bottom, right):
    """Return a polygon around pixels, ends excluded."""
    west, east = (ORIGIN[0] + at * PIXEL for at in (left, right))
    north, south = (ORIGIN[1] - at * PIXEL for at in (top, bottom))
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return Area(({"type": "Polygon", "coordinates": [ring]},), WKT)


def test_cells_come_with_their_fractions_and_the_means_of_their_pixels(features):
    grid = cell_grid("parallel", features.grid)
    known = fractions(grid)
    found = table(features, known)
    assert len(found) == 144
    assert found.grid == grid
    assert found.names == features.names
    means = block_means(features.values.astype(np.float64))
    np.testing.assert_allclose(found.features, means[:, found.rows, found.cols].T, rtol=1e-6)
    np.testing.assert_array_equal(found.shares, known.reader.shares[:, found.rows, found.cols].T)


def test_only_the_part_of_the_cells_under_the_features_is_read(features):
    wide = pixel_grid(30, 30, pixel=PIXEL * CELL)
    known = fractions(wide)
    found = table(features, known)
    assert len(found) == 144
    assert max(found.grid.shape) < 30
    np.testing.assert_array_equal(found.shares, known.reader.shares[:, found.rows, found.cols].T)


def test_pixels_outside_the_polygons_do_not_count(features):
    """The polygon ends within the fourth row of cells, of which it holds more than half."""
    rows = 3 * CELL + 5
    known = fractions(cell_grid("parallel", features.grid))
    found = table(features, known, area=pixel_area(0, 0, rows, 96))
    assert found.rows.max() == 3
    changed = ArrayFeatures(np.where(np.arange(96)[:, None] >= rows, 1e6, features.values))
    again = table(changed, known, area=pixel_area(0, 0, rows, 96))
    np.testing.assert_array_equal(found.features, again.features)
    inside = features.values[:, 3 * CELL : rows, :CELL].mean(axis=(1, 2))
    first = (found.rows == 3) & (found.cols == 0)
    np.testing.assert_allclose(found.features[first][0], inside, rtol=1e-6)


def test_what_a_pixel_looks_at_lies_inside_as_well():
    wide = ArrayFeatures(np.ones((2, 96, 96)), context=5)
    known = fractions(cell_grid("parallel", wide.grid))
    values = wide.values.copy()
    values[:, 38:] = 7.0  # the two rows of pixels within the polygon that see beyond it
    seen = ArrayFeatures(values, context=5)
    area = pixel_area(0, 0, 40, 96)
    np.testing.assert_array_equal(
        table(wide, known, area=area).features, table(seen, known, area=area).features
    )


def test_bands_become_classes_with_their_names(tmp_path):
    path = write_raster(
        tmp_path / "f.tif", np.zeros((3, 4, 5), np.float32), utm_grid(4, 5),
        Extras(descriptions=("Trees", "", "Rock")),
    )  # fmt: skip
    legend = band_legend(RasterSource(str(path)))
    assert legend.names == ("Trees", "Class 2", "Rock")
    assert legend.codes.tolist() == [1, 2, 3]
    with pytest.raises(InputError, match=r"f\.tif' has 1 band; give a raster with a band for each"):
        band_legend(RasterSource(str(path), (2,)))
