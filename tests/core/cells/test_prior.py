import importlib.util
import os
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.cells import prior
from finecover.core.cells.coarse import CellPositions, CoarseOnFine
from finecover.core.cells.prior import (
    CELL_REACH,
    LocalShares,
    class_columns,
    combine,
    combine_planes,
    local_shares,
)
from finecover.core.legends.legend import generic
from finecover.core.rasters.grid import Window, cells_at
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scene import coarse_map, pixel_grid

LABELS = hnp.arrays(np.int16, (5, 4), elements=st.integers(-1, 2))
EVERY = np.arange(3, dtype=np.int16)


def shares_of(labels, *, shape=(40, 32), window=None, columns=EVERY, n_classes=3, cell=8):
    coarse = coarse_map(labels, cell=cell)
    fine = CoarseOnFine(coarse, pixel_grid(*shape))
    window = window or Window(0, 0, *shape)
    return local_shares(coarse, fine.positions(window), columns=columns, n_classes=n_classes)


@settings(deadline=None, max_examples=40)
@given(LABELS)
def test_shares_are_a_distribution(labels):
    shares = shares_of(labels)
    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-12)
    assert (shares >= 0.02 / 3 * (1 - 1e-9)).all()


@settings(deadline=None, max_examples=30)
@given(LABELS, st.permutations([0, 1, 2]))
def test_permuted_classes_permute_the_shares(labels, order):
    turn = np.array([*order, -1])
    turned = shares_of(turn[labels])
    np.testing.assert_allclose(turned[order], shares_of(labels), rtol=1e-12)


@settings(deadline=None, max_examples=40)
@given(LABELS, st.data())
def test_windows_give_the_same_bits(labels, data):
    row, col = (data.draw(st.integers(-9, 45)) for _ in range(2))
    height, width = (data.draw(st.integers(1, 30)) for _ in range(2))
    wide = Window(-20, -20, 110, 110)
    window = Window(row, col, height, width)
    rows, cols = window.inside(wide)
    whole = shares_of(labels, window=wide, cell=7)
    np.testing.assert_array_equal(shares_of(labels, window=window, cell=7), whole[:, rows, cols])


def test_any_cut_of_the_positions_gives_the_same_bits():
    rng = np.random.default_rng(0)
    coarse = coarse_map(rng.integers(-1, 3, (9, 9)))
    row, col = rng.uniform(-0.4, 9.4, (2, 40, 40))
    whole = CellPositions(row, col, *cells_at(row, col, shape=(9, 9)))
    expected = local_shares(coarse, whole, columns=EVERY, n_classes=3)
    for at in np.ndindex(40, 40):
        one = tuple(slice(i, i + 1) for i in at)
        part = CellPositions(*(array[one] for array in vars(whole).values()))
        found = local_shares(coarse, part, columns=EVERY, n_classes=3)
        np.testing.assert_array_equal(found, expected[(slice(None), *one)])


def test_the_middle_of_an_even_country_is_of_one_class():
    shares = shares_of(np.ones((5, 5), int), shape=(40, 40))
    np.testing.assert_allclose(shares[1], 0.98 + 0.02 / 3)


def test_a_border_is_shared_evenly():
    shares = shares_of(np.array([[0, 0, 1, 1]] * 4), shape=(32, 32))
    np.testing.assert_allclose(shares[0, :, 15] + shares[0, :, 16], 1 - 0.02 / 3)
    assert (np.diff(shares[0, 16]) <= 1e-12).all(), "falls from left to right"
    np.testing.assert_allclose(shares[0], np.flip(shares[1], axis=1))


def test_cells_without_a_class_do_not_count():
    with_hole = np.array([[0, 0, 0], [0, -1, 0], [0, 0, 0]])
    np.testing.assert_allclose(shares_of(with_hole, shape=(24, 24))[0], 0.98 + 0.02 / 3)


def test_classes_the_model_does_not_know_say_nothing():
    labels = np.full((5, 5), 2)
    columns = class_columns(generic(np.array([1, 5, 9])), generic(np.array([1, 5])))
    np.testing.assert_array_equal(columns, [0, 1, -1])
    shares = shares_of(labels, shape=(40, 40), columns=columns, n_classes=2)
    np.testing.assert_array_equal(shares, 0.5)


def test_equal_shares_where_the_coarse_map_ends():
    shares = shares_of(np.ones((2, 2), int), shape=(40, 40))
    np.testing.assert_array_equal(shares[:, 24:], 1 / 3)
    np.testing.assert_array_equal(shares[:, :, 24:], 1 / 3)
    assert (shares[1, :16, :16] > 0.98).all()
    none = shares_of(np.full((2, 2), -1), shape=(16, 16))
    np.testing.assert_array_equal(none, 1 / 3)


def test_positions_that_do_not_exist():
    coarse = coarse_map(np.ones((3, 3), int))
    fine = CoarseOnFine(coarse, pixel_grid(24, 24))
    where = fine.positions(Window(0, 0, 24, 24))
    where.row[3:5], where.col[3:5] = np.nan, np.nan
    shares = local_shares(coarse, where, columns=EVERY, n_classes=3)
    np.testing.assert_array_equal(shares[:, 3:5], 1 / 3)
    assert (shares[1, 6:] > 0.98).all()
    where.row[:], where.col[:] = np.nan, np.nan
    nowhere = local_shares(coarse, where, columns=EVERY, n_classes=3)
    np.testing.assert_array_equal(nowhere, 1 / 3)


