from math import exp

import numpy as np
import pytest
from finecover.core.cells import cell_noise
from finecover.core.cells.cell_noise import (
    KERNEL,
    NEUTRAL,
    CellNoise,
    fit_cell_noise,
    grid_neighbours,
    judge_cells,
    neighbour_shares,
    table_neighbours,
)
from finecover.core.errors import InputError, ModelError
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.optimize import check_grad

CLASSES = 4
EVEN = np.full(CLASSES, 1 / CLASSES)


def cells(*, wrong=0.0, seed=0, side=40):
    """Patchy true classes, evidence that follows them, and labels of which some are wrong."""
    rng = np.random.default_rng(seed)
    fields = [gaussian_filter(rng.normal(size=(side, side)), 2) for _ in range(CLASSES)]
    truth = np.argmax(fields, axis=0).ravel()
    evidence = rng.gamma(0.5 + 4 * (truth[:, None] == np.arange(CLASSES)))
    evidence /= evidence.sum(axis=1, keepdims=True)
    shift = np.where(rng.random(truth.size) < wrong, rng.integers(1, CLASSES, truth.size), 0)
    labels = (truth + shift) % CLASSES
    rows, cols = np.divmod(np.arange(truth.size), side)
    around = grid_neighbours(labels.reshape(side, side), rows, cols)
    overall = np.bincount(labels, minlength=CLASSES)
    return truth, evidence, neighbour_shares(around, overall), labels


def judged(evidence, neighbours, labels, *, shares=EVEN):
    noise = fit_cell_noise(evidence, neighbours, labels, training_shares=shares)
    return noise, judge_cells(noise, evidence, neighbours, labels, training_shares=shares)


def test_clean_labels_are_found_clean():
    _, *given = cells()
    noise, posterior = judged(*given)
    assert noise.error_rate < 0.02
    assert (posterior[np.arange(1600), given[-1]] < 0.5).mean() < 0.03


def test_wrong_labels_are_counted_and_found():
    truth, *given = cells(wrong=0.25)
    noise, posterior = judged(*given)
    assert 0.2 < noise.error_rate < 0.3
    trust = posterior[np.arange(1600), given[-1]]
    wrong = truth != given[-1]
    assert (trust[wrong] < 0.5).mean() > 0.85
    assert (trust[~wrong] < 0.5).mean() < 0.03
    assert (posterior.argmax(axis=1) == truth).mean() > 0.95


def test_the_gradient_is_that_of_the_likelihood():
    _, evidence, neighbours, labels = cells(wrong=0.1, side=10)
    shares = np.array([0.1, 0.2, 0.3, 0.4])
    likelihood = cell_noise._Likelihood(cell_noise._logs(evidence, neighbours, shares), labels)
    for place in ([1.5, 0.5, 0.5, -3.0], [0.3, 1.2, 1.1, 0.7]):
        error = check_grad(lambda x: likelihood(x)[0], lambda x: likelihood(x)[1], place)
        assert error < 1e-6


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(CLASSES)))
def test_permuted_classes_permute_the_judgement(order):
    _, evidence, neighbours, labels = cells(wrong=0.2, side=12)
    shares = np.array([0.1, 0.2, 0.3, 0.4])
    noise, posterior = judged(evidence, neighbours, labels, shares=shares)
    turned = np.empty(CLASSES, int)
    turned[order] = np.arange(CLASSES)
    other, found = judged(
        evidence[:, order], neighbours[:, order], turned[labels], shares=shares[order]
    )
    assert vars(other) == pytest.approx(vars(noise), rel=1e-3, abs=1e-4)
    np.testing.assert_allclose(found, posterior[:, order], atol=1e-3)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 143), st.integers(1, 20))
