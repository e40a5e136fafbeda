"""What one sample says of several maps: the reported one, others over foreign strata, parts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.accuracy.accuracy_design import olofsson, stehman, stratum_matrices
from finecover.core.accuracy.estimates import Sets, StratifiedSample
from finecover.core.accuracy.point_sample import Sample, SampledStrata
from finecover.core.accuracy.stratified_accuracy import Strata, estimate
from finecover.core.errors import InputError
from hypothesis import given, settings
from hypothesis import strategies as st

SIZES = np.array([400, 250, 150])
few = settings(max_examples=4, deadline=None)


def sample_of(seed=0, *, n_classes=3, each=40, gaps=0.0, **more):
    """Return a sample of three strata and three maps; ``gaps``: share without a third map."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(3), each)
    reference = np.where(rng.random(3 * each) < 0.6, stratum, rng.integers(0, n_classes, 3 * each))
    maps = np.stack([
        np.where(rng.random(3 * each) < right, reference, rng.integers(0, n_classes, 3 * each))
        for right in (0.8, 0.6, 0.7)
    ])  # fmt: skip
    maps[2, rng.random(3 * each) < gaps] = -1
    strata = SampledStrata(("a", "b", "c"), SIZES * 100, SIZES.astype(float), **more)
    return Sample(maps, reference, stratum, strata, "test", n_classes)


def figures(design):
    """Every number of an estimate in one array."""
    estimates = (
        design.overall, *design.users, *design.producers, *design.area_shares, *design.areas,
    )  # fmt: skip
    rows = [(one.value, one.standard_error, *one.interval) for one in estimates]
    return np.concatenate([np.ravel(rows), design.matrix.ravel(), [design.part]])


# --- properties


@few
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.2]), st.booleans())
def test_a_map_is_judged_alike_whether_it_is_reported_or_compared(seed, gaps, by_chance):
    sample = sample_of(seed, gaps=gaps, finite=True, by_chance=by_chance)
    turned = replace(sample, maps=sample.maps[[1, 0, 2]])
    for number, other in ((0, 1), (1, 0)):
        one, same = sample.estimate(number), turned.estimate(other)
        np.testing.assert_array_equal(figures(one), figures(same))
    there, back = sample.difference(1), turned.difference(1)
    assert there.value == pytest.approx(-back.value)
    assert there.standard_error == pytest.approx(back.standard_error)


@few
@given(st.integers(0, 10_000), st.permutations(range(3)), st.sampled_from([0.0, 0.2]))
def test_permuting_the_classes_permutes_every_maps_estimates(seed, order, gaps):
    sample = sample_of(seed, gaps=gaps)
    lift = np.array(order)
    moved = replace(
        sample,
        maps=np.where(sample.maps < 0, -1, lift[sample.maps]),
        reference=lift[sample.reference],
    )
    for number in (0, 2):
        one, other = sample.estimate(number), moved.estimate(number)
        assert other.overall.value == pytest.approx(one.overall.value)
        for name in ("users", "producers", "area_shares", "areas"):
            before, after = getattr(one, name), getattr(other, name)
            for old, new in enumerate(order):
                assert after[new].value == pytest.approx(before[old].value, nan_ok=True)
                assert after[new].interval == pytest.approx(
                    before[old].interval, abs=1e-6, nan_ok=True
                )
    # The same by lifting the classes afterwards.
    np.testing.assert_allclose(sample.estimate(2, lift).matrix, other.matrix)


@few
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3]))
def test_all_strata_in_full_give_back_the_population(seed, gaps):
    sample = sample_of(seed, gaps=gaps, finite=True)
    pixels = np.full(3, 40)
    strata = replace(sample.strata, pixels=pixels, hectares=pixels * 0.01)
    sample = replace(sample, strata=strata)
    there = sample.maps[2] >= 0
    reference = sample.reference[there]
    for number in range(3):
        mapped, found = sample.maps[number][there], sample.estimate(number)
        assert found.part == pytest.approx(there.mean())
        assert found.overall.value == pytest.approx((mapped == reference).mean())
        assert found.overall.standard_error == 0
        assert found.overall.interval == (found.overall.value,) * 2
        for place in range(3):
            right = ((mapped == place) & (reference == place)).sum()
            for name, whole in (("users", mapped), ("producers", reference)):
                one = getattr(found, name)[place]
                total = (whole == place).sum()
                assert one.value == pytest.approx(right / total if total else math.nan, nan_ok=True)
            hectares = (reference == place).sum() * 0.01
            assert found.areas[place].value == pytest.approx(hectares)
    first, second = ((sample.maps[at][there] == reference).mean() for at in (0, 1))
    difference = sample.difference(1)
    assert difference.value == pytest.approx(first - second)
    assert difference.standard_error == 0


