import math
from contextlib import contextmanager

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.cells import cell_sums
from finecover.core.cells.cell_scores import joint_legend, score_cells
from finecover.core.cells.cell_sums import QUANTUM, CellSums
from finecover.core.cells.coarse import CoarseMap
from finecover.core.cells.consistency import CELL_BANDS, check_consistency, write_cells
from finecover.core.errors import Cancelled, GridError
from finecover.core.legends.legend import LandCoverClass, Legend, generic
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Grid, Window
from finecover.core.reports.consistency_picture import consistency_picture
from hypothesis import given, settings
from hypothesis import strategies as st
from raster_data import WGS84, around
from rasterio.io import MemoryFile
from rasterio.warp import transform as warp
from scene import ORIGIN, Recorder, coarse_map, pixel_grid

LEGEND = generic(np.array([1, 5, 9]))
HAND = np.array([[0, 0, 1, 1], [0, 2, 1, 2], [2, 2, 0, 0], [2, 2, 0, 1]], np.int16)
# one probability per cell: each pixel of the cell has it
HAND_SHARES = np.array(
    [[[0.5, 0.25], [0.5, 0.75]], [[0.25, 0.5], [0.0, 0.0]], [[0.25] * 2, [0.5, 0.25]]]
)
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@contextmanager
def summed(coarse, labels, probabilities=None, *, fine=None, frame=None, legend=LEGEND):
    """Open sums of a map handed over in one piece, ``labels`` covering the frame."""
    fine = fine or pixel_grid(*labels.shape)
    frame = frame or fine.window
    soft = probabilities is not None
    with CellSums(coarse, fine, legend, frame=frame, soft=soft) as sums:
        sums.add(frame, labels, probabilities)
        yield sums


def compare(coarse, labels, probabilities=None, **more):
    with summed(coarse, labels, probabilities, **more) as sums:
        return check_consistency(sums, coarse, progress=Silent())


def by_code(consistency):
    return {entry.code: entry for entry in consistency.classes}


def fine_shares(shares, factor=2):
    return shares.repeat(factor, 1).repeat(factor, 2)


