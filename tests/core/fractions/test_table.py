"""The table that shares are learnt from: which pixels are drawn, and what is left out."""

from contextlib import contextmanager

import numpy as np
import pytest
from finecover.core.errors import Cancelled, GridError, InputError
from finecover.core.fractions import table as table_module
from finecover.core.fractions.aggregation import ShareReader
from finecover.core.fractions.table import LEAST_COVERED, PixelCounts, share_table
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import generic
from finecover.core.progress import Silent
from finecover.core.rasters.codes import CodeReader
from finecover.core.rasters.grid import Area
from finecover.core.rasters.raster import RasterSource
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from raster_data import Extras, square, utm_grid, write_raster
from scene import ArrayFeatures, Recorder

RULE = LabelRule(generic(np.array([1, 2, 5])))
GRID = utm_grid(12, 16, size=40.0)


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    values = np.random.default_rng(3).choice(np.array([1, 2, 5], np.uint8), (48, 64))
    values[:8, :8] = 255  # 2 x 2 pixels without labels
    values[8:10, :4] = 255  # half of one
    values[12:15, :4] = 255  # three quarters of one
    path = tmp_path_factory.mktemp("labels") / "fine.tif"
    write_raster(path, values, utm_grid(48, 64), Extras(nodata=255))
    return str(path)


@contextmanager
def reading(path, grid=GRID):
    with CodeReader(RasterSource(path)) as reader:
        yield ShareReader(reader, RULE, grid)


class Beside(ArrayFeatures):
    """Three features of images and one ancillary, which alone may be missing."""

    def __init__(self, values):
        super().__init__(values, grid=GRID)
        self.recipe = {"names": list(self.names), "ancillary": ["f3"], "context": 0}

    def read(self, window):
        rows = slice(window.row, window.row + window.height)
        return self.values[:, rows, window.col : window.col + window.width].copy()


def features(**missing):
    values = np.random.default_rng(0).normal(size=(4, *GRID.shape))
    values[:, 11, 3:6] = np.nan
    values[3, 10, 7] = np.inf
    return Beside(values)


def drawn(path, source=None, **more):
    asked = {"area": None, "most": 1000, "seed": 0, "progress": Silent(), **more}
    with reading(path) as shares:
        return share_table(source or features(), shares, **asked)


def same(first, second):
    for name in ("features", "shares", "covered", "rows", "cols"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert first.counts == second.counts


def test_every_pixel_with_data_is_there_and_the_others_are_counted(labels):
    source = features()
    table = drawn(labels, source)
    assert table.counts == PixelCounts(usable=183, no_label=5, no_image=3, no_ancillary=1)
    assert len(table) == 183
    places = set(zip(table.rows.tolist(), table.cols.tolist()))
    assert not places & {(0, 0), (0, 1), (1, 0), (1, 1), (3, 0), (11, 3), (11, 4), (11, 5), (10, 7)}
    assert (2, 0) in places
    assert list(zip(table.rows, table.cols)) == sorted(places)
    assert table.names == source.names
    assert table.recipe == source.recipe
    assert table.grid == GRID


@given(st.integers(0, 2**16), st.floats(0, 0.5), st.floats(0, 0.5))
@settings(max_examples=15, deadline=None)
def test_what_any_raster_lacks_is_left_out_and_counted(labels, seed, images, ancillary):
    rng = np.random.default_rng(seed)
    source = Beside(rng.normal(size=(4, *GRID.shape)))
    no_image, no_ancillary = (rng.random(GRID.shape) < part for part in (images, ancillary))
    source.values[:, no_image] = np.nan
    source.values[3, no_ancillary] = np.inf
    with reading(labels) as shares:
        labelled = shares.read(GRID.window).covered >= LEAST_COVERED
    usable = labelled & ~no_image & ~no_ancillary
    assume(usable.any())
    table = drawn(labels, source)
    assert table.counts == PixelCounts(
        usable.sum(), (~labelled).sum(), (labelled & no_image).sum(),
        (labelled & ~no_image & no_ancillary).sum(),
    )  # fmt: skip
    np.testing.assert_array_equal(np.stack([table.rows, table.cols]), np.nonzero(usable))


def test_rows_hold_what_the_pixel_holds(labels):
    source = features()
    table = drawn(labels, source)
    assert table.features.dtype == np.float32
    np.testing.assert_array_equal(table.features, source.values[:, table.rows, table.cols].T)
    with reading(labels) as shares:
        found = shares.read(GRID.window)
    np.testing.assert_array_equal(table.shares, found.shares[:, table.rows, table.cols].T)
    np.testing.assert_array_equal(table.covered, found.covered[table.rows, table.cols])
    assert table.covered.min() == pytest.approx(0.5)
    np.testing.assert_allclose(table.shares.sum(axis=1), 1)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_neither_tiles_nor_threads_change_the_draw(labels, monkeypatch, threads):
    expected = drawn(labels, most=40, seed=7)
    assert len(expected) == 40
    assert expected.counts.usable == 183
    monkeypatch.setattr(table_module, "TILE", 3)
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    same(drawn(labels, most=40, seed=7), expected)
    other = drawn(labels, most=40, seed=8)
    assert set(zip(other.rows, other.cols)) != set(zip(expected.rows, expected.cols))


def test_only_the_polygons_are_drawn_from_with_all_that_features_look_at(labels):
    source = features()
    polygon = Area((square(GRID, 4, 4, 6, 5),), GRID.crs_wkt)
    inside = drawn(labels, source, area=polygon)
    assert inside.counts == PixelCounts(usable=30)
    assert (inside.rows.min(), inside.rows.max()) == (4, 9)
    assert (inside.cols.min(), inside.cols.max()) == (4, 8)
    source.recipe = {**source.recipe, "context": 3}
    narrow = drawn(labels, source, area=polygon)
    assert narrow.counts == PixelCounts(usable=12, at_edge=18)
    assert (narrow.rows.min(), narrow.rows.max()) == (5, 8)
    source.recipe = {**source.recipe, "context": 9}
    with pytest.raises(InputError, match=r"30 at the edge of the area.*; draw a larger area, or"):
        drawn(labels, source, area=polygon)


def test_samples_can_be_taken(labels):
    table = drawn(labels)
    some = table.take(table.rows == 5)
    assert len(some) == 16
    assert (some.rows == 5).all()
    assert some.names == table.names
    np.testing.assert_array_equal(some.shares, table.shares[table.rows == 5])


def test_what_cannot_be_drawn_is_told(labels):
    with pytest.raises(InputError, match="1 samples are too few"):
        drawn(labels, most=1)
    bare = features()
    bare.values[:] = np.nan
    told = r"No pixel has labels .*\(5 pixels with too few labels, 187 without image"
    with pytest.raises(InputError, match=told):
        drawn(labels, bare)
    with reading(labels, utm_grid(6, 8, size=80.0)) as shares, pytest.raises(GridError):
        share_table(features(), shares, area=None, most=9, seed=0, progress=Silent())


def test_reading_can_be_cancelled(labels, monkeypatch):
    monkeypatch.setattr(table_module, "TILE", 2)
    with pytest.raises(Cancelled):
        drawn(labels, progress=Recorder(cancel_after=5))
