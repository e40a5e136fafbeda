"""Samples from tables: codes and names, legends, blocks, weights."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.learning.sample_table import sample_table
from finecover.core.legends.legend import CODE_MAX
from finecover.core.progress import Silent
from hypothesis import given
from hypothesis import strategies as st
from scene import Recorder

WIDE = (np.linspace(0, 100, 6), np.zeros(6))


def table(classes, *, places=None, progress=None, **extra):
    count = len(classes)
    places = places or (np.arange(count, dtype=float), np.zeros(count))
    return sample_table(
        np.ones((count, 2), np.float32), classes, places, extra=extra,
        progress=progress or Silent(),
    )  # fmt: skip


def test_codes_stay_what_they_are():
    found = table([3, "1", 7.0, " 1 "])
    assert found.codes.tolist() == [3, 1, 7, 1]
    assert found.legend.codes.tolist() == [1, 3, 7]


def test_names_become_codes_in_alphabetical_order():
    found = table(["Water", "Crops", "Forest", "Crops"])
    assert found.codes.tolist() == [3, 1, 2, 1]
    assert found.legend.names == ("Crops", "Forest", "Water")


def test_names_and_colours_come_from_their_columns():
    found = table(
        [1, 2, 1], class_name=["Water", "Forest", None],
        class_color=["#0000ff", "NULL", "#0000ff"],
    )  # fmt: skip
    assert found.legend.names == ("Water", "Forest")
    assert found.legend.get(1).color.lower() == "#0000ff"
    assert found.legend.get(2).color.startswith("#")


@pytest.mark.parametrize("missing", [None, "", "NULL", "  "])
def test_a_sample_without_class_is_an_error(missing):
    with pytest.raises(InputError, match="CLASS_FIELD: 1 of 3 samples have no class; label"):
        table([1, missing, 2])


@pytest.mark.parametrize("code", [1.5, -1, CODE_MAX + 1, "nan", "inf"])
def test_a_number_that_is_no_code_is_an_error(code):
    with pytest.raises(InputError, match=r"CLASS_FIELD: .* is no class code; codes are whole"):
        table([1, code])


@pytest.mark.parametrize("column", ["class_name", "class_color"])
def test_one_code_has_one_name_and_colour(column):
    with pytest.raises(InputError, match=f"class 1 has two values of {column}, '#111111' and"):
        table([1, 2, 1], **{column: ["#111111", "#222222", "#333333"]})


def test_cells_are_taken_from_their_columns():
    found = table([1, 2, 1], cell_row=[4, "4", 12.0], cell_col=["0", 7, "123456"], block=[1, 2, 3])
    assert found.cells.tolist() == [[4, 0], [4, 7], [12, 123456]]
    assert found.cells.dtype == np.int64
    assert found.blocks is None, "cells tell more than the blocks of another program"


@pytest.mark.parametrize("column", ["cell_row", "cell_col"])
@pytest.mark.parametrize("number", [-1, -(2**31), 2**31, "4294967296", 1e14])
def test_a_cell_no_raster_has_is_an_error(column, number):
    cells = {"cell_row": [0, 1, 2], "cell_col": [2**31 - 1, 1, 2]}
    assert table([1, 2, 1], **cells).cells.tolist() == [[0, 2**31 - 1], [1, 1], [2, 2]]
    match = (
        rf"^SAMPLES: {column} {int(float(number))} is in no raster \(1 of 3 samples .*delete the"
    )
    with pytest.raises(InputError, match=match):
        table([1, 2, 1], **{**cells, column: [4, number, 0]})


@pytest.mark.parametrize("missing", [None, "", "NULL", "a", 0.5, "nan"])
def test_a_sample_without_cell_keeps_its_neighbours_company(missing):
    recorder = Recorder()
    places = (np.array([0.0, 10.0, 9.0, 20.0]), np.zeros(4))
    rows = {"cell_row": [4, 5, missing, 6], "cell_col": [1, 2, 3, 4]}
    found = table([1, 2, 1, 2], places=places, progress=recorder, **rows)
    assert found.cells.tolist() == [[4, 1], [5, 2], [5, 2], [6, 4]]
    assert found.own_cell.tolist() == [True, True, False, True]
    assert recorder.warnings == [
        "1 of 4 samples without cell_row or cell_col: learnt from, but not judged by the coarse "
        "cell, nor asked about it."
    ]
    whole = table([1, 2], cell_row=[1, 2], cell_col=[3, 4], progress=recorder)
    assert whole.own_cell is None
    assert len(recorder.warnings) == 1


@pytest.mark.parametrize("rows", [[None, 1, None], ["a", 1, ""], [0.5, 1, 2.5], [None] * 3, ()])
def test_without_most_cells_the_blocks_count(rows):
    found = table([1, 2, 1], cell_row=rows, cell_col=[0, 0, 0], block=[5, 6, 5])
    assert found.cells is None
    assert found.blocks.tolist() == [5, 6, 5]


def test_blocks_are_taken_from_their_column():
    assert table([1, 2, 1], block=[5, "5", -2]).blocks.tolist() == [5, 5, -2]


@pytest.mark.parametrize("blocks", [[None, 1, 1, 1, 1, 1], ["a"] * 6, ()])
def test_without_blocks_places_are_cut_into_ten(blocks):
    found = table([1, 2, 1, 2, 1, 2], places=WIDE, block=blocks)
    assert len(set(found.blocks.tolist())) == 6
    near = (np.array([0, 0.2, 0.4, 99.6, 99.8, 100]), np.zeros(6))
    assert len(set(table([1, 2, 1, 2, 1, 2], places=near).blocks.tolist())) == 2


def test_samples_at_one_place_are_one_block():
    place = (np.full(4, 7.0), np.full(4, 8.0))
    assert len(set(table([1, 2, 1, 2], places=place).blocks.tolist())) == 1


def test_weights_count_only_where_all_samples_have_one():
    assert table([1, 2], weight=[2, "0.5"]).weights.tolist() == [2.0, 0.5]
    for weights in ([1, None], [1, 0], [1, -1], [1, "nan"], ["x", 1]):
        assert table([1, 2], weight=weights).weights is None
    assert table([1, 2]).weights is None


@pytest.mark.parametrize(("weights", "wrong"), [([1, 0, -1], 2), ([2, None, 3], 1), ([0] * 3, 3)])
def test_weights_that_cannot_be_used_are_told_of(weights, wrong):
    recorder = Recorder()
    assert table([1, 2, 1], weight=weights, progress=recorder).weights is None
    assert recorder.warnings == [
        f"weight is no number above 0 in {wrong} of 3 samples, so all samples count alike; correct "
        "or delete the column."
    ]
    table([1, 2], weight=[1, 2], progress=recorder)
    table([1, 2], weight=[None, "NULL"], progress=recorder)
    table([1, 2], progress=recorder)
    assert len(recorder.warnings) == 1


@given(st.lists(st.integers(0, CODE_MAX), min_size=1, max_size=30))
def test_the_legend_lists_each_code_once_in_order(codes):
    found = table(codes)
    assert found.codes.tolist() == codes
    assert found.legend.codes.tolist() == sorted(set(codes))
    assert found.features.shape == (len(codes), 2)
