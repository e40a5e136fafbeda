import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.indices import INDICES
from finecover.core.features.statistics import (
    DATED_STATISTICS,
    STATISTICS,
    Observations,
    Statistic,
    parse_statistics,
    read_statistic,
    repeated,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SERIES = np.array([4, np.nan, 1, 2, 8], np.float32)[:, None, None]


def series_statistic(values, name):
    pixels = Observations(values.reshape(len(values), -1)).statistic(read_statistic(name))
    return pixels.reshape(values.shape[1:])


HAND = {
    "mean": 3.75, "median": 3, "min": 1, "max": 8, "range": 7,
    "std": np.sqrt((0.0625 + 7.5625 + 3.0625 + 18.0625) / 4),
    "p0": 1, "p10": 1.3, "p25": 1.75, "p12.5": 1.375, "p90": 6.8, "p100": 8,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HAND))
def test_by_hand(name):
    found = series_statistic(SERIES, name)
    assert found.shape == (1, 1)
    assert found.dtype == np.float32
    assert found[0, 0] == pytest.approx(HAND[name], rel=1e-6)


@pytest.mark.parametrize("name", sorted(HAND))
def test_never_observed_is_missing_and_no_warning_is_touched(name):
    before = list(warnings.filters)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = series_statistic(np.full((3, 2, 2), np.nan, np.float32), name)
    assert np.isnan(found).all()
    assert warnings.filters == before


@pytest.mark.parametrize("name", sorted(HAND))
def test_one_observation(name):
    found = series_statistic(np.array([np.nan, 5], np.float32)[:, None, None], name)
    assert found[0, 0] == (0 if name in ("std", "range") else 5)


NUMPY = {
    "mean": np.nanmean,
    "median": np.nanmedian,
    "std": np.nanstd,
    "p10": lambda a, axis: np.nanpercentile(a, 10, axis=axis),
    "p90": lambda a, axis: np.nanpercentile(a, 90, axis=axis),
}
series = hnp.arrays(
    np.float32,
    st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(1, 3)),
    elements=st.floats(-1e4, 1e4, width=32) | st.just(np.nan),
)


@settings(max_examples=50, deadline=None)
@given(series, st.sampled_from(sorted(NUMPY)))
def test_as_numpy_says(values, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = NUMPY[name](values.astype(np.float64), axis=0)
    np.testing.assert_allclose(series_statistic(values, name), expected, rtol=1e-5, atol=1e-2)


@settings(max_examples=50, deadline=None)
@given(series, st.sampled_from(STATISTICS), st.randoms(use_true_random=False))
def test_tiles_do_not_matter(values, name, random):
    whole = series_statistic(values, name)
    row, col = random.randrange(values.shape[1]), random.randrange(values.shape[2])
    one = series_statistic(values[:, row : row + 1, col : col + 1], name)
    np.testing.assert_array_equal(one[0, 0], whole[row, col])


def test_large_numbers_keep_their_deviation():
    values = (np.float32(1e7) + np.arange(3, dtype=np.float32))[:, None, None]
    assert series_statistic(values, "std")[0, 0] == pytest.approx(np.sqrt(2 / 3), rel=1e-6)


def test_negative_zero_is_zero():
    values = np.array([[0.0, -0.0], [-0.0, 0.0]], np.float32)[:, :, None]
    for name in STATISTICS:
        assert not np.signbit(series_statistic(values, name)).any()


def test_parse():
    assert parse_statistics(" Mean, p5,std ; mean\np100,") == ("mean", "p5", "std", "p100")
    assert parse_statistics("") == ()
    every = (*STATISTICS, *DATED_STATISTICS)
    assert parse_statistics(",".join(every)) == every
    assert parse_statistics("p05,p5,p2.50,p05_q1,mean_q4") == ("p5", "p2.5", "p5_q1", "mean_q4")


def test_meaning():
    assert read_statistic("median_q3") == Statistic("percentile", 50, quarter=3)
    assert read_statistic("p97.5") == Statistic("percentile", 97.5)
    assert read_statistic("phase2") == Statistic("phase", harmonics=2)
    assert read_statistic("amplitude") == Statistic("amplitude", harmonics=1)
    assert not any(read_statistic(name).dated for name in STATISTICS)
    assert all(read_statistic(name).dated for name in DATED_STATISTICS)


@pytest.mark.parametrize("name", ["mode", "p101", "p-1", "p1.", "mean std", "p100.5", "phase3",
                                  "median_q5", "median_q0", "median_q", "phase_q1", "date_max_q1",
                                  "q1", "_q1", "median_q1_q1", "amplitude1"])  # fmt: skip
def test_unknown(name):
    with pytest.raises(InputError, match=f"STATISTICS: '{name}' is unknown; choose from mean"):
        parse_statistics(f"mean,{name}")


def test_the_guide_lists_every_name():
    root = Path(__file__).parents[3]
    guide = (root / "docs" / "series.md").read_text(encoding="utf-8")
    table = guide.split("## Statistics")[1].split("`INDICES`")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} - {"STATISTICS"}
    assert listed == {*STATISTICS, *DATED_STATISTICS}


@pytest.mark.parametrize(
    ("file", "row"),
    [("README.md", r"\| indices \|(.*)\|"), ("docs/series.md", r"`INDICES` offers(.*)\n")],
)
def test_guides_list_every_index(file, row):
    text = (Path(__file__).parents[3] / file).read_text(encoding="utf-8")
    assert set(re.findall(r"\b[A-Z]{3,}\d?\b", re.search(row, text)[1])) == set(INDICES)


def test_names_that_mean_the_same_are_one():
    text = "median,P50,p050,p90,p090.0,median_q1,p50_q1,mean"
    assert parse_statistics(text) == ("median", "p90", "median_q1", "mean")
    assert repeated(text) == ("p50 (median)", "p50_q1 (median_q1)")
    assert parse_statistics("p00,p100") == ("p0", "p100")
    assert repeated("median,mean") == ()
