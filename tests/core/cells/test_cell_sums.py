import tempfile

import numpy as np
import pytest
from affine import Affine
from finecover.core.cells import cell_sums
from finecover.core.cells.cell_sums import QUANTUM, CellSums, can_compare
from finecover.core.cells.coarse import CoarseMap
from finecover.core.errors import InputError
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Grid, Window
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import WGS84, around
from rasterio.warp import transform as warp
from scene import coarse_map, pixel_grid

LEGEND = generic(np.array([1, 5, 9]))


def collected(sums):
    """All strips together: seen, hard and soft as int64 arrays over the box."""
    strips = list(sums.strips())
    soft = None if strips[0].soft is None else np.concatenate([one.soft for one in strips])
    return (
        np.concatenate([one.seen for one in strips]),
        np.concatenate([one.hard for one in strips]),
        soft,
    )


def add_tiles(sums, labels, probabilities, tiles):
    origin = sums.frame
    for tile in tiles:
        rows, cols = tile.inside(origin)
        part = None if probabilities is None else probabilities[:, rows, cols]
        sums.add(tile, labels[rows, cols], part)


def random_map(shape, *, seed=0, classes=3):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(classes), shape).transpose(2, 0, 1)
    labels = np.where(rng.random(shape) < 0.2, -1, probabilities.argmax(axis=0)).astype(np.int16)
    return labels, np.where(labels >= 0, probabilities, np.nan)


def test_by_hand():
    labels = np.array([[0, 0, 1, 1], [0, -1, 1, 2], [2, 2, -1, -1], [2, 0, -1, -1]], np.int16)
    shares = np.zeros((3, 4, 4))
    shares[:, :2, :2] = np.array([0.5, 0.25, 0.25])[:, None, None]
    shares[:, 1, 1] = np.nan
    coarse, fine = coarse_map([[0, 1], [2, -1]], cell=2), pixel_grid(4, 4)
    with CellSums(coarse, fine, LEGEND, frame=fine.window) as sums:
        sums.add(fine.window, labels, shares)
        seen, hard, soft = collected(sums)
    assert sums.box == Window(0, 0, 2, 2)
    np.testing.assert_array_equal(seen, [[4, 4], [4, 4]])
    np.testing.assert_array_equal(hard, [[[3, 0, 0], [0, 3, 1]], [[1, 0, 3], [0, 0, 0]]])
    expected = np.zeros((2, 2, 3), np.int64)
    expected[0, 0] = np.array([1.5, 0.75, 0.75]) * QUANTUM
    np.testing.assert_array_equal(soft, expected)
    assert hard.dtype == soft.dtype == np.int64


def grids():
    """Fine grids and coarse maps: aligned, shifted by a part of a pixel, other CRS, turned."""
    fine = pixel_grid(60, 70)
    aligned = coarse_map(np.zeros((8, 9)))
    shifted = Grid(fine.crs_wkt, aligned.grid.transform * Affine.translation(-0.33, -0.71), (9, 10))
    other = around(fine, wkt=WGS84, size=0.0007)
    turned = Grid(fine.crs_wkt, aligned.grid.transform * Affine.rotation(25), (12, 12))
    maps = {
        name: CoarseMap(np.zeros(grid.shape, np.int16), grid, LEGEND, (0, 0), grid.shape[1])
        for name, grid in (("shifted", shifted), ("other", other), ("turned", turned))
    }
    return fine, {"aligned": aligned, **maps}


@pytest.mark.parametrize("name", ["aligned", "shifted", "other", "turned"])
def test_the_cut_into_tiles_changes_nothing(name):
    fine, maps = grids()
    frame = Window(3, 5, 50, 60)
    labels, probabilities = random_map((50, 60))
    results = []
    for size in (7, 16, 64):
        tiles = list(fine.tiles(size, within=frame))
        if size == 16:
            tiles.reverse()
        with CellSums(maps[name], fine, LEGEND, frame=frame) as sums:
            add_tiles(sums, labels, probabilities, tiles)
            results.append(collected(sums))
    for other in results[1:]:
        for one, two in zip(results[0], other):
            np.testing.assert_array_equal(one, two)
    assert results[0][0].any()


@pytest.mark.parametrize("name", ["shifted", "other", "turned"])
def test_a_pixel_belongs_to_the_cell_that_holds_its_centre(name):
    fine, maps = grids()
    coarse = maps[name]
    labels, _ = random_map(fine.shape)
    with CellSums(coarse, fine, LEGEND, frame=fine.window, soft=False) as sums:
        add_tiles(sums, labels, None, fine.tiles(32))
        _, hard, soft = collected(sums)
    assert soft is None
    rows, cols = np.indices(fine.shape) + 0.5
    x, y = fine.xy(rows, cols)
    if name == "other":
        x, y = (
            np.reshape(v, fine.shape) for v in warp(fine.crs, coarse.grid.crs, x.ravel(), y.ravel())
        )
    row, col = coarse.grid.rowcol(x, y)
    expected = np.zeros((*coarse.grid.shape, 3), np.int64)
    known = (labels >= 0) & (row >= 0) & (col >= 0)
    known &= (row < coarse.grid.shape[0]) & (col < coarse.grid.shape[1])
    at = row[known].astype(int), col[known].astype(int), labels[known]
    np.add.at(expected, at, 1)
    rows, cols = sums.box.inside(coarse.grid.window)
    np.testing.assert_array_equal(hard, expected[rows, cols])
    assert expected.sum() == hard.sum(), "no pixel fell beside the box"