def test_a_cell_is_judged_alike_in_any_company(first, count):
    _, evidence, neighbours, labels = cells(wrong=0.2, side=12)
    noise = CellNoise(1.3, 0.7, 0.4, 0.2)
    part = slice(first, first + count)
    whole = judge_cells(noise, evidence, neighbours, labels, training_shares=EVEN)
    alone = judge_cells(noise, evidence[part], neighbours[part], labels[part], training_shares=EVEN)
    np.testing.assert_array_equal(alone, whole[part])


def test_judgement_by_hand():
    noise = CellNoise(sharpness=2.0, neighbour_weight=1.0, correction=0.5, error_rate=0.2)
    evidence, neighbours = np.array([[0.6, 0.3, 0.1]] * 2), np.array([[0.2, 0.2, 0.6]] * 2)
    shares = np.array([0.5, 0.25, 0.25])
    found = judge_cells(noise, evidence, neighbours, np.array([-1, 1]), training_shares=shares)
    q = np.array([0.36 / 0.5 * 0.2, 0.09 / 0.25 * 0.2, 0.01 / 0.25 * 0.6])
    np.testing.assert_allclose(found[0], q / q.sum(), rtol=1e-12)
    r = q * [0.1, 0.8, 0.1]
    np.testing.assert_allclose(found[1], r / r.sum(), rtol=1e-12)


def test_no_evidence_leaves_neighbours_and_label():
    noise = CellNoise(sharpness=2.0, neighbour_weight=1.0, correction=0.5, error_rate=0.2)
    found = judge_cells(
        noise, np.full((1, 2), np.nan), np.array([[0.3, 0.7]]), np.array([0]),
        training_shares=np.array([0.9, 0.1]),
    )  # fmt: skip
    np.testing.assert_allclose(found, [[0.24 / 0.38, 0.14 / 0.38]], rtol=1e-12)


@pytest.mark.parametrize("error_rate", [0.0, 1e-6, 0.6])
def test_one_class_is_always_right(error_rate):
    found = judge_cells(
        CellNoise(1.0, 1.0, 1.0, error_rate), np.ones((3, 1)), np.ones((3, 1)),
        np.array([0, 0, -1]), training_shares=np.ones(1),
    )  # fmt: skip
    np.testing.assert_array_equal(found, np.ones((3, 1)))


def test_labels_without_errors_are_believed_whatever_the_evidence():
    evidence = np.array([[0.0, 1.0]])
    for noise in (CellNoise(8.0, 4.0, 0.0, 0.0), NEUTRAL):
        found = judge_cells(noise, evidence, evidence, np.array([0]), training_shares=[0.99, 0.01])
        assert found[0, 0] > 0.9


def test_a_class_never_trained_gains_nothing_by_the_correction():
    noise = CellNoise(1.0, 0.0, 1.5, 0.1)
    found = judge_cells(
        noise, np.array([[1.0, 0.0]]), np.ones((1, 2)), np.array([-1]), training_shares=[1.0, 0.0]
    )
    assert found[0, 1] < 0.01


@pytest.mark.parametrize(("count", "kinds"), [(0, 2), (9, 3), (50, 1)])
def test_too_little_to_fit_judges_nothing_wrong(count, kinds):
    evidence = np.random.default_rng(0).dirichlet(np.ones(3), count)
    labels = np.arange(count) % kinds
    assert fit_cell_noise(evidence, evidence, labels, training_shares=np.ones(3) / 3) is NEUTRAL


@pytest.mark.parametrize("kinds", [2, 3, 6])
def test_an_error_rate_the_image_cannot_tell_is_not_made_up(kinds):
    rng = np.random.default_rng(kinds)
    labels = rng.integers(0, kinds, 400)
    flat = np.full((400, kinds), 1 / kinds)
    shares = np.full(kinds, 1 / kinds)
    assert fit_cell_noise(flat, flat, labels, training_shares=shares) is NEUTRAL
    random = rng.dirichlet(np.full(kinds, 50.0), 400)
    assert fit_cell_noise(random, flat, labels, training_shares=shares) is NEUTRAL


