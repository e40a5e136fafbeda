"""The matrix as a table: nobody's classes left out, counts that fit, columns that fit."""

from __future__ import annotations

import re

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.reports.matrix import matrix_table, sheet, short_count


def table(matrix, *, first=111):
    matrix = np.asarray(matrix)
    classes = [(first + at, f"Class <{at}>", "#336699") for at in range(len(matrix))]
    return matrix_table(classes, assess(matrix))


def heads(markup):
    return [
        int(code)
        for code in re.findall(r'</span>(\d+)(?:<span class="name">[^<]*</span>)?</th>', markup)
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, ""), (9_999, ""), (10_000, "10k"), (562_123, "562k"), (999_499, "999k"),
        (999_501, "1.0M"), (1_234_567, "1.2M"), (9_949_999, "9.9M"), (9_950_001, "10M"),
        (562_123_000, "562M"), (1_000_000_000, "1.0G"), (25e9, "25G"),
    ],
)  # fmt: skip
def test_large_counts_take_four_letters(value, shown):
    assert short_count(value) == shown
    assert len(shown) <= 4


def test_classes_of_nobody_are_left_out_and_counted():
    matrix = np.zeros((5, 5), int)
    matrix[1, 3] = 4
    markup = table(matrix)
    assert heads(markup) == [112, 114]
    assert "Left out, because neither has them: 3 classes." in markup
    assert "Left out" not in table(np.ones((5, 5), int))
    assert "neither has them: 1 class." in table(np.diag([1, 1, 0]))


def test_only_a_dense_matrix_shortens_and_only_on_paper():
    large = np.full((20, 20), 123_456)
    markup = table(large)
    assert markup.count('data-short="123k"') == 400
    assert markup.count("123\u202f456") >= 400
    assert "562k stands for 562 thousand" in markup
    assert "data-short" not in table(large[:14, :14])
    assert "thousand" not in table(np.ones((20, 20), int))


@pytest.mark.parametrize(("size", "columns"), [(48, [48]), (49, [25, 24]), (100, [34, 34, 32])])
def test_columns_are_cut_into_tables_that_fit_a_sheet(size, columns):
    panels = table(np.eye(size, dtype=int)).split("<table")[1:]
    assert [len(heads(panel)) for panel in panels] == columns
    assert [code for panel in panels for code in heads(panel)] == list(range(111, 111 + size))
    assert [panel.count('<th scope="row">') for panel in panels] == [size] * len(columns)
    assert [">Total</th><th" in panel for panel in panels] == [False] * (len(columns) - 1) + [True]
    assert ("Part 2 of" in "".join(panels)) == (len(columns) > 1)


@pytest.mark.parametrize(("size", "name"), [(1, ""), (5, ""), (6, "A4"), (24, "A4"), (25, "A3")])
def test_the_sheet_follows_the_columns(size, name):
    assert sheet(assess(np.eye(size, dtype=int))) == name