def tables(rows, classes, seed=0):
    rng = np.random.default_rng(seed)
    found, local = rng.dirichlet(np.ones(classes), (2, rows))
    return found, local, rng.dirichlet(np.ones(classes))


def judged(labels, trust, other):
    return replace(
        coarse_map(labels),
        trust=np.asarray(trust, np.float32),
        other=np.asarray(other, np.int16),
    )


def soft_shares(coarse, *, shape=(24, 24), columns=EVERY, n_classes=3):
    where = CoarseOnFine(coarse, pixel_grid(*shape)).positions(Window(0, 0, *shape))
    return local_shares(coarse, where, columns=columns, n_classes=n_classes)


def test_trusted_cells_are_the_coarse_map_itself():
    rng = np.random.default_rng(4)
    labels = rng.integers(-1, 3, (3, 3))
    plain = soft_shares(coarse_map(labels))
    full = judged(labels, np.ones((3, 3)), rng.integers(-1, 3, (3, 3)))
    np.testing.assert_array_equal(soft_shares(full), plain)


def test_soft_shares_by_hand():
    """The middle cell's own centre line: kernel weights of its neighbours left and right."""
    labels = np.zeros((1, 9), int)
    labels[0, 4] = 1
    trust, other = np.ones((1, 9)), np.full((1, 9), -1)
    trust[0, 4], other[0, 4] = 0.25, 2
    shares = local_shares(
        judged(labels, trust, other),
        CellPositions(np.array([[0.5]]), np.array([[4.5]]), *np.array([[[0]], [[4]]])),
        columns=EVERY, n_classes=3,
    )[:, 0, 0]  # fmt: skip
    side = np.exp(-0.5 * (np.arange(-2, 3) / 0.5) ** 2)
    middle = side[2] / side.sum()
    plain = np.array([1 - middle, 0.25 * middle, 0.75 * middle])
    np.testing.assert_allclose(shares, 0.98 * plain + 0.02 / 3, rtol=1e-6)


def test_doubt_without_another_class_is_dropped():
    labels = np.array([[0, 1, 0]] * 3)
    trust = np.where(labels == 1, 0.0, 1.0)
    none = judged(labels, trust, np.full((3, 3), -1))
    without = coarse_map(np.where(labels == 1, -1, labels))
    np.testing.assert_array_equal(soft_shares(none), soft_shares(without))
    unknown = judged(labels, trust, np.full((3, 3), 2))
    columns = np.array([0, 1, -1], np.int16)  # class 2 is none of the model's
    np.testing.assert_array_equal(
        soft_shares(unknown, columns=columns, n_classes=2),
        soft_shares(without, columns=columns, n_classes=2),
    )


def test_a_cell_without_a_class_says_nothing_whatever_else_is_told_of_it():
    labels = np.array([[0, -1, 0]] * 3)
    told = judged(labels, np.full((3, 3), 0.5), np.ones((3, 3)))
    plain = judged(labels, np.where(labels < 0, 1, 0.5), np.where(labels < 0, -1, 1))
    np.testing.assert_array_equal(soft_shares(told), soft_shares(plain))


@settings(deadline=None, max_examples=40)
@given(LABELS, st.integers(0, 10**6), st.data())
def test_windows_give_the_same_bits_of_soft_shares(labels, seed, data):
    rng = np.random.default_rng(seed)
    coarse = judged(labels, rng.random((5, 4)), rng.integers(-1, 3, (5, 4)))
    fine = CoarseOnFine(coarse, pixel_grid(40, 32))
    row, col = (data.draw(st.integers(-9, 45)) for _ in range(2))
    height, width = (data.draw(st.integers(1, 30)) for _ in range(2))
    wide = Window(-20, -20, 110, 110)
    window = Window(row, col, height, width)
    rows, cols = window.inside(wide)
    whole, part = (
        local_shares(coarse, fine.positions(w), columns=EVERY, n_classes=3) for w in (wide, window)
    )
    np.testing.assert_array_equal(part, whole[:, rows, cols])
    np.testing.assert_allclose(whole.sum(axis=0), 1, rtol=1e-12)


def test_no_cell_beyond_the_reach_is_seen():
    labels = np.zeros((11, 11), int)
    where = CellPositions(*np.full((2, 1, 1), 5.01), *np.full((2, 1, 1), 5))
    expected = local_shares(coarse_map(labels), where, columns=EVERY, n_classes=3)
    labels[5 - CELL_REACH - 1], labels[5 + CELL_REACH + 1] = 1, 1
    found = local_shares(coarse_map(labels), where, columns=EVERY, n_classes=3)
    np.testing.assert_array_equal(found, expected)
    labels[5 - CELL_REACH] = 1
    found = local_shares(coarse_map(labels), where, columns=EVERY, n_classes=3)
    assert found[1] > expected[1]


