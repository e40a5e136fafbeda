from datetime import date, timedelta

import numpy as np
import pytest
from finecover.core.series.series_fill import SeriesFiller
from finecover.core.series.series_settings import SMOOTHINGS, FillSettings
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import savgol_filter

START = date(2019, 1, 1)


def days_after(*offsets):
    return tuple(START + timedelta(days=int(offset)) for offset in offsets)


def made(seed, *, dates=14, bands=2, pixels=9, hidden=0.3):
    """Observed dates at odd intervals, and values with holes, float32 (date, band, pixel)."""
    rng = np.random.default_rng(seed)
    observed = days_after(*np.cumsum(rng.integers(3, 25, dates)))
    values = rng.normal(0.4, 0.1, (dates, bands, pixels)).astype(np.float32)
    hole = rng.random((dates, 1, pixels)) < hidden
    return observed, np.where(hole, np.float32(np.nan), values)


def fill(observed, values, **parameters):
    wanted = FillSettings(**{"step_days": 15, **parameters})
    return SeriesFiller(observed, wanted.dates(observed), wanted).fill(values)


def test_straight_lines_between_observations():
    observed = days_after(0, 10, 40)
    values = np.array([1, np.nan, 5], np.float32).reshape(3, 1, 1)
    found = fill(observed, values, step_days=10)
    np.testing.assert_allclose(found.ravel(), [1, 2, 3, 4, 5], rtol=1e-6)


def test_ends_are_flat_and_long_gaps_stay_empty():
    observed = days_after(0, 20, 30, 90, 100)
    values = np.array([np.nan, 1, 2, 3, np.nan], np.float32).reshape(5, 1, 1)
    filled = fill(observed, values, step_days=20)
    np.testing.assert_allclose(filled.ravel(), [1, 1, 2 + 1 / 6, 2.5, 2 + 5 / 6, 3], rtol=1e-6)
    for smoothing in SMOOTHINGS:
        gap = fill(observed, values, step_days=20, max_gap_days=30, smoothing=smoothing)
        assert np.isnan(gap).ravel().tolist() == [False, False, True, True, True, False]


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
class TestEverySmoothing:
    def test_a_constant_series_stays_constant(self, smoothing):
        observed, values = made(0)
        values = np.where(np.isnan(values), values, np.float32(0.25))
        found = fill(observed, values, smoothing=smoothing)
        shown = np.isfinite(values).any(axis=0)
        np.testing.assert_allclose(found[:, shown], 0.25, rtol=1e-5)

    def test_a_pixel_never_observed_stays_empty(self, smoothing):
        observed, values = made(1)
        values[:, :, 4] = np.nan
        found = fill(observed, values, smoothing=smoothing)
        assert np.isnan(found[:, :, 4]).all()
        assert np.isfinite(found[:, :, 3]).all()

    def test_a_single_observation_counts_for_every_date(self, smoothing):
        observed, values = made(2)
        values[1:, :, 0] = np.nan
        values[0, :, 0] = 0.7
        np.testing.assert_allclose(fill(observed, values, smoothing=smoothing)[:, :, 0], 0.7, 1e-5)

    def test_pixels_do_not_know_their_neighbours(self, smoothing):
        observed, values = made(3, pixels=40)
        whole = fill(observed, values, smoothing=smoothing)
        parts = [fill(observed, values[..., at : at + 7], smoothing=smoothing)
                 for at in range(0, 40, 7)]  # fmt: skip
        np.testing.assert_array_equal(np.concatenate(parts, axis=-1), whole)

    def test_a_band_that_lacks_a_date_alone_has_no_say_in_the_others(self, smoothing):
        observed, values = made(4, hidden=0)
        values[3, 0] = np.nan
        both = fill(observed, values, smoothing=smoothing)
        for band in range(2):
            alone = fill(observed, values[:, band : band + 1], smoothing=smoothing)
            np.testing.assert_array_equal(both[:, band], alone[:, 0])

    @settings(deadline=None, max_examples=10)
    @given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 1e4))
    def test_scaled_values_give_a_scaled_result(self, smoothing, seed, scale):
        observed, values = made(seed, dates=24, pixels=3)  # waves of part of a year are ill-told
        found = fill(observed, values, smoothing=smoothing, lam=5.0)
        scaled = fill(observed, values * np.float32(scale), smoothing=smoothing, lam=5.0)
        np.testing.assert_allclose(scaled, found * scale, rtol=2e-3, atol=1e-4 * scale)

    @settings(deadline=None, max_examples=10)
    @given(seed=st.integers(0, 2**32 - 1), step=st.integers(4, 40), added=st.integers(1, 4))
    def test_a_date_without_observations_changes_no_byte(self, smoothing, seed, step, added):
        observed, values = made(seed, dates=20, pixels=12, hidden=0.5)
        bounds = {"start": observed[3], "end": observed[-3], "step_days": step}
        within = [START + timedelta(days=day) for day in range(1000)]
        within = [day for day in within if observed[3] <= day <= observed[-3]]
        free = sorted(set(within) - set(observed))
        masked = np.random.default_rng(seed).choice(free, min(added, len(free)), replace=False)
        every = tuple(sorted((*observed, *masked)))
        more = np.full((len(every), *values.shape[1:]), np.nan, np.float32)
        more[[every.index(day) for day in observed]] = values
        for extra in ({}, {"lam": 10.0, "max_gap_days": 40.0}):
            before = fill(observed, values, smoothing=smoothing, **bounds, **extra)
            after = fill(every, more, smoothing=smoothing, **bounds, **extra)
            assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize(
    "parameters",
    [{"smoothing": "savitzky_golay"}, {"smoothing": "whittaker"},
     {"smoothing": "whittaker", "lam": 100.0}, {"smoothing": "whittaker", "envelope": 0.9}],
)  # fmt: skip
@pytest.mark.parametrize("offset", [0, 6])
def test_a_line_whose_ends_are_cloudy(parameters, offset):
    """It comes back from the first observation to the last, and stays flat beyond."""
    days = np.arange(24) * 15 + offset
    observed = days_after(*days)
    values = np.repeat(days / 100, 2).reshape(24, 1, 2).astype(np.float32)
    values[:5, 0, 0] = values[-4:, 0, 0] = np.nan
    bounds = {"start": START, "end": observed[-1], "step_days": 15}
    wanted = np.array([(day - START).days for day in FillSettings(**bounds).dates(observed)])
    found = fill(observed, values, **bounds, **parameters)
    for pixel, (first, last) in enumerate([(days[5], days[-5]), (days[0], days[-1])]):
        line = np.clip(wanted, first, last) / 100
        np.testing.assert_allclose(found[:, 0, pixel], line, atol=1e-4)


