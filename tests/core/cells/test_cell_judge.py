"""The judge of coarse cells refuses what does not fit, and finds cells and trees."""

from __future__ import annotations

import numpy as np
import pytest
from finecover.core.cells.cell_judge import ARRAYS, CellJudge
from finecover.core.cells.cell_noise import NEUTRAL
from finecover.core.errors import ModelError


def _parts(**changes):
    parts = {
        "noise": NEUTRAL,
        "overall": np.array([0.25, 0.75]),
        "cells": np.array([[0, 3], [2, 0], [2, 1]], np.int32),
        "codes": np.array([10, 20, 20], np.int32),
        "folds": np.array([0, 1, 1], np.int32),
        "trust": np.array([1.0, 0.25, 0.75]),
        "others": np.array([20, 10, 10], np.int32),
        "tree_groups": np.array([0, 2, 5], np.int64),
        "known": np.array([[0, 1], [1, 1]], np.int32),
    }  # fmt: skip
    return {**parts, **changes}


def test_finds_cells_and_groups():
    judge = CellJudge(**_parts())
    rows, cols = np.array([[2, 0], [7, 0]]), np.array([[1, 3], [7, 0]])
    assert judge.find(rows, cols).tolist() == [[2, 0], [-1, -1]]
    assert [judge.group(fold) for fold in (0, 1)] == [(0, 2), (2, 5)]
    assert (judge.n_classes, judge.n_folds) == (2, 2)
    judge.check_fits(n_classes=2, n_trees=5)


def test_arrays_are_named_and_read_only():
    judge = CellJudge(**_parts())
    assert set(ARRAYS) == set(_parts()) - {"noise"}
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(judge, name)[...] = 0


@pytest.mark.parametrize(
    ("name", "value", "match"),
    [
        ("noise", None, "how often"),
        ("overall", np.array([0.25, 0.75], np.float32), "overall"),
        ("overall", np.array([0.25, 0.5]), "sum to 1"),
        ("overall", np.array([np.nan, 1.0]), "not finite"),
        ("overall", np.array([-0.5, 1.5]), "negative"),
        ("overall", np.array([0.2, 0.3, 0.5]), "known"),
        ("cells", [[0, 3], [2, 0], [2, 1]], "cells"),
        ("cells", np.zeros((3, 3), np.int32), r"\(cell, 2\)"),
        ("cells", np.zeros((0, 2), np.int32), r"\(cell, 2\)"),
        ("cells", np.array([[0, 3], [2, 1], [2, 0]], np.int32), "unsorted"),
        ("cells", np.array([[0, 3], [2, 1], [2, 1]], np.int32), "double"),
        ("cells", np.array([[-1, 3], [2, 0], [2, 1]], np.int32), "negative"),
        ("codes", np.array([10, 20], np.int32), "2 codes"),
        ("codes", np.array([10, 20, 70000], np.int32), "65535"),
        ("folds", np.array([0, 1, 2], np.int32), "0 to 1"),
        ("trust", np.array([1.0, 0.5]), "2 trust"),
        ("trust", np.array([1.0, 0.5, 1.5]), "outside 0 to 1"),
        ("trust", np.array([1.0, 0.5, np.nan]), "outside 0 to 1"),
        ("others", np.array([10, 20, -1], np.int32), "65535"),
        ("folds", np.array([0, -1, 1], np.int32), "0 to 1"),
        ("folds", np.array([0, 1, 1, 1], np.int32), "4 folds"),
        ("tree_groups", np.array([1, 2, 5], np.int64), "rise from 0"),
        ("tree_groups", np.array([0, 2, 2], np.int64), "rise from 0"),
        ("tree_groups", np.array([0], np.int64), "rise from 0"),
        ("known", np.ones((3, 2), np.int32), "known"),
        ("known", np.full((2, 2), 2, np.int32), "0 and 1"),
    ],
)
def test_refuses_what_does_not_fit(name, value, match):
    with pytest.raises(ModelError, match=match):
        CellJudge(**_parts(**{name: value}))


def test_refuses_another_forest():
    judge = CellJudge(**_parts())
    with pytest.raises(ModelError, match="3 classes"):
        judge.check_fits(n_classes=3, n_trees=5)
    with pytest.raises(ModelError, match="6 trees"):
        judge.check_fits(n_classes=2, n_trees=6)
