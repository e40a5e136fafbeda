"""Withheld observations: the draw, predictions at their own dates, the words of the table."""

from datetime import date, timedelta

import numpy as np
import pytest
from finecover.benchmarks.series import withheld
from finecover.benchmarks.series.observed import Observed, read_observed
from finecover.benchmarks.series.withheld import DEFAULT, METHODS, REFERENCE, Errors
from finecover.benchmarks.series.withheld_report import (
    Means,
    default_kept,
    verdicts,
    withheld_report,
)
from finecover.core.series.series_settings import FillSettings

START = date(2019, 1, 3)
DATES = tuple(START + timedelta(days=day) for day in (0, 4, 15, 16, 40, 61, 75, 90, 99, 120))


def made(seed=0, *, bands=2, pixels=30):
    rng = np.random.default_rng(seed)
    values = rng.random((len(DATES), bands, pixels), np.float32)
    hole = rng.random((len(DATES), 1, pixels)) < 0.2
    return np.where(hole, np.float32(np.nan), values)


def test_each_pixel_loses_its_share_of_what_was_observed_in_all_bands_alike():
    values = made(pixels=400)
    values[3, 0, :50] = np.nan  # one band is missing: nothing to compare with
    hidden = withheld.withhold(values, share=0.3, seed=1)
    seen = np.isfinite(values).all(axis=1)
    assert not (hidden & ~seen).any()
    assert (hidden.sum(axis=0) == np.floor(0.3 * seen.sum(axis=0) + 0.5)).all()
    assert (hidden != withheld.withhold(values, share=0.3, seed=2)).any()
    assert (hidden == withheld.withhold(values, share=0.3, seed=1)).all()


def test_pixels_of_few_observations_lose_none():
    values = made()
    values[3:] = np.nan
    assert not withheld.withhold(values, share=0.5, seed=0).any()


@pytest.mark.parametrize("step_days", [1, 7, 30])
def test_the_default_predicts_each_date_as_straight_lines_do_whatever_the_step(step_days):
    values = made(3)
    found = withheld.predict(values, DATES, FillSettings(step_days=step_days))
    np.testing.assert_allclose(found, withheld.interpolated(values, DATES), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_predicts_every_date_of_every_pixel(method):
    found = withheld.predict(made(4)[:6], DATES[:6], METHODS[method])
    assert found.shape == (6, 2, 30)
    assert np.isfinite(found).all()


def test_the_study_tells_errors_of_every_band_share_and_method(monkeypatch):
    methods = {name: METHODS[name] for name in (DEFAULT, "whittaker, λ 10")}
    monkeypatch.setattr(withheld, "METHODS", methods)
    observed = Observed(DATES, ("ndvi", "evi"), made(5))
    runs = list(withheld.study("made", observed, step_days=10, seed=0))
    assert len(runs) == 2 * len(withheld.SHARES) * (1 + len(methods))
    assert len({(run.band, run.share, run.method) for run in runs}) == len(runs)
    hidden = withheld.withhold(observed.values, share=0.2, seed=0)
    kept = np.where(hidden[:, np.newaxis], np.nan, observed.values)
    error = (withheld.interpolated(kept, DATES) - observed.values)[:, 1][hidden]
    one = next(r for r in runs if (r.band, r.share, r.method) == ("evi", 0.2, REFERENCE))
    assert one.rmse == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-5)
    assert one.bias == pytest.approx(np.mean(error), rel=1e-4)
    assert one.count == hidden.sum()


def runs_of(**rmse):
    return [
        Errors("made", "ndvi", share, 0, method, 9, value * (1 + share), 0.01)
        for share in (0.2, 0.5)
        for method, value in {REFERENCE: 0.1, **rmse}.items()
    ]


def test_the_words_follow_from_the_figures():
    runs = runs_of(**{DEFAULT: 0.1, "whittaker": 0.08, "harmonic": 0.2})
    assert default_kept(Means(runs))
    words = " ".join(verdicts(Means(runs)))
    assert "nowhere worse than" in words
    assert "whittaker: closer than linear in 2 and farther in 0 of 2 rows, RMSE 0.80" in words
    assert "by the V-curve is worse" not in words
    worse = " ".join(verdicts(Means(runs_of(**{DEFAULT: 0.1, "whittaker": 0.12}))))
    assert "by the V-curve is worse than straight lines in 2 of 2 rows" in worse
    assert "Better in every row: whittaker." in words
    text = withheld_report(runs, facts="")
    assert "| made, ndvi, 20 % | 0.1200 | 0.1200 | 0.0960 | 0.2400 | 9 |" in text


def test_a_default_worse_than_linear_is_told():
    means = Means(runs_of(**{DEFAULT: 0.11, "whittaker": 0.2}))
    assert not default_kept(means)
    assert "**worse than**" in verdicts(means)[0]
    assert "No smoothing is better in every row" in verdicts(means)[-1]


@pytest.mark.usefixtures("data_dir")
def test_real_series_are_read_in_their_units_without_their_clouds():
    spain = read_observed("spain")
    assert spain.bands == ("ndvi", "b04", "b08")
    assert (len(spain.dates), spain.values.shape[2]) == (33, 2322)
    assert 0.05 < np.isnan(spain.values[:, 0]).mean() < 0.08
    assert 0 < np.nanmedian(spain.values[:, 0]) < 1
    year = read_observed("slovenia 2016")
    assert {day.year for day in year.dates} == {2016}
    assert 0.3 < np.isnan(year.values).mean() < 0.5