@pytest.mark.parametrize("gaps", [0.0, 0.25])
@pytest.mark.parametrize("by_chance", [False, True])
def test_the_difference_is_that_of_the_estimates(gaps, by_chance):
    sample = sample_of(3, gaps=gaps, by_chance=by_chance)
    for other in (1, 2):
        gain = sample.estimate(0).overall.value - sample.estimate(other).overall.value
        assert sample.difference(other).value == pytest.approx(gain)


def test_areas_not_pixels_weigh_the_strata():
    sample = sample_of(1)
    strata = replace(sample.strata, pixels=np.array([10_000, 90_000, 90_000]))
    uneven = replace(sample, strata=strata)
    assert uneven.estimate(1).overall.value == sample.estimate(1).overall.value
    assert uneven.difference(1).value == sample.difference(1).value


# --- by hand


def test_another_map_over_the_strata_of_the_first():
    sample = sample_of(5, nested=np.arange(3), finite=True)
    sample = replace(sample, maps=np.stack([sample.stratum, *sample.maps[1:]]))
    cells = stratum_matrices(sample.stratum, sample.maps[1], sample.reference, shape=(3, 3))
    expected = stehman(cells, SIZES * 100, total_area=float(SIZES.sum()))
    np.testing.assert_allclose(figures(sample.estimate(1)), figures(expected), atol=1e-9)
    own = stratum_matrices(np.zeros(120, int), sample.stratum, sample.reference, shape=(1, 3))[0]
    expected = olofsson(own, SIZES, pixels=SIZES * 100)
    np.testing.assert_allclose(figures(sample.estimate(0)), figures(expected), atol=1e-9)


def test_a_part_of_the_area_by_hand():
    cells = np.array([[[6, 2], [1, 11]], [[3, 0], [2, 5]]])
    elsewhere, sizes = np.array([20, 0]), np.array([30.0, 70.0])
    found = estimate(cells, Strata(sizes), elsewhere=elsewhere)
    each = sizes / 100 / np.array([40, 10])
    part = each @ [20, 10]
    assert found.part == pytest.approx(part)
    assert found.overall.value == pytest.approx(each @ [17, 8] / part)
    assert found.users[0].value == pytest.approx(each @ [6, 3] / (each @ [8, 3]))
    assert found.producers[0].value == pytest.approx(each @ [6, 3] / (each @ [7, 5]))
    assert found.area_shares[0].value == pytest.approx(each @ [7, 5] / part)
    assert found.areas[0].value == pytest.approx(100 * (each @ [7, 5]))
    assert found.matrix.sum() == pytest.approx(1)
    assert found.points.tolist() == [40, 10]
    # The ratio to the part, Cochran eq. 6.13 in each stratum.
    variance = 0.0
    for weight, n, right, inside in ((0.3, 40, 17, 20), (0.7, 10, 8, 10)):
        y, x = np.arange(n) < right, np.arange(n) < inside
        variance += weight**2 * np.var(y - found.overall.value * x, ddof=1) / n
    assert found.overall.standard_error == pytest.approx(math.sqrt(variance) / part)
    low, high = found.overall.interval
    assert 0 < low < found.overall.value < high < 1


def test_a_single_point_leaves_the_nested_classes_of_a_level_alone():
    sample = sample_of(2, nested=np.arange(3))
    stratum = np.where(np.arange(120) == 0, 2, np.repeat([0, 1], 60))
    sample = replace(sample, stratum=stratum, maps=np.stack([stratum, *sample.maps[1:]]))
    found = sample.estimate(0, np.array([0, 0, 1]))
    assert math.isfinite(found.users[0].standard_error)
    assert math.isnan(found.users[1].standard_error)
    assert math.isnan(found.overall.standard_error)


