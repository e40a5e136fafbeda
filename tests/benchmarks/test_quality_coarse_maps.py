"""Coarse maps made from a reference: majority, wrong cells, copy, georeference."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.benchmarks.quality.coarse_maps import (
    block_majority,
    copy_to_pixels,
    with_wrong_cells,
    write_cells,
)
from finecover.core.rasters.grid import Grid
from rasterio.crs import CRS

REFERENCE = np.array(
    [
        [3, 3, 1, 2, 7],
        [3, 1, 2, 1, -1],
        [-1, -1, 5, -1, -1],
        [-1, -1, 4, 4, -1],
        [2, -1, 6, 6, 9],
    ],
    np.int32,
)
CELLS = np.array([[3, 1, 7], [-1, 4, -1], [2, 6, 9]])


def test_a_block_takes_its_commonest_class_ties_the_smaller_and_edges_count_as_they_are():
    assert block_majority(REFERENCE, factor=2).tolist() == CELLS.tolist()


def test_a_factor_of_one_changes_nothing():
    assert (block_majority(REFERENCE, factor=1) == REFERENCE).all()


def test_without_labels_no_block_has_a_class():
    assert (block_majority(np.full((3, 4), -1), factor=2) == -1).all()


def test_the_copy_gives_every_pixel_its_cell():
    copied = copy_to_pixels(CELLS, factor=2, shape=(5, 5))
    rows, cols = np.mgrid[:5, :5]
    assert (copied == CELLS[rows // 2, cols // 2]).all()


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_exactly_the_share_of_the_labelled_cells_changes_and_always_to_another_class(share):
    cells = np.random.default_rng(3).choice([-1, 2, 5, 9], size=(30, 41))
    labelled = cells != -1
    noisy = with_wrong_cells(cells, share=share, seed=4)
    assert (noisy != cells).sum() == int(share * labelled.sum() + 0.5)
    assert (noisy[~labelled] == -1).all()
    assert set(np.unique(noisy[labelled])) <= {2, 5, 9}


def test_wrong_classes_are_all_alike_probable():
    cells = np.full((100, 100), 5)
    cells[0, :2] = 2, 9
    noisy = with_wrong_cells(cells, share=1.0, seed=0)
    share = (noisy[1:] == 2).mean()
    assert set(np.unique(noisy[1:])) == {2, 9}
    assert share == pytest.approx(0.5, abs=0.02)


def test_the_seed_decides_which_cells_are_wrong():
    cells = np.random.default_rng(0).choice([1, 2, 3], size=(20, 20))
    first, again, other = (with_wrong_cells(cells, share=0.25, seed=s) for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_single_class_cannot_be_replaced():
    with pytest.raises(ValueError, match="only class 4"):
        with_wrong_cells(np.full((4, 4), 4), share=0.25, seed=0)


def test_written_cells_lie_over_their_pixels(tmp_path):
    transform = Affine(9.9948, 0, 400_000.5, 0, -9.9974, 5_000_000.25)
    fine = Grid(CRS.from_epsg(32633).to_wkt(), transform, REFERENCE.shape)
    with rasterio.open(write_cells(tmp_path / "c.tif", CELLS, fine=fine, factor=2)) as raster:
        assert raster.transform.almost_equals(
            Affine(2 * 9.9948, 0, 400_000.5, 0, -2 * 9.9974, 5_000_000.25), 1e-9
        )
        values = raster.read(1, masked=True)
    assert np.where(values.mask, -1, values.data.astype(int)).tolist() == CELLS.tolist()