@pytest.mark.parametrize("smoothing", ["savitzky_golay", "whittaker"])
def test_without_gaps_in_its_own_time_a_pixel_is_smoothed_as_by_its_series_alone(smoothing):
    observed = days_after(*range(0, 450, 15))
    values = np.random.default_rng(11).random((30, 2, 4)).astype(np.float32)
    values[:7, :, 1:] = values[-5:, :, 2:] = np.nan
    found = fill(observed, values, smoothing=smoothing, lam=10.0)
    alone = fill(observed[7:25], values[7:25], smoothing=smoothing, lam=10.0)
    np.testing.assert_array_equal(found[7:25, :, 2:], alone[:, :, 2:])
    assert (found[:7, :, 2:] == found[7, :, 2:]).all()
    assert (found[25:, :, 2:] == found[24, :, 2:]).all()


class TestHarmonics:
    def waves(self, days, harmonics):
        turns = 2 * np.pi / 365.25 * np.outer(days, np.arange(1, harmonics + 1))
        return np.column_stack([np.ones(len(days)), np.cos(turns), np.sin(turns)])

    @pytest.mark.parametrize("harmonics", [1, 2])
    def test_least_squares_on_the_observations(self, harmonics):
        observed, values = made(12, dates=40, bands=2, pixels=30, hidden=0.3)
        wanted = FillSettings(step_days=15).dates(observed)
        found = fill(observed, values, smoothing="harmonic", harmonics=harmonics)
        days, target = (np.array([d.toordinal() for d in ds]) for ds in (observed, wanted))
        for pixel in range(30):
            seen = np.isfinite(values[:, 0, pixel])
            model = self.waves(days[seen], harmonics)
            expected = self.waves(target, harmonics) @ np.linalg.lstsq(
                model, values[seen, :, pixel].astype(float), rcond=None)[0]  # fmt: skip
            np.testing.assert_allclose(found[:, :, pixel], expected, atol=1e-5)

    def test_where_observations_do_not_hold_the_waves_straight_lines_do(self):
        observed = days_after(*range(0, 360, 15))
        values = np.random.default_rng(13).normal(0.5, 0.1, (24, 1, 50)).astype(np.float32)
        values[4:18] = np.nan
        found = fill(observed, values, smoothing="harmonic", harmonics=3)
        assert np.abs(found - 0.5).max() < 0.6