def test_nothing_is_starred_that_has_no_value():
    sample = sample_of(4, each=6)
    sample = replace(sample, n_classes=4)
    found = sample.estimate(0, np.array([0, 1, 3, 3]))
    assert math.isnan(found.users[2].value)
    assert math.isnan(found.producers[2].value)
    assert found.users[2].trusted
    assert found.producers[2].trusted
    assert not found.users[0].trusted, "six points"


def test_a_rare_class_in_a_part_is_not_trusted():
    cells = np.zeros((1, 2, 2), int)
    cells[0] = [[70, 0], [1, 2]]
    found = estimate(cells, Strata(np.ones(1)), elsewhere=np.array([30]))
    assert found.overall.trusted
    assert not found.area_shares[1].trusted


@pytest.mark.parametrize(
    ("elsewhere", "match"),
    [
        (np.array([1, 2]), "1 strata; give whole numbers of points elsewhere"),
        (np.array([-1]), "1 strata; give whole numbers"),
        (np.array([0.5]), "1 strata; give whole numbers"),
    ],
)
def test_points_elsewhere_must_fit(elsewhere, match):
    with pytest.raises(InputError, match=match):
        estimate(np.ones((1, 2, 2), int), Strata(np.ones(1)), elsewhere=elsewhere)
    with pytest.raises(InputError, match="No point lies in the part"):
        estimate(np.zeros((1, 2, 2), int), Strata(np.ones(1)), elsewhere=np.array([3]))


# --- coverage


def drawn_cells(n_draws, each):
    """Return the truth (stratum, cell) and draws (stratum, draw, cell) of a map over old strata.

    A cell is (map class, reference class), and one more: where the map has none.
    """
    rng = np.random.default_rng(2014)
    sure = np.array([[0.62, 0.08, 0.10, 0.12], [0.10, 0.12, 0.08, 0.70], [0.25, 0.2, 0.15, 0.3]])
    truth = np.column_stack([sure, 1 - sure.sum(axis=1)])
    return truth, np.stack([rng.multinomial(each, row, size=n_draws) for row in truth])


def test_the_accuracy_of_a_map_over_foreign_strata_is_covered():
    each = 100
    weights = np.array([0.55, 0.3, 0.15])
    truth, draws = drawn_cells(1200, each)
    sample = StratifiedSample(np.full(3, each), weights, np.ones(3))
    right, inside = draws[..., 0] + draws[..., 3], draws[..., :4].sum(axis=-1)
    mapped, reference = draws[..., 0] + draws[..., 1], draws[..., 0] + draws[..., 2]
    yes = np.ones(right.shape, bool)
    inner = {
        "overall": (right, inside, truth[:, [0, 3]], truth[:, :4]),
        "user's": (draws[..., 0], mapped, truth[:, [0]], truth[:, :2]),
        "producer's": (draws[..., 0], reference, truth[:, [0]], truth[:, [0, 2]]),
        "area": (reference, inside, truth[:, [0, 2]], truth[:, :4]),
    }
    for name, (hits, whole, part, of) in inner.items():
        expected = weights @ part.sum(axis=1) / (weights @ of.sum(axis=1))
        possible = np.stack([whole > 0, whole > 0, whole < each]) & yes
        intervals = np.array([one.interval for one in sample.ratio(Sets(hits, whole, possible))])
        covered = (intervals[:, 0] <= expected) & (expected <= intervals[:, 1])
        assert 0.93 <= covered.mean() <= 0.97, name
    cells = draws[:, 0, :4].reshape(3, 2, 2)
    found = estimate(cells, Strata(weights), elsewhere=draws[:, 0, 4])
    first = sample.ratio(Sets(right[:, :1], inside[:, :1], np.ones((3, 3, 1), bool)))[0]
    assert found.overall.interval == pytest.approx(first.interval, abs=1e-7)
    assert found.overall.standard_error == pytest.approx(first.standard_error)
