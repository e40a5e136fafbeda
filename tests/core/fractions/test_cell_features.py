"""Means of features over coarse cells: by hand, in any kind of cell, with gaps, to learn from."""

import numpy as np
import pytest
from finecover.core.errors import GridError
from finecover.core.fractions import cell_features
from finecover.core.fractions.cell_features import CellMeans
from finecover.core.fractions.table import share_table
from finecover.core.progress import Silent
from finecover.core.rasters.grid import PixelMap, Window
from fraction_scene import Ancillary, KnownFractions, block_means, cell_grid
from scene import ArrayFeatures, pixel_grid

KINDS = ("parallel", "shifted", "turned", "degrees")


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(8)
    return ArrayFeatures(rng.normal(100, 30, (3, 96, 96)))


def test_whole_cells_hold_plain_means(features):
    means = CellMeans(features, cell_grid("parallel", features.grid))
    assert means.names == features.names
    assert means.recipe == features.recipe
    assert means.grid.shape == (12, 12)
    found = means.read(means.grid.window)
    assert found.dtype == np.float32
    expected = block_means(features.values.astype(np.float64))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_each_pixel_counts_in_the_cell_of_its_centre(features, kind):
    grid = cell_grid(kind, features.grid)
    means = CellMeans(features, grid)
    found = means.read(means.grid.window)
    row, col = PixelMap(features.grid, means.grid).cells(Window(-60, -60, 216, 216))
    inner = (slice(60, 156), slice(60, 156))
    for cell in np.ndindex(means.grid.shape):
        mine = (row == cell[0]) & (col == cell[1])
        inside = mine[inner]
        value = found[(slice(None), *cell)]
        if not inside.sum() * 2 >= mine.sum() > 0:
            assert np.isnan(value).all()
        else:
            np.testing.assert_allclose(value, features.values[:, inside].mean(axis=1), rtol=1e-5)
    assert np.isfinite(found[0]).sum() > 60


@pytest.mark.parametrize("kind", KINDS)
def test_windows_change_no_byte(features, monkeypatch, kind):
    means = CellMeans(features, cell_grid(kind, features.grid))
    whole = means.read(means.grid.window)
    monkeypatch.setattr(cell_features, "_PIXELS", 300)
    np.testing.assert_array_equal(means.read(means.grid.window), whole)
    for tile in means.tiles(means.grid.window, side=4):
        np.testing.assert_array_equal(
            means.read(tile), whole[(slice(None), *tile.inside(means.grid.window))]
        )
    wide = means.grid.window.expand(2)
    around = means.read(wide)
    np.testing.assert_array_equal(around[:, 2:-2, 2:-2], whole)
    assert np.isnan(around[:, :2]).all()


def test_tiles_cover_the_cells_once(features):
    means = CellMeans(features, cell_grid("shifted", features.grid))
    count = np.zeros(means.grid.shape, int)
    frame = Window(1, 1, 7, 6)
    for tile in means.tiles(frame, side=3):
        count[tile.inside(means.grid.window)] += 1
    assert (count[frame.inside(means.grid.window)] == 1).all()
    assert count.sum() == 42


def test_gaps_count_by_feature():
    values = np.arange(3 * 16 * 16, dtype=np.float32).reshape(3, 16, 16)
    holes = Ancillary(values.copy())
    holes.values[0, :3, :8] = np.nan  # less than half of the first cell
    holes.values[1, 8:13, :8] = np.nan  # more than half of the third
    holes.values[2, 8:, 8:] = np.nan  # the ancillary one in all of the fourth
    means = CellMeans(holes, pixel_grid(2, 2, pixel=80.0)).read(Window(0, 0, 2, 2))
    np.testing.assert_allclose(means[:, 0, 0], values[:, 3:8, :8].mean(axis=(1, 2)))
    assert np.isnan(means[:, 1, 0]).all()
    np.testing.assert_allclose(means[:2, 1, 1], values[:2, 8:, 8:].mean(axis=(1, 2)))
    assert np.isnan(means[2, 1, 1])
    np.testing.assert_allclose(means[:, 0, 1], values[:, :8, 8:].mean(axis=(1, 2)))


def test_a_table_can_be_drawn_from_them(features):
    means = CellMeans(features, cell_grid("parallel", features.grid))
    shares = np.random.default_rng(0).dirichlet(np.ones(3), (12, 12)).transpose(2, 0, 1)
    known = KnownFractions(shares, means.grid)
    known.classes = 3
    table = share_table(means, known, area=None, most=100, seed=1, progress=Silent())
    assert len(table) == 100
    whole = means.read(means.grid.window)
    np.testing.assert_array_equal(table.features, whole[:, table.rows, table.cols].T)


def test_cells_elsewhere_are_refused(features):
    away = pixel_grid(9, 9, pixel=80.0).crop(Window(100, 100, 9, 9))
    with pytest.raises(GridError, match="do not overlap"):
        CellMeans(features, away)
