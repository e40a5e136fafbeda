import threading

import numpy as np
import pytest
from finecover.core.learning.applicability import TrainingDomain
from finecover.core.mapping.outside import (
    LastRead,
    OutsideCheck,
    OutsideCounts,
    Subsample,
    count_outside,
    pixels_to_map,
)
from finecover.core.rasters.grid import Window
from scene import ArrayFeatures, box, pixel_grid


@pytest.fixture(scope="module")
def domain():
    rng = np.random.default_rng(0)
    return TrainingDomain.fit(rng.normal(size=(200, 3)), np.ones(3))


@pytest.mark.parametrize("pixels", [1, 999, 1000, 1001, 2500, 4000, 123_457, 10**8, 10**11])
def test_about_as_many_pixels_as_wanted_are_drawn(pixels):
    blocks = Subsample.of(pixels, wanted=1000)
    drawn = pixels / (blocks.height * blocks.width)
    assert drawn <= 1000
    assert drawn >= min(pixels, 500)
    assert blocks.complete == (pixels <= 1000)


@pytest.mark.parametrize("blocks", [Subsample(1, 1), Subsample(1, 3), Subsample(5, 7)])
def test_one_pixel_of_each_block_whatever_the_tiles(blocks):
    grid = pixel_grid(61, 83)
    rows, cols = blocks.within(grid.window)
    whole = set(zip(rows.tolist(), cols.tolist()))
    block = list(zip((rows // blocks.height).tolist(), (cols // blocks.width).tolist()))
    assert len(whole) == len(block) == len(set(block))
    # blocks at the far edges may have drawn a pixel beyond them
    assert len(whole) >= (61 // blocks.height) * (83 // blocks.width)
    for size in (1, 8, 50):
        parts = [blocks.within(tile) for tile in grid.tiles(size)]
        found = [pair for r, c in parts for pair in zip(r.tolist(), c.tolist())]
        assert len(found) == len(whole)
        assert set(found) == whole


def test_places_within_blocks_are_even():
    rows, cols = Subsample(4, 4).within(Window(0, 0, 400, 400))
    places = np.bincount((rows % 4) * 4 + cols % 4, minlength=16)
    assert places.sum() == 10_000
    assert ((places - 625) ** 2 / 625).sum() < 38  # chi-square, 15 degrees of freedom, p = 0.001
    stripes = np.bincount(rows % 4, minlength=4)
    assert abs(stripes - 2500).max() < 200


def test_far_from_the_origin():
    rows, cols = Subsample(30, 40).within(Window(2_000_000, 3_000_000, 60, 80))
    assert rows.min() >= 2_000_000
    assert cols.max() < 3_000_080
    assert 1 <= rows.size <= 9


def test_counting_by_class():
    labels = np.array([[0, 2, -1], [2, 2, 0]])
    unlike = np.array([[0.2, 0.4, 9], [0.6, 0.5, 0.5]], np.float32)
    counts = count_outside(labels, unlike, threshold=0.5, n_classes=3)
    np.testing.assert_array_equal(counts, [[2, 0, 3], [0, 0, 1]])
    assert counts.dtype == np.int64
    just_above = np.array([0.3], np.float32)  # 0.30000001 as a number of the raster
    assert count_outside(np.array([0]), just_above, threshold=0.3, n_classes=1)[1, 0] == 1


def test_what_the_counts_tell():
    counts = OutsideCounts(np.array([80, 0, 20]), np.array([2, 0, 10]), 0.5287, complete=False)
    assert counts.pixels == 100
    assert counts.share == 0.12
    np.testing.assert_array_equal(counts.shares, [0.025, np.nan, 0.5])
    told = counts.sentence()
    assert told.startswith("12.0 % of the mapped pixels lie outside the area of applicability")
    assert "above 0.529" in told
    assert told.endswith("Estimated from 100 pixels.")
    whole = OutsideCounts(counts.examined, counts.outside, 0.5, complete=True)
    assert "stimated" not in whole.sentence()


def test_nothing_looked_at():
    none = OutsideCounts(np.zeros(2, int), np.zeros(2, int), 0.5, complete=True)
    assert np.isnan(none.share)
    assert none.sentence().startswith("No mapped pixel")


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (box(10, 20, 30, 15), 450),
        (box(10, 20, 0.1, 0.1), 1),
        (box(-50, -50, 500, 500), 96 * 90),
    ],
)
def test_pixels_of_polygons(area, expected):
    grid = pixel_grid(96, 90)
    assert pixels_to_map(area.on(grid), grid.window) == expected
    assert pixels_to_map(None, grid.window) == 96 * 90


def test_pixels_of_polygons_with_holes_and_parts():
    grid = pixel_grid(96, 90)
    rings = [box(*at).geometries[0]["coordinates"][0] for at in ((0, 0, 20, 20), (5, 5, 8, 8))]
    far = box(60, 60, 10, 10)
    shapes = ({"type": "Polygon", "coordinates": rings}, far.geometries[0])
    area = type(far)(shapes, far.crs_wkt, "GEO")
    assert pixels_to_map(area.on(grid), grid.window) == 400 - 64 + 100


class Counting(ArrayFeatures):
    """Features that count how often they are read."""

    reads = 0

    def read(self, window):
        self.reads += 1
        return super().read(window)


def test_pixels_read_last_cost_no_second_reading():
    source = Counting(np.arange(2 * 20 * 30).reshape(2, 20, 30))
    read = LastRead(source)
    rows, cols = np.array([6, 9]), np.array([7, 12])
    wide, tile = Window(4, 5, 10, 12), Window(6, 7, 4, 6)
    assert read.names == source.names
    read.read(wide)
    np.testing.assert_array_equal(
        read.pixels(rows, cols, within=tile), source.values[:, rows, cols].T
    )
    assert source.reads == 1
    beyond = Window(6, 7, 10, 10)
    np.testing.assert_array_equal(
        read.pixels(rows, cols, within=beyond), source.values[:, rows, cols].T
    )
    assert source.reads == 2
    other = threading.Thread(target=read.pixels, args=(rows, cols), kwargs={"within": tile})
    other.start()
    other.join()
    assert source.reads == 3, "another thread has not read it"


def test_the_check_compares_the_models_columns(domain):
    rng = np.random.default_rng(5)
    values = rng.normal(size=(4, 12, 14)).astype(np.float32)
    values[1:, :6] += 40  # the upper half is far from any sample
    read = LastRead(ArrayFeatures(values))
    check = OutsideCheck(domain, Subsample(1, 1), read, np.array([3, 1, 2]))
    labels = np.zeros((12, 14), np.int16)
    labels[:, 7:], labels[11] = 1, -1
    tile = Window(0, 0, 12, 14)
    read.read(tile)
    examined, outside = check.count(tile, labels, n_classes=3)
    np.testing.assert_array_equal(examined, [77, 77, 0])
    unlike = domain.dissimilarity(values[[3, 1, 2]].reshape(3, -1).T).reshape(12, 14)
    for label in (0, 1):
        expected = (unlike[labels == label] > domain.threshold).sum()
        assert outside[label] == expected >= 42
    nothing = check.count(tile, np.full((12, 14), -1, np.int16), n_classes=3)
    np.testing.assert_array_equal(nothing, np.zeros((2, 3)))