@pytest.mark.parametrize("smoothing", ["savitzky_golay", "whittaker"])
def test_a_line_with_holes_comes_back(smoothing):
    observed = days_after(*np.cumsum([5, 10, 5, 5, 20, 15, 5, 10, 5, 30, 5, 5, 10, 15, 5]))
    values = np.array([(day - START).days for day in observed], np.float32) / 100
    values = np.repeat(values, 30).reshape(15, 1, 30)
    values[np.random.default_rng(5).random(values.shape) < 0.3] = np.nan
    values[[0, -1]] = np.array([0.05, 1.5], np.float32)[:, None, None]
    wanted = FillSettings(step_days=15).dates(observed)
    line = np.array([(day - START).days for day in wanted])[:, None, None] / 100
    found = fill(observed, values, smoothing=smoothing, lam=20.0)
    np.testing.assert_allclose(found, np.broadcast_to(line, found.shape), atol=1e-4)


@pytest.mark.parametrize("smoothing", ["savitzky_golay", "whittaker"])
def test_observations_between_the_nodes_hardly_bend_a_line(smoothing):
    observed, values = made(5, dates=20, bands=1)
    days = np.array([(day - START).days for day in observed], np.float32)
    values = np.where(np.isnan(values), values, days[:, None, None] / 100)
    wanted = FillSettings(step_days=15).dates(observed)
    inner = np.array([(day - START).days for day in wanted], np.float32)
    found = fill(observed, values, smoothing=smoothing, lam=20.0)
    for pixel in range(values.shape[2]):
        seen = days[np.isfinite(values[:, 0, pixel])]
        within = (inner >= seen[2]) & (inner <= seen[-3])
        # dates before the first and after the last observation have its value: flat ends, which
        # a smooth curve rounds
        np.testing.assert_allclose(found[within, 0, pixel], inner[within] / 100, atol=0.05)


def test_regular_dates_without_gaps_are_smoothed_as_by_scipy():
    observed = days_after(*range(0, 300, 15))
    values = np.random.default_rng(6).random((20, 1, 5)).astype(np.float32)
    found = fill(observed, values, smoothing="savitzky_golay", window=7, polyorder=2)
    np.testing.assert_allclose(found, savgol_filter(values, 7, 2, axis=0), atol=1e-5)


def test_frequent_observations_all_count_though_few_dates_are_wanted():
    rng = np.random.default_rng(7)
    observed = days_after(*range(0, 360, 5))
    truth = 0.5 + 0.2 * np.sin(np.arange(0, 360, 5) / 58)
    values = (truth[:, None, None] + rng.normal(0, 0.05, (72, 1, 200))).astype(np.float32)
    wanted = truth[::6][:, None]
    errors = {
        smoothing: float(np.abs(fill(observed, values, step_days=30, smoothing=smoothing, lam=1.0)
                                [:, 0] - wanted).mean())
        for smoothing in SMOOTHINGS
    }  # fmt: skip
    for smoothing in SMOOTHINGS[1:]:
        assert errors[smoothing] < 0.6 * errors["none"]


def test_lambda_means_the_same_however_often_observed():
    rng = np.random.default_rng(8)
    often = days_after(*range(0, 361, 5))
    values = rng.random((73, 1, 50)).astype(np.float32)
    rough = [
        np.diff(fill(often, values, step_days=step, smoothing="whittaker", lam=lam)[:, 0], 2, 0)
        for step, lam in ((5, 6.0**4), (30, 1.0))
    ]
    fine = np.std(rough[0]) * 36  # second differences grow with the square of the step
    assert np.std(rough[1]) == pytest.approx(fine, rel=0.35)


def test_an_envelope_follows_the_upper_observations():
    observed, values = made(9, dates=24, hidden=0.1)
    plain = fill(observed, values, smoothing="whittaker", lam=100.0)
    upper = fill(observed, values, smoothing="whittaker", lam=100.0, envelope=0.95)
    assert (upper > plain).mean() > 0.9


def test_memory_grows_with_bands_and_nodes():
    observed, _ = made(10)
    plain, smoothed = (
        SeriesFiller(observed, FillSettings(step_days=15).dates(observed),
                     FillSettings(step_days=15, smoothing=kind))
        for kind in ("none", "whittaker")
    )  # fmt: skip
    assert plain.bytes_per_pixel(4) < smoothed.bytes_per_pixel(4) < 4 * plain.bytes_per_pixel(4)