@settings(deadline=None, max_examples=30)
@given(
    st.integers(1, 30), st.integers(1, 30), st.floats(0.6, 12), st.floats(-5, 5), st.integers(0, 99)
)
def test_no_pixel_is_lost(rows, cols, cell, shift, seed):
    fine = pixel_grid(rows, cols)
    transform = fine.transform * Affine.translation(-12, -12) * Affine.scale(cell)
    transform *= Affine.translation(shift / 6, shift / 6)
    grid = Grid(fine.crs_wkt, transform, (100, 100))
    coarse = CoarseMap(np.zeros(grid.shape, np.int16), grid, LEGEND, (0, 0), 100)
    labels, probabilities = random_map(fine.shape, seed=seed)
    with CellSums(coarse, fine, LEGEND, frame=fine.window) as sums:
        add_tiles(sums, labels, probabilities, fine.tiles(11))
        seen, hard, soft = collected(sums)
    assert seen.sum() == fine.shape[0] * fine.shape[1]
    np.testing.assert_array_equal(hard.sum(axis=(0, 1)), np.bincount(labels[labels >= 0], None, 3))
    whole = np.rint(np.nan_to_num(probabilities) * QUANTUM).sum(axis=(1, 2))
    np.testing.assert_array_equal(soft.sum(axis=(0, 1)), whole)


def test_labels_and_probabilities_in_passes_of_their_own():
    coarse, fine = coarse_map(np.zeros((3, 3)), cell=4), pixel_grid(12, 12)
    labels, probabilities = random_map(fine.shape)
    with CellSums(coarse, fine, LEGEND, frame=fine.window) as sums:
        sums.add(fine.window, labels, probabilities.astype(np.float32))
        together = collected(sums)
    with CellSums(coarse, fine, LEGEND, frame=fine.window) as sums:
        for tile in fine.tiles(5):
            rows, cols = tile.inside(fine.window)
            sums.add(tile, None, probabilities.astype(np.float32)[:, rows, cols])
        sums.add(fine.window, labels)
        apart = collected(sums)
    for one, two in zip(together, apart):
        np.testing.assert_array_equal(one, two)


def test_off_the_coarse_map():
    fine = pixel_grid(4, 4)
    coarse = coarse_map(np.zeros((3, 3)), cell=2)
    far = Grid(fine.crs_wkt, fine.transform * Affine.translation(500, 500), (4, 4))
    with CellSums(coarse, far, LEGEND, frame=far.window) as sums:
        sums.add(far.window, np.zeros((4, 4), np.int16), np.ones((3, 4, 4)))
        assert not any(part.any() for part in collected(sums))


def test_rows_come_in_parts(monkeypatch):
    monkeypatch.setattr(cell_sums, "_STRIP_NUMBERS", 40)
    coarse, fine = coarse_map(np.zeros((5, 2)), cell=4), pixel_grid(20, 8)
    with CellSums(coarse, fine, LEGEND, frame=fine.window) as sums:
        sums.add(fine.window, np.zeros((20, 8), np.int16))
        strips = list(sums.strips())
    assert [one.window for one in strips] == [
        Window(r, 0, h, 2) for r, h in ((0, 2), (2, 2), (4, 1))
    ]
    assert all((one.hard[..., 0] == 16).all() for one in strips)


def test_the_file_goes_whatever_happens(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fine = pixel_grid(4, 4)
    sums = CellSums(coarse_map([[0]], cell=4), fine, LEGEND, frame=fine.window)
    assert not list(tmp_path.iterdir())
    with sums:
        sums.add(fine.window, np.zeros((4, 4), np.int16))
        (folder,) = tmp_path.iterdir()
        assert (folder / "sums").stat().st_size == 7 * 8
    assert not list(tmp_path.iterdir())
    with sums:
        assert not collected(sums)[0].any(), "entered again, it starts from nothing"
    with pytest.raises(ValueError, match="outside"), sums:
        sums.add(Window(0, 0, 9, 9), np.zeros((9, 9), np.int16))
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="not open"):
        sums.add(fine.window, np.zeros((4, 4), np.int16))
    with pytest.raises(ValueError, match="not open"):
        next(sums.strips())


def test_no_room(tmp_path, monkeypatch):
    def full(path, size):
        path.write_bytes(b"0")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(cell_sums, "_fill", full)
    fine = pixel_grid(4, 4)
    with pytest.raises(InputError, match=r"No space left on device.*TMPDIR"):
        CellSums(coarse_map([[0]], cell=4), fine, LEGEND, frame=fine.window).__enter__()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("window", "labels", "classes"),
    [
        (Window(0, 0, 4, 5), np.zeros((4, 5)), 3),
        (Window(0, 0, 4, 4), np.zeros((4, 3)), 3),
        (Window(0, 0, 4, 4), np.full((4, 4), 3), 3),
        (Window(0, 0, 4, 4), np.zeros((4, 4)), 2),
    ],
)
def test_what_does_not_fit_is_refused(window, labels, classes):
    fine = pixel_grid(4, 4)
    with CellSums(coarse_map([[0]], cell=4), fine, LEGEND, frame=fine.window) as sums:
        with pytest.raises(ValueError, match=r"fit|outside"):
            sums.add(window, labels.astype(np.int16), np.zeros((classes, *labels.shape)))
        assert not collected(sums)[0].any()


@pytest.mark.parametrize(("cell", "enough"), [(0.5, False), (1, False), (1.9, False), (2, True)])
def test_cells_need_pixels(cell, enough):
    fine = pixel_grid(20, 20)
    assert can_compare(coarse_map(np.zeros((9, 9)), cell=cell), fine) is enough