def test_cells_without_label_or_evidence_are_left_out():
    _, evidence, neighbours, labels = cells(wrong=0.1, side=12)
    expected = fit_cell_noise(evidence[20:], neighbours[20:], labels[20:], training_shares=EVEN)
    evidence[:10], labels[10:20] = np.nan, -1
    assert fit_cell_noise(evidence, neighbours, labels, training_shares=EVEN) == expected


def test_two_classes_are_not_swapped():
    """Labels that repeat the evidence must not be explained by errors everywhere."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 400)
    evidence = np.where(labels[:, None] == [0, 1], 0.2, 0.8)
    even = np.full((400, 2), 0.5)
    noise = fit_cell_noise(evidence, even, labels, training_shares=[0.5, 0.5])
    assert noise.error_rate <= 0.45


def test_the_kernel_is_a_gaussian_without_its_centre():
    weights = {(row, col): weight for row, col, weight in KERNEL}
    assert len(KERNEL) == 48
    assert (0, 0) not in weights
    assert weights[0, 1] == weights[-1, 0] == pytest.approx(exp(-0.5))
    assert weights[3, -2] == pytest.approx(exp(-6.5))


def test_neighbour_shares_by_hand():
    labels = np.array([[0, 1], [-1, 2]])
    found = neighbour_shares(grid_neighbours(labels, np.array([0]), np.array([0])), [3, 2, 1])
    near, far = exp(-0.5), exp(-1.0)
    expected = np.array([0.25, near + 1 / 6, far + 1 / 12]) / (near + far + 0.5)
    np.testing.assert_allclose(found, [expected], rtol=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_table_and_map_agree(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, 3, (rng.integers(1, 9), rng.integers(1, 9)))
    rows, cols = (axis.ravel() for axis in np.indices(labels.shape))
    order = rng.permutation(labels.size)
    rows, cols = rows[order], cols[order]
    table = table_neighbours(np.stack([rows, cols], axis=1), labels[rows, cols])
    for (weight, some), (other, found) in zip(table, grid_neighbours(labels, rows, cols)):
        assert weight == other
        np.testing.assert_array_equal(some, found)


def test_a_lonely_cell_has_the_overall_shares():
    table = table_neighbours(np.array([[0, 0], [10**6, -(10**6)]]), np.array([0, 1]))
    np.testing.assert_allclose(neighbour_shares(table, [1, 3]), [[0.25, 0.75]] * 2)


def test_no_cells_have_no_shares():
    table = table_neighbours(np.empty((0, 2), int), np.empty(0, int))
    assert neighbour_shares(table, [1, 3]).shape == (0, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("sharpness", -0.1), ("neighbour_weight", 9), ("correction", float("nan")),
     ("error_rate", 0.7), ("error_rate", None), ("sharpness", True), ("correction", "1")],
)  # fmt: skip
def test_nonsense_is_refused(name, value):
    values = {**vars(NEUTRAL), name: value}
    with pytest.raises(ModelError, match=f"{name} .* train the model again"):
        CellNoise(**values)


def test_arrays_that_do_not_fit_are_refused():
    even, labels = np.full((12, 2), 0.5), np.zeros(12, int)
    with pytest.raises(InputError, match="a row of evidence per cell"):
        fit_cell_noise(even, even, labels[:5], training_shares=[0.5, 0.5])
    with pytest.raises(InputError, match="from 0 to 1, or -1"):
        judge_cells(NEUTRAL, even, even, labels + 2, training_shares=[0.5, 0.5])
    with pytest.raises(InputError, match="3 training shares"):
        judge_cells(NEUTRAL, even, even, labels, training_shares=[0.5, 0.3, 0.2])
    with pytest.raises(InputError, match="a column and a label"):
        list(table_neighbours(even[:, :1], labels))
    with pytest.raises(InputError, match="twice"):
        list(table_neighbours(np.zeros((12, 2), int), labels))