def test_without_weight_and_correction_nothing_changes():
    found, local, trained = tables(50, 4)
    for shares in (local, None):
        after = combine(found, shares, training_shares=trained, weight=0, correction=0)
        np.testing.assert_array_equal(after, found)


def test_the_correction_alone_needs_no_shares():
    found = np.array([[0.5, 0.3, 0.2], [0.0, 0.0, 1.0]])
    trained = np.array([0.25, 0.25, 0.5])
    expected = found / np.array([0.5, 0.5, np.sqrt(0.5)])
    expected /= expected.sum(axis=1, keepdims=True)
    _, local, _ = tables(2, 3)
    for shares in (local, None):
        after = combine(found, shares, training_shares=trained, weight=0, correction=0.5)
        np.testing.assert_allclose(after, expected, rtol=1e-12)


def test_the_prior_alone_leaves_the_training_shares():
    found, local, trained = tables(20, 4)
    after = combine(found, local, training_shares=trained, weight=0.7, correction=0)
    expected = found * local**0.7
    np.testing.assert_allclose(after, expected / expected.sum(axis=1, keepdims=True), rtol=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(0, 200), st.integers(0, 100))
def test_combined_probabilities_are_a_distribution(seed, classes, percent, correction):
    exponents = {"weight": percent / 100, "correction": correction / 100}
    found, local, trained = tables(30, classes, seed)
    after = combine(found, local, training_shares=trained, **exponents)
    np.testing.assert_allclose(after.sum(axis=1), 1, rtol=1e-9)
    assert (after >= 0).all()
    order = np.random.default_rng(seed).permutation(classes)
    turned = combine(found[:, order], local[:, order], training_shares=trained[order], **exponents)
    np.testing.assert_allclose(turned, after[:, order], rtol=1e-9)
    for rows in (slice(0, 1), slice(7, 19)):
        part = combine(found[rows], local[rows], training_shares=trained, **exponents)
        np.testing.assert_array_equal(part, after[rows])


def test_a_class_common_around_gains():
    found = np.array([[0.5, 0.5]])
    even = np.array([0.5, 0.5])
    local = np.array([[0.8, 0.2]])
    after = combine(found, local, training_shares=even, weight=0.5, correction=0.5)
    assert after[0, 0] > 0.5
    more = combine(found, local, training_shares=even, weight=1.0, correction=0.5)
    assert more[0, 0] > after[0, 0]


@pytest.mark.parametrize("weight", [0.25, 1.0])
def test_impossible_classes_stay_impossible(weight):
    found = np.array([[1.0, 0.0, 0.0]])
    local = np.full((1, 3), 1 / 3)
    after = combine(found, local, training_shares=np.full(3, 1 / 3), weight=weight, correction=0.5)
    np.testing.assert_allclose(after, found)


@pytest.mark.skipif(
    importlib.util.find_spec("numba") is None and not os.environ.get("CI"),
    reason="numba is not installed",
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_compiled_shares_are_the_same_bytes(monkeypatch, dtype):
    rng = np.random.default_rng(6)
    coarse = judged(rng.integers(-1, 3, (9, 9)), rng.random((9, 9)), rng.integers(-1, 3, (9, 9)))
    row, col = rng.uniform(-2, 11, (2, 60, 70))
    row[3, 4:9], col[5] = np.nan, np.nan
    row[6], col[7, :3] = 0.5, 3.0
    where = CellPositions(row, col, *cells_at(row, col, shape=(9, 9)))
    found = {}
    monkeypatch.setattr(prior, "_WORTH_COMPILING", 1)
    for numba in "01":
        monkeypatch.setenv("FINECOVER_NUMBA", numba)
        shares = found[numba] = np.empty((3, 60, 70), dtype)
        every = LocalShares(coarse, where, columns=EVERY, n_classes=3)
        for rows in (slice(0, 11), slice(11, 60)):
            every.fill(shares[:, rows], rows)
    np.testing.assert_array_equal(found["1"], found["0"])
    expected = local_shares(coarse, where, columns=EVERY, n_classes=3)
    np.testing.assert_array_equal(found["1"], expected.astype(dtype))


@pytest.mark.parametrize("weight", [0.0, 0.25, 0.5, 0.75, 1.0, 1.3])
@pytest.mark.parametrize("correction", [0.0, 0.5, 1.0])
def test_planes_are_combined_as_tables_are(weight, correction):
    found, local, trained = tables(40 * 30, 5)
    expected = combine(found, local, training_shares=trained, weight=weight, correction=correction)
    planes, shares = (
        np.ascontiguousarray(part.T.reshape(5, 40, 30), np.float32) for part in (found, local)
    )
    planes[:, 3, 4] = 0
    plain = planes.copy()
    combine_planes(planes, shares, training_shares=trained, weight=weight, correction=correction)
    assert not planes[:, 3, 4].any()
    planes[:, 3, 4] = expected[3 * 30 + 4]
    np.testing.assert_allclose(planes.reshape(5, -1).T, expected, rtol=3e-6)
    if weight == correction == 0:
        planes[:, 3, 4] = 0
        np.testing.assert_array_equal(planes, plain)
