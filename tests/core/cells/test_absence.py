"""Classes of one area that the other lacks: counted by cell, told by name."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.cells.absence import ClassCells, absence_notes, compare_classes
from finecover.core.errors import Cancelled, GridError
from finecover.core.legends.legend import LandCoverClass, Legend
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import CELL, Recorder, box, coarse_map, pixel_grid

LABELS = np.array(
    [
        [0, 0, 1, 1],
        [0, 0, 1, -1],
        [0, 2, 1, 1],
        [2, 2, 1, 1],
    ]
)
COARSE = coarse_map(LABELS)  # codes 1, 5, 9
IMAGE = pixel_grid(4 * CELL, 4 * CELL)
WEST = box(0, 0, 4 * CELL, 2 * CELL)
NORTH = box(0, 0, 2 * CELL, 4 * CELL, name="GEO_SMALL")


def test_cells_by_hand():
    found = compare_classes(COARSE, IMAGE, geo=WEST, geo_small=NORTH)
    assert found.trained.tolist() == [5, 0, 3]
    assert found.mapped.tolist() == [4, 3, 0], "a cell next to the frame is not in it"
    assert found.only_mapped == {5: 3}
    assert found.only_trained == {9: 3}


def test_without_areas_nothing_is_absent():
    found = compare_classes(COARSE, IMAGE, geo=None, geo_small=None)
    assert found.trained.tolist() == found.mapped.tolist() == [5, 7, 3]
    assert found.only_mapped == found.only_trained == {}
    assert absence_notes(found) == []


def test_only_cells_under_the_image_count():
    small = pixel_grid(2 * CELL, 3 * CELL + 1)  # one pixel into the last column
    found = compare_classes(COARSE, small, geo=WEST, geo_small=None)
    assert found.trained.tolist() == [4, 0, 0]
    assert found.mapped.tolist() == [4, 2, 0], "a part of a cell without its middle is too little"
    wider = pixel_grid(2 * CELL, 3 * CELL + 2)
    assert compare_classes(COARSE, wider, geo=WEST, geo_small=None).mapped.tolist() == [4, 3, 0]


def test_a_part_of_a_cell_is_enough():
    corner = box(3 * CELL, CELL - 2, CELL, 2)
    found = compare_classes(COARSE, IMAGE, geo=corner, geo_small=NORTH)
    assert found.trained.tolist() == [0, 0, 1]


@settings(deadline=None, max_examples=30)
@given(st.tuples(*[st.integers(0, 3)] * 2), st.tuples(*[st.integers(1, 4)] * 2))
def test_frames_along_cells_hold_exactly_their_cells(corner, size):
    (row, col), (height, width) = corner, size
    area = box(row * CELL, col * CELL, height * CELL, width * CELL)
    found = compare_classes(COARSE, IMAGE, geo=area, geo_small=None)
    inside = LABELS[row : row + height, col : col + width]
    expected = np.bincount(inside[inside >= 0], minlength=3)
    np.testing.assert_array_equal(found.trained, expected)


def test_tiles_do_not_show(monkeypatch):
    whole = compare_classes(COARSE, IMAGE, geo=WEST, geo_small=NORTH)
    monkeypatch.setattr("finecover.core.cells.absence._TILE", 3)
    tiled = compare_classes(COARSE, IMAGE, geo=WEST, geo_small=NORTH)
    np.testing.assert_array_equal(whole.trained, tiled.trained)
    np.testing.assert_array_equal(whole.mapped, tiled.mapped)


def test_an_area_beside_the_map_is_told_elsewhere():
    far = box(0, 9 * CELL, CELL, CELL)
    try:
        found = compare_classes(COARSE, IMAGE, geo=far, geo_small=None)
    except GridError:
        return
    assert found.only_mapped == found.only_trained == {}


def test_sentences():
    names = {10: "Urban", 3: "Ice", 4: "Sand"}
    legend = Legend(tuple(LandCoverClass(code, names[code], "#808080") for code in names))
    # in the order of the codes: Ice, Sand, Urban
    cells = ClassCells(legend, np.array([5, 1, 0]), np.array([0, 0, 12]))
    one, other = absence_notes(cells, "GEO", "GEO_SMALL")
    assert one == (
        "Urban (10) occurs in 12 coarse cells of GEO_SMALL but nowhere in GEO, so it cannot be "
        "mapped there; enlarge GEO."
    )
    assert other == (
        "The coarse map has classes in GEO that it has nowhere in GEO_SMALL: Ice (3), 5 coarse "
        "cells; Sand (4), 1 coarse cell. Doubt the fine map where it shows them."
    )


def test_cancelling():
    with pytest.raises(Cancelled):
        compare_classes(COARSE, IMAGE, geo=WEST, geo_small=NORTH, progress=Recorder(cancel_after=0))
