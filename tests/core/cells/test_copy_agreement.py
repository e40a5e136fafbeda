"""Agreement of a map with a copy of the coarse map, pixel by pixel."""

import math
from dataclasses import replace

import numpy as np
import pytest
from affine import Affine
from finecover.core.accuracy.accuracy import assess
from finecover.core.cells.coarse import CoarseMap
from finecover.core.cells.copy_agreement import CopyAgreement
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Grid
from raster_data import UTM

FINE = Grid(UTM, Affine(10, 0, 0, 0, -10, 0), (12, 16))
CELLS = Grid(UTM, Affine(40, 0, 0, 0, -40, 0), (3, 4))
LABELS = np.array([[0, 0, 1, 1], [0, 2, 1, -1], [2, 2, 1, 0]], np.int16)
COARSE = CoarseMap(LABELS, CELLS, generic(np.array([3, 5, 9])), (0, 0), 4)


def copied_labels(legend):
    """The copy as positions in another legend; -1 where that lacks the class."""
    codes = np.append(COARSE.legend.codes, -1)[np.kron(LABELS, np.ones((4, 4), np.int16))]
    return np.where(codes < 0, -1, legend.index_of(np.maximum(codes, 0))).astype(np.int16)


def agreement(labels, legend, *, size=5):
    found = CopyAgreement(COARSE, FINE, legend)
    for tile in FINE.tiles(size):
        found.add(tile, labels[tile.inside(FINE.window)])
    return found


@pytest.mark.parametrize("size", [3, 5, 64])
def test_a_copy_agrees_with_itself_in_another_order_of_classes(size):
    legend = generic(np.array([9, 3, 5]))
    labels = copied_labels(legend)
    found = agreement(labels, legend, size=size)
    assert found.kappa == 1
    assert found.counts.sum() == (labels >= 0).sum() == 12 * 16 - 16


def test_kappa_is_that_of_the_pixels():
    legend = generic(np.array([3, 5, 9]))
    labels = copied_labels(legend)
    labels[:5] = np.random.default_rng(0).integers(-1, 3, (5, 16))
    copy = copied_labels(legend)
    both = (labels >= 0) & (copy >= 0)
    matrix = np.zeros((3, 3), np.int64)
    np.add.at(matrix, (labels[both], copy[both]), 1)
    assert agreement(labels, legend).kappa == assess(matrix).kappa


def test_coarse_classes_the_map_does_not_know_never_agree():
    legend = generic(np.array([3, 5]))
    labels = np.maximum(copied_labels(legend), 0)
    found = agreement(labels, legend)
    assert found.counts[:, 2].sum() == 3 * 16
    assert found.counts[2].sum() == 0
    assert 0 < found.kappa < 1


def test_nothing_in_common_has_no_kappa():
    away = replace(COARSE, grid=Grid(UTM, Affine(40, 0, 9000, 0, -40, 0), (3, 4)))
    legend = generic(np.array([3, 5, 9]))
    found = CopyAgreement(away, FINE, legend)
    found.add(FINE.window, np.zeros((12, 16), np.int16))
    assert math.isnan(found.kappa)