def test_by_hand():
    # cells hold classes 0 0 0 2 | 1 1 1 2 | 2 2 2 2 | 0 0 0 1; the coarse map says 0 1 / 2 1
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    found = compare(coarse, HAND, fine_shares(HAND_SHARES))
    assert (found.cells, found.partly, found.unlabelled) == (4, 0, 0)
    assert found.agreement == 3 / 4
    assert found.mean_hard == (3 / 4 + 3 / 4 + 1 + 1 / 4) / 4
    # soft: 0.5 0.5 | 0.25 0 -> label wins, label wins, ties (0.5 : 0.5), loses
    assert found.agreement_soft == 3 / 4
    assert found.mean_soft == (0.5 + 0.5 + 0.5 + 0) / 4
    np.testing.assert_array_equal(found.matrix, [[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    assert found.window == Window(0, 0, 2, 2)
    water = by_code(found)[5]
    assert (water.cells, water.agreed, water.agreement) == (2, 1, 0.5)
    assert water.coarse_share == 8 / 16
    assert water.fine_share_hard == 4 / 16
    assert water.fine_share_soft == (0.25 + 0.5) / 4
    assert water.bias_hard == pytest.approx(-25)
    assert water.bias_soft == pytest.approx(100 * (0.1875 - 0.5))
    assert sum(entry.fine_share_hard for entry in found.classes) == 1


def test_worst_cells_by_hand():
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    moved = CoarseMap(coarse.labels, coarse.grid, coarse.legend, (30, 400), 1000)
    found = compare(moved, HAND, fine_shares(HAND_SHARES)).worst
    assert [(cell.row, cell.col) for cell in found] == [(31, 401), (30, 400), (30, 401), (31, 400)]
    first = found[0]
    assert (first.label, first.majority, first.soft_share, first.hard_share) == (5, 1, 0.0, 0.25)
    assert (first.x, first.y) == (ORIGIN[0] + 30, ORIGIN[1] - 30)
    (longitude,), (latitude,) = warp(coarse.grid.crs, "EPSG:4326", [first.x], [first.y])
    assert (first.longitude, first.latitude) == pytest.approx((longitude, latitude))


def test_without_probabilities():
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    found = compare(coarse, HAND)
    assert found.agreement == 3 / 4
    assert math.isnan(found.mean_soft)
    assert math.isnan(found.agreement_soft)
    assert math.isnan(by_code(found)[5].fine_share_soft)
    assert [(cell.row, cell.col) for cell in found.worst] == [(1, 1), (0, 0), (0, 1), (1, 0)]
    assert math.isnan(found.worst[0].soft_share)


def test_a_tie_goes_to_the_own_class():
    labels = np.array([[0, 0, 1, 1]], np.int16).reshape(2, 2)
    for own in (0, 1):
        found = compare(coarse_map([[own]], cell=2), labels)
        assert found.agreement == 1
        assert found.mean_hard == 0.5
    found = compare(coarse_map([[2]], cell=2), labels)
    assert found.worst[0].majority == 1, "else to the lowest code"


def test_half_of_a_cell_must_be_mapped():
    labels = np.array([[0, -1, 0, -1], [0, -1, -1, -1], [1, 1, 1, 1], [1, 1, 1, 1]], np.int16)
    coarse = coarse_map([[0, 0], [1, -1]], cell=2)
    found = compare(coarse, labels)
    assert (found.cells, found.partly, found.unlabelled) == (2, 1, 1)
    assert found.agreement == 1
    assert by_code(found)[1].coarse_share == 2 / 6
    assert found.window == Window(0, 0, 2, 1)


@pytest.mark.parametrize(("cols", "cells", "partly"), [(5, 1, 1), (6, 2, 0), (7, 2, 0), (8, 2, 0)])
def test_what_lies_beyond_the_image_is_not_mapped(cols, cells, partly):
    coarse = coarse_map(np.zeros((1, 3)), cell=4)
    found = compare(coarse, np.zeros((4, cols), np.int16))
    assert (found.cells, found.partly) == (cells, partly)


def test_what_lies_beyond_the_frame_is_not_mapped():
    coarse, fine = coarse_map(np.zeros((3, 3)), cell=4), pixel_grid(12, 12)
    frame = Window(3, 2, 7, 6)  # of the cells' pixels 1, 4 and 2 rows, 2 and 4 columns
    labels = np.zeros((7, 6), np.int16)
    found = compare(coarse, labels, fine=fine, frame=frame)
    shares = np.outer([1, 4, 2], [2, 4]) / 16
    assert found.cells == (shares >= 0.5).sum() == 3
    assert found.partly == 3
    assert found.window == Window(1, 0, 2, 2)


def test_small_cells_that_are_wholly_mapped_count_in_full():
    # cells of 1.5 pixels hold 1, 2 or 4 centres; 1 is less than half of 2.25
    fine = pixel_grid(12, 12)
    coarse = coarse_map(np.zeros((8, 8)), cell=1.5)
    found = compare(coarse, np.zeros(fine.shape, np.int16))
    assert (found.cells, found.partly) == (64, 0)


@pytest.mark.parametrize("name", ["shifted", "other"])
def test_grids_that_do_not_match(name):
    fine = pixel_grid(96, 96)
    rng = np.random.default_rng(4)
    if name == "shifted":
        at = fine.transform * Affine.scale(9.3) * Affine.translation(-0.4, -0.7)
        grid = Grid(fine.crs_wkt, at, (12, 12))
    else:
        grid = around(fine, wkt=WGS84, size=0.001)
    labels = rng.integers(0, 3, grid.shape).astype(np.int16)
    coarse = CoarseMap(labels, grid, LEGEND, (0, 0), grid.shape[1])
    rows, cols = np.indices(fine.shape) + 0.5
    x, y = fine.xy(rows, cols)
    if name == "other":
        x, y = (np.reshape(v, fine.shape) for v in warp(fine.crs, grid.crs, x.ravel(), y.ravel()))
    row, col = (v.astype(int) for v in grid.rowcol(x, y))
    found = compare(coarse, labels[row, col])  # a copy of the coarse map
    assert found.agreement == 1
    assert found.mean_hard == 1
    assert found.cells > 40
    assert found.partly > 0
    for entry in found.classes:
        assert entry.bias_hard == 0


def test_classes_are_matched_by_code():
    # the coarse map knows 1, 5 and 9; the model 5 and 7
    model = Legend((LandCoverClass(5, "Forest?", "#00FF00"), LandCoverClass(7, "New", "#0000FF")))
    coarse = coarse_map([[0, 1], [1, 2]], cell=2)
    labels = np.array([[0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0], [1, 1, 1, 1]], np.int16)
    found = compare(coarse, labels, legend=model)
    assert found.legend.codes.tolist() == [1, 5, 7, 9]
    assert found.legend.names[1] == "Class 5", "the coarse map's name"
    assert found.agreement == 1 / 4
    codes = by_code(found)
    assert [codes[code].learnt for code in (1, 5, 7, 9)] == [False, True, True, False]
    assert codes[1].agreement == 0
    assert codes[9].bias_hard == -25
    assert math.isnan(codes[7].agreement)
    assert codes[7].bias_hard == pytest.approx(100 * 7 / 16)
    assert [cell.label for cell in found.worst] == [5, 5], "never learnt ones are not listed"
    assert found.worst[0].majority == 7


def test_only_the_worst_are_kept(monkeypatch):
    monkeypatch.setattr(cell_sums, "_STRIP_NUMBERS", 60)
    rng = np.random.default_rng(1)
    fine = pixel_grid(40, 40)
    labels = rng.integers(0, 3, fine.shape).astype(np.int16)
    coarse = coarse_map(rng.integers(0, 3, (10, 10)), cell=4)
    found = compare(coarse, labels)
    shares = {}
    for row, col in np.ndindex(10, 10):
        cell = labels[row * 4 : row * 4 + 4, col * 4 : col * 4 + 4]
        shares[(cell == coarse.labels[row, col]).mean(), row, col] = None
    expected = sorted(shares)[:20]
    assert [(cell.hard_share, cell.row, cell.col) for cell in found.worst] == expected
    assert found.window == Window(0, 0, 10, 10)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([3, 4.5, 8]), st.integers(0, 99))
def test_hard_shares_give_back_the_class_counts(rows, cols, cell, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, 3, (rows, cols)).astype(np.int16)
    coarse = coarse_map(rng.integers(0, 3, (15, 15)), cell=cell)
    with summed(coarse, labels) as sums:
        total, own = np.zeros(3), 0.0
        for scores in score_cells(sums, coarse, progress=Silent()):
            total += scores.hard.sum(axis=(0, 1))
            own += np.nansum(scores.hard_share * scores.hard.sum(axis=2))
        found = check_consistency(sums, coarse, progress=Silent())
    np.testing.assert_array_equal(total, np.bincount(labels[labels >= 0], minlength=3))
    at = ((np.indices(labels.shape) + 0.5) / cell).astype(int)
    assert own == pytest.approx(((coarse.labels[tuple(at)] == labels) & (labels >= 0)).sum())
    assert found.matrix.sum() == found.cells
    if found.cells:
        assert sum(entry.fine_share_hard for entry in found.classes) == pytest.approx(1)
        assert sum(entry.coarse_share for entry in found.classes) == pytest.approx(1)
        assert sum(entry.bias_hard for entry in found.classes) == pytest.approx(0, abs=1e-9)


def test_nothing_to_compare():
    coarse = coarse_map([[0, 0]], cell=2)
    found = compare(coarse, np.full((2, 4), -1, np.int16), np.full((3, 2, 4), np.nan))
    assert found.cells == found.partly == found.unlabelled == 0
    assert math.isnan(found.agreement)
    assert found.worst == ()
    assert found.window is None
    assert math.isnan(found.classes[0].bias_hard)


def test_another_coarse_map_is_refused():
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    other = coarse_map([[0], [1]], cell=2)
    with summed(coarse, HAND) as sums, pytest.raises(GridError, match="2 x 1 cells is not the one"):
        check_consistency(sums, other, progress=Silent())


def test_cancel():
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    with summed(coarse, HAND) as sums, pytest.raises(Cancelled):
        check_consistency(sums, coarse, progress=Recorder(cancel_after=0))


def test_joint_legend_keeps_nodata_out():
    coarse = Legend((LandCoverClass(1, "One", "#000000"),), nodata_codes=(7,))
    model = Legend((LandCoverClass(7, "Seven", "#000001"),))
    assert joint_legend(coarse, model).codes.tolist() == [1, 7]


def write(path, coarse, labels, probabilities=None, **more):
    with summed(coarse, labels, probabilities, **more) as sums:
        found = check_consistency(sums, coarse, progress=Silent())
        write_cells(path, sums, coarse, found, progress=Silent())
    with rasterio.open(path) as dataset:
        assert dataset.descriptions == CELL_BANDS
        assert dataset.dtypes == ("float32", "float32")
        assert math.isnan(dataset.nodata)
        return dataset.read(), dataset.transform


def test_raster_of_cells(tmp_path, monkeypatch):
    monkeypatch.setattr(cell_sums, "_STRIP_NUMBERS", 1)  # row by row
    labels = np.full((8, 8), -1, np.int16)
    labels[2:6, 2:6] = HAND
    shares = np.full((3, 8, 8), np.nan)
    shares[:, 2:6, 2:6] = fine_shares(HAND_SHARES)
    cells = np.zeros((4, 4))
    cells[1:3, 1:3] = [[0, -1], [2, 1]]
    coarse = coarse_map(cells, cell=2)
    values, transform = write(tmp_path / "cells.tif", coarse, labels, shares)
    nan = np.nan
    np.testing.assert_array_equal(values[0], np.array([[0.75, nan], [1, 0.25]], np.float32))
    np.testing.assert_array_equal(values[1], np.array([[1, nan], [9, 1]], np.float32))
    assert transform * (0, 0) == (ORIGIN[0] + 20, ORIGIN[1] - 20)
    assert transform.a == 20


def test_raster_without_probabilities_or_cells(tmp_path):
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    values, _ = write(tmp_path / "a.tif", coarse, HAND)
    np.testing.assert_array_equal(values[0], np.array([[0.75, 0.75], [1, 0.25]], np.float32))
    np.testing.assert_array_equal(values[1], np.array([[1, 5], [9, 1]], np.float32))
    values, _ = write(tmp_path / "b.tif", coarse, np.full((4, 4), -1, np.int16))
    assert values.shape == (2, 2, 2)
    assert np.isnan(values).all()


def pixels(picture):
    with MemoryFile(picture.data) as memory, memory.open() as dataset:
        return np.moveaxis(dataset.read(), 0, -1).astype(int)


@pytest.mark.parametrize("soft", [True, False])
def test_picture(monkeypatch, soft):
    monkeypatch.setattr(cell_sums, "_STRIP_NUMBERS", 1)
    labels = HAND.copy()
    labels[:2, 2:] = -1
    coarse = coarse_map([[0, 1], [2, 1]], cell=2)
    with summed(coarse, labels, fine_shares(HAND_SHARES) if soft else None) as sums:
        found = check_consistency(sums, coarse, progress=Silent())
        picture = consistency_picture(sums, coarse, found, progress=Silent())
    assert ("probability" in picture.caption) is soft
    assert ("pixels" in picture.caption) is not soft
    assert "in wrong and in mixed cells" in picture.caption
    image = pixels(picture)
    assert image.shape == (640, 640, 3)
    assert tuple(image[0, 639]) == (236, 236, 236)
    bright = image.sum(axis=2)
    assert bright[639, 639] < bright[0, 0], "the contradicted cell is darker"
    assert tuple(image[639, 639]) == ((103, 0, 13) if soft else (141, 61, 70))
    assert tuple(image[320, 319]) == ((179, 122, 126) if soft else (255, 245, 240))


def test_picture_of_nothing():
    coarse = coarse_map([[0]], cell=2)
    with summed(coarse, np.full((2, 2), -1, np.int16)) as sums:
        found = check_consistency(sums, coarse, progress=Silent())
        assert consistency_picture(sums, coarse, found, progress=Silent()) is None


def test_picture_of_many_cells_shows_them_in_place():
    coarse = coarse_map(np.zeros((1500, 3)), cell=2)
    labels = np.zeros((3000, 6), np.int16)
    labels[1500:] = 1
    with summed(coarse, labels) as sums:
        found = check_consistency(sums, coarse, progress=Silent())
        image = pixels(consistency_picture(sums, coarse, found, progress=Silent()))
    assert image.shape[0] == 640
    assert (image[:320].sum(axis=2) > 700).all()
    assert (image[320:].sum(axis=2) < 200).all()


def test_the_quantum_hardly_matters():
    rng = np.random.default_rng(2)
    shares = rng.dirichlet(np.ones(3), (16, 16)).transpose(2, 0, 1)
    coarse = coarse_map(rng.integers(0, 3, (2, 2)))
    found = compare(coarse, shares.argmax(axis=0).astype(np.int16), shares.astype(np.float32))
    own = [
        shares[coarse.labels[r, c], r * 8 : r * 8 + 8, c * 8 : c * 8 + 8].mean()
        for r, c in np.ndindex(2, 2)
    ]
    assert found.mean_soft == pytest.approx(np.mean(own), abs=2 / QUANTUM)
