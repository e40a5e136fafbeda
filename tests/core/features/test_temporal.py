from datetime import date, timedelta

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features import temporal
from finecover.core.features.statistics import DATED_STATISTICS, STATISTICS
from finecover.core.features.temporal import (
    check_dates,
    doubtful_waves,
    scene_dates,
    series_statistics,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

YEAR = tuple(date(2019, month, 15) for month in range(1, 13))
WAVES = tuple(name for name in DATED_STATISTICS if name.startswith(("amplitude", "phase")))
DATED = tuple(name for name in DATED_STATISTICS if name not in WAVES)
OTHERS = (*STATISTICS, *DATED, "p90_q2", "std_q4")


def one(values, name, dates=YEAR):
    layers = [np.full((1, 1), value, np.float32) for value in values]
    found = series_statistics(layers, [name], dates=dates)
    assert found.shape == (1, 1, 1)
    assert found.dtype == np.float32
    return float(found[0, 0, 0])


MONTHS = [5, 3, 4, 7, 9, 8, 1, 1, 6, 2, np.nan, 0]


@pytest.mark.parametrize(("name", "expected"), {
    "median_q1": 4, "median_q2": 8, "median_q3": 1, "median_q4": 1, "mean_q3": 8 / 3, "max_q4": 2,
    "p25_q2": 7.5, "range_q1": 2, "date_max": 135, "median": 4, "max": 9,
}.items())  # fmt: skip
def test_by_hand(name, expected):
    assert one(MONTHS, name) == pytest.approx(expected, rel=1e-6)


def test_scenes_of_one_quarter_may_lie_in_several_years():
    dates = (date(2018, 2, 1), date(2019, 7, 1), date(2020, 3, 31))
    assert one([1, 100, 5], "median_q1", dates) == 3


def test_a_quarter_without_observation_is_missing():
    assert np.isnan(one([np.nan] * 3 + [1] * 9, "median_q1"))
    assert one([np.nan] * 3 + [1] * 9, "median_q2") == 1


@pytest.mark.parametrize(("day", "expected"), [(date(2019, 1, 1), 1), (date(2019, 12, 31), 365),
                                               (date(2020, 12, 31), 366)])  # fmt: skip
def test_date_of_maximum(day, expected):
    dates = (date(2017, 6, 1), day, date(2022, 6, 1))
    assert one([1, 2, np.nan], "date_max", dates) == expected
    assert one([np.nan, -7, np.nan], "date_max", dates) == expected


def test_the_earliest_of_equal_maxima():
    dates = (date(2020, 3, 1), date(2019, 8, 1), date(2019, 9, 1))
    assert one([4, 4, 4], "date_max", dates) == 213


@pytest.mark.parametrize("name", OTHERS)
def test_never_observed(name):
    assert np.isnan(one([np.nan, np.inf] * 6, name))


class TestWaves:
    def days(self, dates):
        return np.array([day.timetuple().tm_yday for day in dates])

    def wave(self, dates, *, peak=100, amplitude=3, mean=10, times=1):
        turn = 2 * np.pi * times * (self.days(dates) - peak) / 365.25
        return mean + amplitude * np.cos(turn)

    @pytest.mark.parametrize("first", [2018, 2019, 2020])
    @pytest.mark.parametrize("peak", [1.5, 100, 364])
    def test_yearly(self, first, peak):
        dates = [date(first, 1, 5) + timedelta(30 * k) for k in range(24)]
        values = self.wave(dates, peak=peak)
        assert one(values, "amplitude", dates) == pytest.approx(3, rel=1e-4)
        assert one(values, "phase", dates) == pytest.approx(peak, abs=0.05)
        assert one(values, "amplitude2", dates) == pytest.approx(0, abs=1e-3)

    def test_half_yearly(self):
        dates = [date(2019, 1, 5) + timedelta(11 * k) for k in range(32)]
        values = self.wave(dates) + self.wave(dates, peak=40, amplitude=2, times=2)
        assert one(values, "amplitude2", dates) == pytest.approx(2, rel=1e-3)
        assert one(values, "phase2", dates) == pytest.approx(40, abs=0.1)

    def test_missing_values_do_not_matter(self):
        dates = [date(2019, 1, 5) + timedelta(20 * k) for k in range(18)]
        values = self.wave(dates)
        values[[3, 4, 9]] = np.nan
        assert one(values, "amplitude", dates) == pytest.approx(3, rel=1e-4)
        assert one(values, "phase", dates) == pytest.approx(100, abs=0.05)

    @pytest.mark.parametrize("name", WAVES)
    def test_few_observations(self, name):
        """A wave that observations do not tell has no height; without any there is no value."""
        assert one([5, np.nan] + [np.nan] * 10, name) == name.startswith("phase")
        assert np.isnan(one([np.nan, np.inf] * 6, name))

    def test_dates_of_one_season_invent_no_wave(self):
        dates = (date(2019, 6, 1), date(2019, 6, 11), date(2019, 6, 21))
        for values in ([0.10, 0.13, 0.11], [0.10, 0.10, 0.13], [0.13, 0.10, 0.12]):
            assert 0 < one(values, "amplitude", dates) < 0.03
        halves = [date(2019, 5, 1) + timedelta(12 * k) for k in range(10)]
        rng = np.random.default_rng(4)
        noise = 0.5 + 0.1 * rng.standard_normal(10)
        assert one(noise, "amplitude2", halves) < 0.2

    def test_a_pixel_with_a_long_gap_is_held_and_others_are_not(self):
        dates = [date(2019, 1, 5) + timedelta(15 * k) for k in range(24)]
        layers = np.repeat(self.wave(dates)[:, np.newaxis, np.newaxis], 2, axis=2)
        layers = layers.astype(np.float32)
        layers[4:, 0, 1] = np.nan
        found = series_statistics(list(layers), ["amplitude"], dates=dates)[0, 0]
        alone = series_statistics(list(layers[..., :1]), ["amplitude"], dates=dates)[0, 0]
        assert found[0] == alone[0] == pytest.approx(3, rel=1e-4)
        assert found[1] < 2

    def test_a_pixel_that_never_changes_is_no_hole(self):
        assert one([0.0] * 12, "phase") == 1
        assert 1 <= one([0.3] * 12, "phase") < 367

    def test_what_else_is_asked_for_does_not_matter(self):
        rng = np.random.default_rng(1)
        layers = list(rng.random((12, 3, 4), np.float32))
        together = series_statistics(layers, WAVES, dates=YEAR)
        for at, name in enumerate(WAVES):
            alone = series_statistics(layers, [name], dates=YEAR)
            assert alone[0].tobytes() == together[at].tobytes()

    @pytest.mark.parametrize("block", [1, 7, 8192])
    def test_blocks_and_order_do_not_matter(self, block, monkeypatch):
        rng = np.random.default_rng(2)
        layers = rng.random((12, 13, 9), np.float32)
        layers[rng.random(layers.shape) < 0.4] = np.nan
        whole = series_statistics(list(layers), WAVES, dates=YEAR)
        monkeypatch.setattr(temporal, "BLOCK", block)
        order = rng.permutation(12)
        found = series_statistics(layers[order], WAVES, dates=[YEAR[at] for at in order])
        assert found.tobytes() == whole.tobytes()


series = hnp.arrays(
    np.float32,
    st.tuples(st.just(12), st.integers(1, 4), st.integers(1, 4)),
    elements=st.floats(-1e4, 1e4, width=32) | st.just(np.nan),
)


@settings(max_examples=60, deadline=None)
@given(series, st.permutations(range(12)), st.integers(1, 9))
def test_order_and_blocks_do_not_matter(values, order, block):
    whole = series_statistics(list(values), OTHERS, dates=YEAR)
    before, temporal.BLOCK = temporal.BLOCK, block
    try:
        found = series_statistics(values[order], OTHERS, dates=[YEAR[at] for at in order])
    finally:
        temporal.BLOCK = before
    assert found.tobytes() == whole.tobytes()


@settings(max_examples=40, deadline=None)
@given(series, st.dates(date(2015, 1, 1), date(2023, 12, 31)))
def test_a_date_without_observation_changes_nothing(values, day):
    names = (*OTHERS, *WAVES)
    whole = series_statistics(list(values), names, dates=YEAR)
    masked = np.full((1, *values.shape[1:]), np.nan, np.float32)
    more = series_statistics([*values, *masked], names, dates=[*YEAR, day])
    assert more.tobytes() == whole.tobytes()


@settings(max_examples=40, deadline=None)
@given(series)
def test_scaled_values_give_scaled_statistics(values):
    names = tuple(name for name in OTHERS if name != "date_max")
    whole = series_statistics(list(values), names, dates=YEAR)
    found = series_statistics(list(values * np.float32(4)), names, dates=YEAR)
    np.testing.assert_allclose(found, whole * np.float32(4), rtol=1e-6, atol=1e-30)


@settings(max_examples=30, deadline=None)
@given(st.floats(-1e3, 1e3, width=32), st.sampled_from(["median_q1", "mean", "p90", "max_q4"]))
def test_constant_stays_constant(value, name):
    assert one([value] * 12, name) == np.float32(value)


def test_without_dates():
    layers = [np.full((2, 2), v, np.float32) for v in (1, 2, 6)]
    found = series_statistics(layers, ["mean", "median", "range"])
    assert found[:, 1, 1].tolist() == [3, 2, 5]


def test_scene_dates():
    assert scene_dates(("2019-04-30", "2018-01-01")) == (date(2019, 4, 30), date(2018, 1, 1))
    assert scene_dates(("",)) is None
    assert scene_dates(("2019-04-30", "image2")) is None


class TestDoubts:
    def test_whole_years_are_fine(self):
        assert doubtful_waves((*OTHERS, *WAVES), YEAR, series="NDVI") == []

    def test_part_of_a_year(self):
        names = ("mean", "amplitude", "phase", "phase2")
        told = doubtful_waves(names, YEAR[2:10], series="NDVI")
        assert len(told) == 2
        assert "the images of NDVI span 214 days, less than a year" in told[0]
        assert "hardly tell amplitude;" in told[0]
        assert "leave 151 days of the year without any, so that they hardly tell phase2" in told[1]
        summers = [day.replace(year=year) for year in (2018, 2019, 2020) for day in YEAR[5:8]]
        assert "leave 303 days" in doubtful_waves(names[:2], summers, series="NDVI")[0]
        assert doubtful_waves(("mean", "median_q2"), YEAR[2:5], series="NDVI") == []


class TestCheck:
    def test_fine(self):
        check_dates((*OTHERS, *WAVES), YEAR, series="NDVI")
        check_dates(STATISTICS, None, series="NDVI")

    @pytest.mark.parametrize("name", DATED_STATISTICS)
    def test_no_dates(self, name):
        message = f"STATISTICS: {name} needs the date of every image, and NDVI has images without"
        with pytest.raises(InputError, match=message):
            check_dates(("mean", name), None, series="NDVI")

    def test_empty_quarter(self):
        message = "median_q3 needs an image of July to September, and B04 has none; leave median_q3"
        with pytest.raises(InputError, match=message):
            check_dates(("median_q1", "median_q3"), YEAR[:6], series="B04")

    @pytest.mark.parametrize(("name", "days"), [("phase", 3), ("amplitude2", 5)])
    def test_few_days(self, name, days):
        check_dates((name,), YEAR[:days], series="B04")
        with pytest.raises(InputError, match=f"at least {days} days of the year, and B04 has "):
            check_dates((name,), YEAR[: days - 1], series="B04")
        again = [*YEAR[: days - 1], YEAR[0].replace(year=2020)]
        with pytest.raises(InputError, match=f"{name} needs images of at least {days} days"):
            check_dates((name,), again, series="B04")
