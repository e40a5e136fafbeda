"""Design-based estimates, against the worked examples of the papers that define them."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.accuracy_design import (
    Estimate,
    olofsson,
    post_stratified,
    simple_random,
    stehman,
    stratum_matrices,
)
from finecover.core.errors import InputError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

ROOT = Path(__file__).resolve().parents[3]

# Olofsson et al. (2013), example 1 (tables 3-4), example 2 (table 6), and Olofsson et al. (2014),
# table 8; figures beyond the printed digits from the R package mapaccuracy.
OLOFSSON = {
    "2013 example 1": {
        "counts": [[97, 0, 3], [3, 279, 18], [2, 1, 97]],
        "mapped": [22353, 1122543, 610228],
        "OA": (0.94441678194817, 0.011164399504990813),
        "UA": (
            [0.97, 0.93, 0.97],
            [0.017144660799776536, 0.014755532945588956, 0.017144660799776536],
        ),
        "PA": (
            [0.48063082434097937, 0.9941886770739936, 0.8969258967646558],
            [0.11455845594876342, 0.0057782786125577515, 0.021023553285353578],
        ),
        "area": (
            [45112.4, 1050067.27, 659944.33],
            [10751.404503460626, 17652.043754279028, 18635.8558715839],
        ),
        "half_width": [21072.36561000457, 34597.3700119121, 36525.60632938374],
    },
    "2013 example 2": {
        "counts": [[127, 66, 54], [2, 322, 17], [0, 15, 540]],
        "mapped": [0.007, 0.295, 0.698],
        "OA": (0.9612973752719083, 0.006053311498121688),
        "UA": (
            [0.5141700404858299, 0.9442815249266863, 0.972972972972973],
            [0.031866031175797054, 0.012439728412112239, 0.006889610086412221],
        ),
        "PA": (
            [0.6753468083826599, 0.9307202678802727, 0.9766497593600623],
            [0.1554026955547764, 0.014990949757633432, 0.004899944753196762],
        ),
        "area": (
            [0.005329395561993185, 0.2992983600623669, 0.6953722443756398],
            [0.0012418371624892074, 0.0060524231166089485, 0.005940044413765643],
        ),
        "half_width": [0.0024339561131422613, 0.011862531327751207, 0.011642273117548998],
    },
    "2014 table 8": {
        "counts": [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]],
        "mapped": [18000, 13500, 288000, 580500],  # hectares: 0.09 ha per 30 m pixel
        "OA": (0.9465118881118881, 0.009430417215588913),
        "UA": (
            [0.88, 0.7333333333333333, 0.9272727272727272, 0.963076923076923],
            [0.037776011264121404, 0.051406640063737324, 0.02027824987170497, 0.010476275860543293],
        ),
        "PA": (
            [0.7486614048308412, 0.8471563981042654, 0.9345089085796926, 0.9616089928314558],
            [0.10883155764554486, 0.1298001840404374, 0.017512460544189312, 0.00936813034777142],
        ),
        "area": (
            [21157.76223776224, 11686.153846153846, 285769.9300699301, 581386.153846154],
            [3141.650196973047, 1916.2377680631905, 7913.181784790093, 8306.967526655479],
        ),
        "half_width": [6157.521238090339, 3755.757011219271, 15509.551301306969, 16281.35717298851],
    },
}

# Stehman (2014), numerical example: stratum, map and reference of 40 points; figures as printed
# by the R package mapaccuracy (8 digits).
STEHMAN_STRATA = "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDD"
STEHMAN_MAP = "AAAAAAABBBABBBBBBBBBBBCCCCCCBBDDDDDDDDDD"
STEHMAN_REFERENCE = "AAAAACBABCABBBBBAABBCCCCCDDBBADDDDDDDCCB"
STEHMAN_PIXELS = [40000, 30000, 20000, 10000]
STEHMAN = {
    "users": (
        [0.74193548, 0.57446809, 0.5, 0.7],
        [0.16454202, 0.12478225, 0.21511194, 0.15267613],
    ),
    "producers": (
        [0.65714286, 0.79411765, 0.3, 0.63636364],
        [0.14771009, 0.11654791, 0.15041083, 0.16227967],
    ),
    "areas": (
        [0.35, 0.34, 0.2, 0.11],
        [0.082247796, 0.075853074, 0.06427977, 0.030722232],
    ),
}

samples = st.integers(2, 4).flatmap(
    lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 40)).filter(
        lambda m: (m.sum(axis=1) > 1).all()
    )
)


# An interval is a search; hundreds of examples would take minutes.
few = settings(max_examples=15, deadline=None)


def values(estimates):
    return [estimate.value for estimate in estimates]


def errors(estimates):
    return [estimate.standard_error for estimate in estimates]


def letters(text):
    return np.array(["ABCD".index(letter) for letter in text])


def stehman_counts():
    return stratum_matrices(
        letters(STEHMAN_STRATA), letters(STEHMAN_MAP), letters(STEHMAN_REFERENCE), shape=(4, 4)
    )


@pytest.mark.parametrize("name", OLOFSSON)
def test_olofsson_examples(name):
    example = OLOFSSON[name]
    found = olofsson(np.array(example["counts"]), np.array(example["mapped"]))
    close = {"rel": 1e-9, "abs": 1e-12}
    assert found.overall.value == pytest.approx(example["OA"][0], **close)
    assert found.overall.standard_error == pytest.approx(example["OA"][1], **close)
    for got, key in ((found.users, "UA"), (found.producers, "PA"), (found.areas, "area")):
        assert values(got) == pytest.approx(example[key][0], **close)
        assert errors(got) == pytest.approx(example[key][1], **close)
    half_widths = [estimate.half_width for estimate in found.areas]
    assert half_widths == pytest.approx(example["half_width"], **close)
    total = sum(example["mapped"])
    assert values(found.area_shares) == pytest.approx(np.array(values(found.areas)) / total)
    assert found.matrix.sum() == pytest.approx(1)
    assert found.points.tolist() == np.sum(example["counts"], axis=1).tolist()


def test_olofsson_as_printed_in_the_paper():
    # 2014, section 5: "21,158 ha +- 6158 ha" of deforestation, overall accuracy 0.95 +- 0.02.
    example = OLOFSSON["2014 table 8"]
    found = olofsson(np.array(example["counts"]), np.array(example["mapped"]))
    assert round(found.areas[0].value) == 21158
    assert round(found.areas[0].half_width) == 6158
    assert (round(found.overall.value, 2), round(found.overall.half_width, 2)) == (0.95, 0.02)


def test_pontius_figures_of_the_area_weighted_matrix():
    # diffeR on the area-proportion matrix of Olofsson et al. (2014).
    example = OLOFSSON["2014 table 8"]
    found = assess(olofsson(np.array(example["counts"]), np.array(example["mapped"])).matrix)
    parts = (found.quantity, found.exchange, found.shift)
    assert parts == pytest.approx((0.004493, 0.044492, 0.004503), abs=5e-7)
    assert 1 - found.overall == pytest.approx(0.053488, abs=5e-7)


def test_stehman_example():
    found = stehman(stehman_counts(), np.array(STEHMAN_PIXELS))
    assert found.overall.value == pytest.approx(0.63, abs=1e-12)
    assert found.overall.standard_error == pytest.approx(0.084642188, abs=5e-10)
    for name, (value, error) in STEHMAN.items():
        assert values(getattr(found, name)) == pytest.approx(value, abs=5e-9)
        assert errors(getattr(found, name)) == pytest.approx(error, abs=5e-9)
    assert found.matrix == pytest.approx(
        np.array(
            [
                [0.23, 0.04, 0.04, 0],
                [0.12, 0.27, 0.08, 0],
                [0, 0.02, 0.06, 0.04],
                [0, 0.01, 0.02, 0.07],
            ]
        ),
        abs=1e-12,
    )


def test_stehman_areas_come_in_the_unit_of_the_total():
    shares = stehman(stehman_counts(), np.array(STEHMAN_PIXELS))
    hectares = stehman(stehman_counts(), np.array(STEHMAN_PIXELS), total_area=9000.0)
    assert values(hectares.areas) == pytest.approx(np.multiply(values(shares.areas), 9000))
    assert errors(hectares.areas) == pytest.approx(np.multiply(errors(shares.areas), 9000))
    assert values(hectares.area_shares) == values(shares.area_shares)
    assert hectares.areas[0].largest == 9000


def test_the_stored_vectors_are_the_figures_above():
    folder = Path(os.environ.get("FINECOVER_DATA", ROOT.parent / "shared" / "data")).parent
    path = folder / "vectors" / "accuracy.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    vectors = json.loads(path.read_text(encoding="utf-8"))
    for name, key in zip(OLOFSSON, ("olofsson2013_ex1", "olofsson2013_ex2", "olofsson2014_table8")):
        vector, example = vectors[key], OLOFSSON[name]
        assert vector["counts"] == example["counts"]
        assert (vector["OA"], vector["OA_se"]) == example["OA"]
        for figure in ("UA", "PA", "area"):
            assert [vector[figure], vector[figure + "_se"]] == list(example[figure])
        assert vector["area_ci95_halfwidth"] == example["half_width"]
        found = olofsson(np.array(vector["counts"]), np.array(vector["mapped"]))
        assert found.matrix == pytest.approx(np.array(vector["proportions"]), abs=1e-12)
    assert "".join(vectors["stehman2014"]["ref"]) == STEHMAN_REFERENCE
    assert "".join(vectors["stehman2014"]["map"]) == STEHMAN_MAP


def test_simple_random_by_hand():
    # 100 points; user's accuracy of the first class 30/40, producer's 30/50.
    found = simple_random(np.array([[30, 10], [20, 40]]), total_area=500.0)
    assert found.overall.value == pytest.approx(0.7)
    assert found.overall.standard_error == pytest.approx(math.sqrt(0.7 * 0.3 / 99))
    assert found.users[0].value == pytest.approx(0.75)
    # Ratio of means: (1 / 0.4)^2 * [0.3 (1 - 0.75)^2 + 0.1 * 0.75^2] / 99.
    expected = math.sqrt((0.3 * 0.25**2 + 0.1 * 0.75**2) / 0.4**2 / 99)
    assert found.users[0].standard_error == pytest.approx(expected)
    assert found.producers[0].value == pytest.approx(0.6)
    assert found.areas[0].value == pytest.approx(250)
    assert found.areas[0].standard_error == pytest.approx(500 * math.sqrt(0.25 / 99))
    assert found.matrix == pytest.approx(np.array([[0.3, 0.1], [0.2, 0.4]]))


def test_intervals_of_bare_estimates_are_wilsons_of_the_effective_sample_size():
    # 0.5 with standard error 0.05 = 100 points: Wilson gives 0.40383 to 0.59617.
    assert Estimate(0.5, 0.05).interval == pytest.approx((0.40383153, 0.59616847))
    low, high = Estimate(0.99, 0.02).interval
    assert 0 < low < 0.99 < high < 1
    low, high = Estimate(90.0, 20.0, largest=100.0).interval
    assert 0 < low < 90 < high < 100
    assert Estimate(0.3, 0.0).interval == (0.3, 0.3)
    assert all(math.isnan(end) for end in Estimate(0.5, math.nan).interval)
    assert Estimate(0.5, 0.1).half_width == pytest.approx(0.1959963985)


def test_intervals_of_the_2014_example_are_lopsided_and_within_bounds():
    example = OLOFSSON["2014 table 8"]
    found = olofsson(np.array(example["counts"]), np.array(example["mapped"]))
    assert found.overall.interval == pytest.approx((0.924481, 0.961918), abs=1e-6)
    low, high = found.areas[0].interval
    assert (round(low), round(high)) == (17234, 31414)
    assert found.users[0].interval == pytest.approx((0.7867, 0.9358), abs=1e-4)
    assert found.warnings == ()
    assert all(e.trusted for e in (found.overall, *found.users, *found.producers, *found.areas))


def test_no_error_found_is_no_certainty():
    found = olofsson(np.array([[50, 0], [0, 50]]), np.array([10.0, 90.0]))
    assert found.overall == Estimate(1.0, 0.0)
    # As if the larger stratum held all errors: 0.9 of Wilson's 3.84 / 53.84 for 0 of 50.
    assert found.overall.interval == pytest.approx((1 - 0.9 * 3.841459 / 53.841459, 1.0), abs=0.01)
    assert found.producers[0].interval[0] < 0.7  # its places may hide in the large stratum
    assert found.areas[0].interval[1] > 15


def test_thin_strata_and_rare_classes_are_named():
    counts = np.array([[1, 0, 0], [2, 20, 1], [0, 3, 200]])
    found = olofsson(counts, np.array([1, 30, 69]))
    single, thin, seldom = found.describe_limits(strata=["bog", "fen", "heath"])
    assert single.startswith("No variance")
    assert single.endswith(": bog (1).")
    assert thin.endswith("fewer than 30 points in a stratum: fen (23).")
    assert seldom.endswith("fewer than 5 reference points of a class: class 1 (3).")
    assert "stratum 2 (23)" in found.warnings[1]
    assert [estimate.trusted for estimate in found.users] == [False, False, True]
    assert not found.overall.trusted
    assert not any(estimate.trusted for estimate in found.areas)


def test_a_thin_stratum_that_hardly_matters_leaves_the_whole_trusted():
    found = olofsson(np.array([[18, 2], [10, 290]]), np.array([1, 999]))
    assert found.overall.trusted
    assert not found.users[0].trusted


def test_post_stratification_by_hand():
    counts, area = np.array([[30, 10], [6, 54]]), np.array([350.0, 650.0])
    found, fixed = post_stratified(counts, area), olofsson(counts, area)
    assert values(found.areas) == values(fixed.areas)
    assert found.overall.value == pytest.approx(0.35 * 0.75 + 0.65 * 0.9)
    variances = 0.75 * 0.25 * 40 / 39, 0.9 * 0.1 * 60 / 59
    expected = sum((w / 100 + (1 - w) / 100**2) * s2 for w, s2 in zip((0.35, 0.65), variances))
    assert found.overall.standard_error == pytest.approx(math.sqrt(expected))
    low, high = found.overall.interval
    assert 0 < low < found.overall.value < high < 1


def test_post_stratified_standard_errors_are_those_of_repeated_samples():
    rng = np.random.default_rng(1982)
    shares = np.array([[0.7, 0.3], [0.1, 0.9]]) * np.array([[0.2], [0.8]])
    draws = rng.multinomial(150, shares.ravel(), size=5000).reshape(-1, 2, 2)
    weights = np.array([0.2, 0.8])
    areas = draws[:, :, 0] / draws.sum(axis=2) @ weights
    found = [post_stratified(draw, weights).area_shares[0] for draw in draws[:40]]
    assert values(found) == pytest.approx(areas[:40])
    # 40 standard errors vary by some 8 % each.
    assert np.mean(errors(found)) == pytest.approx(np.std(areas), rel=0.05)


def test_one_point_in_a_stratum_gives_no_standard_error():
    found = olofsson(np.array([[1, 0], [5, 45]]), np.array([10, 90]))
    assert found.overall.value == pytest.approx(0.1 + 0.9 * 0.9)
    assert math.isnan(found.overall.standard_error)
    assert math.isnan(found.users[0].standard_error)
    assert all(math.isnan(end) for end in found.overall.interval)
    # The other class's user's accuracy rests on its own stratum alone.
    assert found.users[1].standard_error == pytest.approx(math.sqrt(0.9 * 0.1 / 49))


def test_a_class_without_area_or_points_is_undefined_not_fatal():
    found = olofsson(np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]]), np.array([30, 70, 0]))
    assert math.isnan(found.users[2].value)
    assert math.isnan(found.producers[2].value)
    assert found.areas[2] == Estimate(0.0, 0.0, 100.0)
    assert found.areas[2].interval[1] > 5  # 20 points do not rule it out
    assert found.overall.value == pytest.approx(0.3 * 0.8 + 0.7 * 0.9)


def test_a_full_count_has_no_sampling_error():
    counts = np.array([[[3, 1], [0, 0]], [[0, 0], [1, 5]], [[1, 0], [0, 0]]])
    found = stehman(counts, np.array([4, 6, 1]))
    assert found.overall == Estimate(pytest.approx(9 / 11), 0.0)
    assert found.overall.interval == (found.overall.value, found.overall.value)


@few
@given(samples, st.data())
def test_map_classes_as_strata_agree_with_stehman(counts, data):
    n = len(counts)
    pixels = np.array(data.draw(st.lists(st.integers(10**9, 10**10), min_size=n, max_size=n)))
    cells = np.zeros((n, n, n), dtype=np.int64)
    cells[np.arange(n), np.arange(n)] = counts
    one, other = olofsson(counts, pixels), stehman(cells, pixels, total_area=float(pixels.sum()))
    for name in ("users", "producers", "areas"):
        first, second = getattr(one, name), getattr(other, name)
        assert values(first) == pytest.approx(values(second), rel=1e-9, nan_ok=True)
        # Near 0 an error is the root of rounding noise.
        close = {"rel": 1e-5, "abs": 1e-7 * (pixels.sum() if name == "areas" else 1)}
        assert errors(first) == pytest.approx(errors(second), nan_ok=True, **close)


@few
@given(samples, st.randoms())
def test_permuting_the_classes_permutes_the_estimates(counts, random):
    n = len(counts)
    area = np.arange(1.0, n + 1)
    order = list(range(n))
    random.shuffle(order)
    found = olofsson(counts, area)
    moved = olofsson(counts[np.ix_(order, order)], area[order])
    for name in ("users", "producers", "areas"):
        for take in (values, errors):
            expected = [take(getattr(found, name))[old] for old in order]
            # Near 0 an error is the root of rounding noise.
            assert take(getattr(moved, name)) == pytest.approx(expected, abs=1e-7, nan_ok=True)


@few
@given(samples)
def test_areas_sum_to_the_whole_and_shares_to_one(counts):
    area = np.arange(1.0, len(counts) + 1)
    found = olofsson(counts, area)
    assert sum(values(found.areas)) == pytest.approx(area.sum())
    assert found.matrix.sum(axis=1) == pytest.approx(area / area.sum())
    assert np.trace(found.matrix) == pytest.approx(found.overall.value)


@pytest.mark.parametrize(
    ("counts", "area", "match"),
    [
        ([[5, 1], [0, 0]], [1, 3], "Stratum 2 has no reference point but 75.0 % of the area"),
        ([[5, 1], [2, 9]], [1, 0], "Stratum 2 has 11 reference points but no area"),
        ([[5, 1], [2, 9]], [1, 2, 3], "2 strata but 3 stratum sizes"),
        ([[5, 1], [2, 9]], [1, -2], "must be numbers >= 0"),
        ([[5, 1], [2, 9]], [1, float("nan")], "must be numbers >= 0"),
        ([[0, 0], [0, 0]], [0, 0], "not all 0"),
        ([[5, 1, 0], [2, 9, 0]], [1, 2], r"square.*\(2, 3\)"),
        ([[0.5, 1], [2, 9]], [1, 2], "whole numbers"),
        ([[-5, 1], [2, 9]], [1, 2], "whole numbers"),
    ],
)
def test_contradictions_are_named(counts, area, match):
    with pytest.raises(InputError, match=match):
        olofsson(np.array(counts), np.array(area))


def test_more_points_than_pixels_is_named():
    with pytest.raises(InputError, match="Stratum 4 has more points than pixels"):
        stehman(stehman_counts(), np.array([40000, 30000, 20000, 9]))


def test_a_flat_table_is_no_stratified_count():
    with pytest.raises(InputError, match=r"stratum, map class, reference class.*\(2, 2\)"):
        stehman(np.array([[3, 1], [1, 4]]), np.array([100, 100]))


def test_points_that_do_not_count_are_left_out():
    counts = stratum_matrices(
        np.array([0, 0, -1]), np.array([1, 1, 0]), np.array([0, -1, 0]), shape=(1, 2)
    )
    assert counts.tolist() == [[[0, 0], [1, 0]]]


def test_columns_of_a_sample_must_fit():
    two, three = np.array([0, 0]), np.array([0, 0, 0])
    with pytest.raises(InputError, match="they have 2, 3, 3"):
        stratum_matrices(two, three, three, shape=(1, 2))
    with pytest.raises(InputError, match=r"outside 0 to 1.*0 to 5"):
        stratum_matrices(two, two, np.array([0, 5]), shape=(1, 2))
