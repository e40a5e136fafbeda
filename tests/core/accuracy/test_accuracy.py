"""Confusion matrices and the figures of their counts, against hand-made and published numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess, confusion_matrix, disagreement
from finecover.core.errors import InputError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

# Rows: map (Pontius: comparison), columns: reference. Worked through by hand in test_by_hand.
SMALL = np.array([[3, 1, 2], [2, 3, 0], [1, 3, 1]])

matrices = st.integers(1, 6).flatmap(
    lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 50)).filter(lambda m: m.sum() > 0)
)


def figures(entry):
    return (entry.users, entry.producers, entry.f1, entry.iou)


def test_rows_are_the_map_and_columns_the_reference():
    matrix = confusion_matrix(np.array([0, 0, 1]), np.array([1, 1, 2]), n_classes=3)
    assert matrix.dtype == np.int64
    assert matrix.tolist() == [[0, 2, 0], [0, 0, 1], [0, 0, 0]]


def test_minus_one_in_either_array_is_not_counted_and_class_zero_is():
    mapped = np.array([[-1, 0], [0, 1]], dtype=np.int16)
    reference = np.array([[0, -1], [0, 0]], dtype=np.int8)
    assert confusion_matrix(mapped, reference, n_classes=2).tolist() == [[1, 0], [1, 0]]


def test_unsigned_indices_and_many_classes_do_not_overflow():
    mapped = np.array([254, 254, 0], dtype=np.uint8)
    matrix = confusion_matrix(mapped, mapped, n_classes=255)
    assert matrix[254, 254] == 2
    assert matrix.sum() == 3


def test_empty_arrays_give_zeros():
    empty = np.zeros((0, 4), dtype=np.int32)
    assert confusion_matrix(empty, empty, n_classes=2).tolist() == [[0, 0], [0, 0]]


@given(st.data())
def test_parts_add_up_to_the_whole(data):
    size = data.draw(st.integers(1, 60))
    index = arrays(np.int64, size, elements=st.integers(-1, 3))
    mapped, reference = data.draw(index), data.draw(index)
    cut = data.draw(st.integers(0, size))
    whole = confusion_matrix(mapped, reference, n_classes=4)
    parts = confusion_matrix(mapped[:cut], reference[:cut], n_classes=4) + confusion_matrix(
        mapped[cut:], reference[cut:], n_classes=4
    )
    assert np.array_equal(whole, parts)
    assert whole.sum() == ((mapped >= 0) & (reference >= 0)).sum()


def test_by_hand():
    result = assess(SMALL)
    assert result.total == 16
    assert result.overall == 7 / 16
    # Row sums 6 5 5, column sums 6 7 3: chance 36 + 35 + 15 = 86 of 256.
    assert result.kappa == pytest.approx((7 / 16 - 86 / 256) / (1 - 86 / 256), abs=1e-15)
    first, second, third = result.classes
    assert figures(first) == pytest.approx((3 / 6, 3 / 6, 6 / 12, 3 / 9), abs=1e-15)
    assert figures(second) == pytest.approx((3 / 5, 3 / 7, 6 / 12, 3 / 9), abs=1e-15)
    assert figures(third) == pytest.approx((1 / 5, 1 / 3, 2 / 8, 1 / 7), abs=1e-15)
    assert result.macro_f1 == pytest.approx((0.5 + 0.5 + 0.25) / 3, abs=1e-15)
    assert result.mean_iou == pytest.approx((1 / 3 + 1 / 3 + 1 / 7) / 3, abs=1e-15)
    assert (second.map_total, second.reference_total, second.agreed) == (5, 7, 3)


def test_pontius_example():
    # diffeR package, diffTablej of its 3-class example (reference.rst).
    parts = disagreement(SMALL)
    assert parts.quantity.tolist() == [0, 2, 2]
    assert parts.exchange.tolist() == [4, 2, 2]
    assert parts.shift.tolist() == [2, 2, 2]
    assert parts.overall == (2, 4, 3)
    result = assess(SMALL)
    assert (result.quantity, result.exchange, result.shift) == (2 / 16, 4 / 16, 3 / 16)
    assert result.classes[0].exchange == 4 / 16


def test_pontius_example_weighted_to_the_population():
    # The same example with 2000, 4000 and 6000 places in the map's classes.
    weighted = SMALL / SMALL.sum(axis=1, keepdims=True) * [[2000], [4000], [6000]]
    parts = disagreement(weighted)
    assert parts.quantity == pytest.approx([1800, 7000 / 3, 12400 / 3], abs=1e-9)
    assert parts.exchange == pytest.approx([2000, 2000 / 3, 4000 / 3], abs=1e-9)
    assert parts.shift == pytest.approx([0, 7600 / 3, 0], abs=1e-9)
    assert parts.overall == pytest.approx((12400 / 3, 2000, 3800 / 3), abs=1e-9)
    assert (parts.shift >= 0).all()


@given(st.lists(st.floats(1e-9, 1e9), min_size=2, max_size=30))
def test_full_agreement_is_exactly_one_whatever_the_weights(weights):
    for matrix in (np.diag(weights), np.diag(np.array(weights) / sum(weights))):
        result = assess(matrix)
        assert result.overall == result.kappa == result.macro_f1 == result.mean_iou == 1
        assert result.quantity == result.exchange == result.shift == 0
    assert assess(np.diag([1, 2, 10**9])).kappa == 1


def test_one_class_is_a_class():
    with pytest.raises(InputError, match="with 1 class it must be 0, or -1"):
        confusion_matrix(np.array([1]), np.array([0]), n_classes=1)


def test_pontius_figures_and_kappa_of_the_olofsson_2014_sample():
    counts = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
    assert disagreement(counts).overall == (25, 26, 2)
    assert disagreement(counts).exchange.tolist() == [6, 2, 20, 24]
    assert assess(counts).kappa == pytest.approx(0.8699636, abs=5e-8)


def test_a_class_only_the_reference_holds_counts_as_zero_in_the_means():
    result = assess(np.array([[4, 2, 0], [0, 0, 0], [0, 0, 0]]))
    agreed, missed, nowhere = result.classes
    assert math.isnan(missed.users)
    assert (missed.producers, missed.f1, missed.iou) == (0, 0, 0)
    assert not nowhere.present
    assert all(math.isnan(value) for value in figures(nowhere))
    assert result.macro_f1 == pytest.approx((agreed.f1 + 0) / 2)
    assert result.mean_iou == pytest.approx((4 / 6 + 0) / 2)
    assert result.kappa == 0


def test_a_class_only_the_map_holds_has_no_producers_accuracy():
    missing = assess(np.array([[4, 0], [2, 0]])).classes[1]
    assert math.isnan(missing.producers)
    assert (missing.users, missing.f1, missing.iou) == (0, 0, 0)


@pytest.mark.parametrize("scale", [1, 0.1, 7e-9])
def test_one_class_everywhere_agrees_fully_and_has_no_kappa(scale):
    result = assess(np.diag([0, 10, 0]) * scale)
    assert result.overall == 1
    assert (result.macro_f1, result.mean_iou) == (1, 1)
    assert math.isnan(result.kappa)


def test_the_result_keeps_its_own_copy_of_the_matrix():
    matrix = SMALL.copy()
    result = assess(matrix)
    matrix[:] = 0
    assert result.matrix.tolist() == SMALL.tolist()
    with pytest.raises(ValueError, match="read-only"):
        result.matrix[0, 0] = 1


@given(matrices)
def test_transposing_swaps_users_and_producers(matrix):
    result, swapped = assess(matrix), assess(matrix.T)
    for one, other in zip(result.classes, swapped.classes):
        assert (one.users, one.producers) == pytest.approx(
            (other.producers, other.users), nan_ok=True
        )
        assert (one.f1, one.iou) == pytest.approx((other.f1, other.iou), nan_ok=True)
    for name in ("overall", "kappa", "macro_f1", "mean_iou", "quantity", "exchange", "shift"):
        assert getattr(result, name) == pytest.approx(getattr(swapped, name), nan_ok=True)


@given(matrices, st.randoms())
def test_permuting_the_classes_permutes_the_results(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    result, moved = assess(matrix), assess(matrix[np.ix_(order, order)])
    for position, old in enumerate(order):
        for name in vars(moved.classes[position]):
            expected = getattr(result.classes[old], name)
            assert getattr(moved.classes[position], name) == pytest.approx(expected, nan_ok=True)
    for name in ("overall", "kappa", "macro_f1", "mean_iou", "quantity", "exchange", "shift"):
        assert getattr(moved, name) == pytest.approx(getattr(result, name), nan_ok=True)


@given(matrices)
def test_sums_hold(matrix):
    result = assess(matrix)
    assert result.quantity + result.exchange + result.shift == pytest.approx(1 - result.overall)
    assert sum(entry.map_total for entry in result.classes) == result.total
    assert sum(entry.reference_total for entry in result.classes) == result.total
    for entry in result.classes:
        disagreed = entry.map_total + entry.reference_total - 2 * entry.agreed
        parts = entry.quantity + entry.exchange + entry.shift
        assert parts * result.total == pytest.approx(disagreed)
        if entry.present:
            assert entry.f1 == pytest.approx(2 * entry.iou / (1 + entry.iou))


@given(matrices, st.floats(1e-6, 1e6))
def test_scaling_the_weights_changes_no_figure(matrix, scale):
    result, scaled = assess(matrix), assess(matrix * scale)
    for name in ("overall", "kappa", "macro_f1", "mean_iou", "quantity", "exchange", "shift"):
        assert getattr(scaled, name) == pytest.approx(getattr(result, name), abs=1e-9, nan_ok=True)


def test_agrees_with_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    reference = rng.integers(0, 5, 500)
    mapped = np.where(rng.random(500) < 0.6, reference, rng.integers(0, 5, 500))
    matrix = confusion_matrix(mapped, reference, n_classes=5)
    result = assess(matrix)
    assert matrix.tolist() == metrics.confusion_matrix(reference, mapped).T.tolist()
    assert result.kappa == pytest.approx(metrics.cohen_kappa_score(reference, mapped))
    assert result.macro_f1 == pytest.approx(metrics.f1_score(reference, mapped, average="macro"))
    iou = metrics.jaccard_score(reference, mapped, average="macro")
    assert result.mean_iou == pytest.approx(iou)
    users = metrics.precision_score(reference, mapped, average=None)
    assert [entry.users for entry in result.classes] == pytest.approx(users.tolist())


def index(*values, dtype=np.int64):
    return np.array(values, dtype=dtype)


@pytest.mark.parametrize(
    ("mapped", "reference", "n_classes", "match"),
    [
        (index(0, 1), index(0), 2, r"shape \(2,\) and the reference \(1,\)"),
        (index(0, 2), index(0, 1), 2, "map holds class position 2; with 2 classes"),
        (index(0, 1), index(-2, 1), 2, "reference holds class position -2"),
        (index(0, 1, dtype=float), index(0, 1), 2, "map holds float64"),
        (index(0), index(0), 0, "at least 1 class, not 0"),
    ],
)
def test_unusable_indices_are_named(mapped, reference, n_classes, match):
    with pytest.raises(InputError, match=match):
        confusion_matrix(mapped, reference, n_classes=n_classes)


@pytest.mark.parametrize(
    ("matrix", "match"),
    [
        (np.ones((2, 3)), r"square.*\(2, 3\)"),
        (np.ones(4), "square"),
        (np.array([[1, -1], [0, 2]]), "negative or NaN"),
        (np.array([[1, np.nan], [0, 2]]), "negative or NaN"),
        (np.zeros((3, 3), dtype=int), "Nothing was compared"),
    ],
)
def test_unusable_matrices_are_named(matrix, match):
    with pytest.raises(InputError, match=match):
        assess(matrix)
