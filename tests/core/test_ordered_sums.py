"""Figures whose last digit is the same wherever they are worked out."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from finecover.core import ordered_sums
from finecover.core.ordered_sums import weighted_sum, weighted_sums

CORE = Path(ordered_sums.__file__).parent / "accuracy"
OF_FIGURES = (
    "accuracy", "accuracy_design", "estimates", "intervals", "paired", "point_sample",
    "sample_accuracy", "sample_size", "stratified_accuracy",
)  # fmt: skip
BY_LIBRARY = {"dot", "vdot", "matmul", "tensordot", "einsum", "linalg"}


def moved(values, offset):
    """Return the same values elsewhere in memory."""
    room = np.empty(values.size * values.itemsize + 64, np.uint8)
    found = room[offset : offset + values.nbytes].view(values.dtype).reshape(values.shape)
    found[...] = values
    return found


def test_sums_do_not_depend_on_where_arrays_lie():
    rng = np.random.default_rng(0)
    weights, values = rng.random(44), rng.random((44, 44, 44))
    first, last = weighted_sum(weights, values), weighted_sums(values, weights)
    np.testing.assert_allclose(first, np.tensordot(weights, values, axes=1))
    np.testing.assert_allclose(last, values @ weights)
    for offset in (8, 16, 24, 40):
        there = moved(weights, offset), moved(values, offset)
        np.testing.assert_array_equal(weighted_sum(*there), first)
        np.testing.assert_array_equal(weighted_sums(*there[::-1]), last)


@pytest.mark.parametrize("name", OF_FIGURES)
def test_no_figure_is_added_up_by_a_linear_algebra_library(name):
    tree = ast.parse((CORE / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.MatMult), "its order of adding is not fixed"
        assert not (isinstance(node, ast.Attribute) and node.attr in BY_LIBRARY), node.attr
